import { postFile, type DocumentCheck, type DocumentReport, type SignatureReport } from '@vena/api'
import { LanguageSwitch, Mark, moment, Panel, ProblemBox, StateWord, useAction, useWords, Verdict } from '@vena/ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { chooseLanguage } from '../../i18n.ts'
import './check.css'

/** What failed comes first; what holds is said in one breath after it. */
function Checks({ checks }: { checks: DocumentCheck[] }) {
  const { pick } = useWords()
  return (
    <ul className="check-lines">
      {checks.toSorted((a, b) => Number(a.ok) - Number(b.ok)).map((check) => (
        <li key={check.title.zh}>
          <StateWord tone={check.ok ? 'good' : 'danger'}>{pick(check.title)}</StateWord>
          {check.refusal && <p>{pick(check.refusal.reason)} <code>{check.refusal.rule}</code></p>}
        </li>
      ))}
    </ul>
  )
}

function Signature({ signature, index }: { signature: SignatureReport; index: number }) {
  const { t } = useTranslation()
  const lines: [string, string][] = [
    [t('verify.reason'), signature.reason], [t('verify.at'), signature.at ? moment(signature.at) : ''], [t('verify.stamped'), signature.stamped_at ? moment(signature.stamped_at) : ''],
    [t('verify.hand'), t(`hand.${signature.hand}`)], [t('verify.sealedBy'), signature.sealed_by ?? ''], [t('verify.witness'), signature.witness ?? ''], [t('certificate.serial'), signature.certificate],
  ]
  return (
    <Panel title={t('verify.signature', { number: index + 1 })} aside={<StateWord tone={signature.ok ? 'good' : 'danger'}>{t(signature.ok ? 'verify.holds' : 'verify.fails')}</StateWord>}>
      <p className="check-signer"><b>{signature.signer || t('verify.nobody')}</b>{signature.role && <span className="muted">{signature.role}</span>}</p>
      <dl className="check-facts">{lines.filter(([, value]) => value).map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
      <details className="quiet-details" open={!signature.ok}>
        <summary>{t('verify.checks', { count: signature.checks.length })}</summary>
        <Checks checks={signature.checks} />
      </details>
    </Panel>
  )
}

function Report({ report, name }: { report: DocumentReport; name: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const failed = [report, ...report.signatures].flatMap(({ checks }) => checks).find((check) => check.refusal)
  const order = report.signatures.map((signature, index) => ({ signature, index })).toSorted((a, b) => Number(a.signature.ok) - Number(b.signature.ok))
  return (
    <section className="stack" aria-label={t('verify.result')}>
      <Verdict tone={report.ok ? 'good' : 'danger'} title={t(report.ok ? 'verify.genuine' : 'verify.not')}><p>{pick(failed?.refusal?.reason ?? report.verdict)}</p><p className="muted">{name}</p></Verdict>
      {report.checks.length > 0 && <Panel title={t('verify.whole')}><Checks checks={report.checks} /></Panel>}
      {order.map(({ signature, index }) => <Signature key={index} signature={signature} index={index} />)}
    </section>
  )
}

function useCheck() {
  const [result, setResult] = useState<{ name: string; report: DocumentReport } | null>(null)
  const action = useAction((file: File) => postFile('/api/records/checks', file, 'application/pdf'), (report, file) => setResult({ name: file.name, report }))
  const check = (file: File | undefined) => {
    if (!file) return
    setResult(null)
    void action.run(file)
  }
  return { ...action, result, check }
}

/** The input lies over the whole field, so that a file may be dropped anywhere on it. */
function Drop({ onFile, busy }: { onFile: (file: File | undefined) => void; busy: boolean }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  return (
    <label className={over ? 'check-drop check-drop-over' : 'check-drop'} aria-busy={busy}>
      <span className="check-glyph" lang="zh" aria-hidden="true">验</span>
      <b>{t(busy ? 'verify.busy' : 'verify.drop')}</b>
      <span className="muted">{t('verify.how')}</span>
      <input
        type="file" accept="application/pdf,.pdf" disabled={busy} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)}
        onChange={(event) => {
          setOver(false)
          onFile(event.currentTarget.files?.[0])
          // The same file, altered meanwhile, may be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
}

/** What a document is worth: open to anybody who holds the file. */
export function Component() {
  const { t } = useTranslation()
  const { check, pending, problem, result } = useCheck()
  const number = useSearchParams()[0].get('number')
  useEffect(() => {
    document.title = `${t('verify.title')} · Vena`
  }, [t])
  return (
    <div className="check-page">
      <header className="check-head">
        <Link to="/" className="check-brand"><Mark size={32} /><b>Vena</b><span>{t('brand')}</span></Link>
        <LanguageSwitch onLanguage={(lang) => void chooseLanguage(lang)} />
      </header>
      <main className="check-main">
        <h1>{t('verify.title')}</h1>
        {number && !result && <p className="check-scanned"><b>{t('verify.scanned', { number })}</b><span>{t('verify.scannedHow')}</span></p>}
        <Drop onFile={check} busy={pending} />
        {problem && <ProblemBox problem={problem} />}
        {result && <Report report={result.report} name={result.name} />}
      </main>
    </div>
  )
}
