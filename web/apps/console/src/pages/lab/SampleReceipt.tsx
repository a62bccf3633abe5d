// One receipt: a big field for one tube after another, what is wrong with the tube at hand, and the list with its gaps.
import { post, toProblem, type SampleFinding, type SampleReceipt, type SampleScanned, type SampleTube } from '@vena/api'
import { AsOf, Button, donationNumber, moment, Page, Panel, StateWord, useAction, useWords } from '@vena/ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../process/hall.css'
import './lab.css'
import './samples.css'

const ROLES = ['serology', 'nat', 'retention'] as const
type Role = (typeof ROLES)[number]
const COUNTS = ['expected', 'good', 'remarked', 'refused', 'missing', 'extra'] as const
const TONES = { accepted: 'good', remarked: 'warning', refused: 'danger' } as const

/** Words of what was found: the rulebook's, and the program's own. */
function useFound(findings: SampleFinding[]) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const own = ['late', 'temperature', 'other_session'] as const
  return (code: string) => {
    const mine = own.find((one) => one === code)
    return mine ? t(`samples.findings.${mine}`) : pick(findings.find((one) => one.code === code)?.title) || code
  }
}

function Counts({ receipt }: { receipt: SampleReceipt }) {
  const { t } = useTranslation()
  return (
    <dl className="sample-counts">
      {COUNTS.map((name) => <div key={name} className={`sample-count-${name}`} data-some={receipt.counts[name] > 0}><dt>{t(`samples.counts.${name}`)}</dt><dd>{receipt.counts[name]}</dd></div>)}
    </dl>
  )
}

function Last({ last, found }: { last: SampleScanned, found: (code: string) => string }) {
  const { t } = useTranslation()
  const tube = last.tube
  if (!tube) return <p className="sample-last"><StateWord tone="danger">{t('samples.outcomes.extra')}</StateWord></p>
  const again = last.outcome === 'already'
  return (
    <p className="sample-last" role="status">
      <b className="number">{donationNumber(tube.donation_number)}</b> {t(`samples.roles.${tube.role}`)}{' '}
      <StateWord tone={again ? 'notice' : TONES[tube.outcome]}>{t(`samples.outcomes.${again ? 'already' : tube.outcome}`)}</StateWord>
      {tube.findings.length > 0 && <span>{tube.findings.map(found).join('、')}</span>}
    </p>
  )
}

const done = () => refresh('/api/lab/sample-receipts', '/api/lab/sample-sessions')

function Scan({ receipt, findings }: { receipt: SampleReceipt, findings: SampleFinding[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const found = useFound(findings)
  const [role, setRole] = useState<Role | ''>('')
  const [seen, setSeen] = useState<string[]>([])
  const [last, setLast] = useState<SampleScanned | null>(null)
  const [refused, setRefused] = useState<{ scan: string, why: string, rule: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const path = { id: receipt.receipt_id }

  async function take(scan: string) {
    if (!scan || busy) return
    setBusy(true)
    try {
      setLast(await post('/api/lab/sample-receipts/{id}/tubes', { path, body: { scan, findings: seen, ...(role && { role }) } }))
      setRefused(null)
      setSeen([])
      done()
    } catch (thrown) {
      const problem = toProblem(thrown)
      setRefused({ scan, why: problem.detail || problem.title, rule: problem.rule ?? '' })
    } finally {
      setBusy(false)
      input.current?.focus()
    }
  }

  return (
    <Panel title={t('samples.scan')}>
      <fieldset className="sample-chips"><legend>{t('samples.role')} <small className="muted">{t('samples.roleHow')}</small></legend>
        {(['', ...ROLES] as const).map((one) => <button key={one} type="button" aria-pressed={role === one} onClick={() => setRole(one)}>{one ? t(`samples.roles.${one}`) : t('samples.auto')}</button>)}
      </fieldset>
      <fieldset className="sample-chips"><legend>{t('samples.seen')} <small className="muted">{t('samples.seenHow')}</small></legend>
        {findings.map((one) => <button key={one.code} type="button" aria-pressed={seen.includes(one.code)} onClick={() => setSeen(seen.includes(one.code) ? seen.filter((code) => code !== one.code) : [...seen, one.code])}>{pick(one.title)}</button>)}
      </fieldset>
      <form className="hall-scan" onSubmit={(event) => {
        event.preventDefault()
        void take(input.current?.value.trim() ?? '')
        event.currentTarget.reset()
      }}>
        <label htmlFor="tube" className="muted">{t('samples.scanHow')}</label>
        <input id="tube" name="scan" ref={input} autoComplete="off" autoFocus />
      </form>
      {refused && <p className="problem" role="alert"><b>{refused.scan}</b> {refused.why} <code>{refused.rule}</code></p>}
      {last && !refused && <Last last={last} found={found} />}
      <AskWhy label={t('samples.bare')} how={t('samples.bareHow')} perform={(values, key) => post('/api/lab/sample-receipts/{id}/tubes', { path, body: { note: values.text('reason') } }, key)} onDone={(answer) => {
        setLast(answer)
        done()
      }} />
    </Panel>
  )
}

function Place({ tube, role, found }: { tube: SampleTube | null | undefined, role: Role, found: (code: string) => string }) {
  const { t } = useTranslation()
  const word = t(`samples.roles.${role}`)
  if (!tube) return <StateWord tone="quiet">{word} {t('samples.notThere')}</StateWord>
  return <StateWord tone={TONES[tube.outcome]}>{word}{tube.findings.length > 0 && `：${tube.findings.map(found).join('、')}`}</StateWord>
}

function List({ receipt, findings }: { receipt: SampleReceipt, findings: SampleFinding[] }) {
  const { t } = useTranslation()
  const found = useFound(findings)
  const [all, setAll] = useState(false)
  const open = receipt.lines.filter((line) => line.places.some((place) => !place.good))
  const lines = all ? receipt.lines : open
  return (
    <Panel title={t('samples.list')} aside={<Button onClick={() => setAll(!all)}>{t(all ? 'samples.onlyOpen' : 'samples.all')}</Button>}>
      {lines.length === 0 && <p className="good">{t('samples.allThere')}</p>}
      <ol className="sample-lines">
        {lines.map((line) => (
          <li key={line.donation_number}><b className="number">{donationNumber(line.donation_number)}</b><span>{line.places.map((place) => <Place key={place.role} tube={place.tube} role={place.role} found={found} />)}</span></li>
        ))}
        {receipt.foreign.map((tube) => <li key={`${tube.donation_number}${tube.role}`}><b className="number">{donationNumber(tube.donation_number)}</b><span><StateWord tone="warning">{t('samples.foreign')}</StateWord><Place tube={tube} role={tube.role} found={found} /></span></li>)}
        {receipt.extras.map((extra) => <li key={extra.scan}><b>{extra.scan}</b><span><StateWord tone="danger">{t(`samples.extraRules.${extra.rule as 'sample.unknown'}`)}</StateWord><small className="muted">{moment(extra.at)} {extra.by_name}</small></span></li>)}
      </ol>
    </Panel>
  )
}

const reload = () => refresh('/api/lab')

/** One closes and says why it differs, another confirms. */
function End({ receipt }: { receipt: SampleReceipt }) {
  const { t } = useTranslation()
  const path = { id: receipt.receipt_id }
  const may = useMay('lab.sample.confirm')
  const confirm = useAction((_: null, key) => post('/api/lab/sample-receipts/{id}/confirm', { path }, key), reload)
  const { missing, refused, extra } = receipt.counts
  const differs = missing + refused + extra > 0
  const close = useAction((_: null, key) => post('/api/lab/sample-receipts/{id}/close', { path, body: {} }, key), reload)
  if (receipt.state === 'open') {
    if (!differs) return <Button kind="primary" can={receipt.can.close} busy={close.pending} onClick={() => void close.run(null)}>{t('samples.close')}</Button>
    return <AskWhy label={t('samples.close')} how={t('samples.closeHow', { missing, refused, extra })} can={receipt.can.close} perform={(values, key) => post('/api/lab/sample-receipts/{id}/close', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
  }
  if (receipt.state === 'closed' && may) return <Button kind="primary" can={receipt.can.confirm} busy={confirm.pending} onClick={() => void confirm.run(null)}>{t('samples.confirm')}</Button>
  return null
}

function Detail({ receipt, findings }: { receipt: SampleReceipt, findings: SampleFinding[] }) {
  const { t } = useTranslation()
  const may = useMay('lab.sample.receive')
  const signs = [receipt.closed_by_name && t('samples.closedBy', { name: receipt.closed_by_name }), receipt.confirmed_by_name && t('samples.confirmedBy', { name: receipt.confirmed_by_name })].filter(Boolean).join(' · ')
  return (
    <Page title={`${receipt.site_name} ${receipt.day}`} aside={<>{receipt.temperature_c != null && <span>{receipt.temperature_c.toFixed(1)} °C</span>}<StateWord tone={receipt.state === 'confirmed' ? 'good' : 'notice'}>{t(`samples.states.${receipt.state as 'open'}`)}</StateWord><AsOf at={receipt.as_of} /></>} actions={<End receipt={receipt} />}>
      <Counts receipt={receipt} />
      {signs && <p className="muted">{signs}{receipt.reason && <> · {t('samples.why')}：{receipt.reason}</>}</p>}
      <div className="split split-even">
        {receipt.state === 'open' && may && <Scan receipt={receipt} findings={findings} />}
        <List receipt={receipt} findings={findings} />
      </div>
    </Page>
  )
}

/** A receipt of tubes. */
export function Component() {
  const { id = '' } = useParams()
  const receipt = useGet('/api/lab/sample-receipts/{id}', { path: { id } })
  const findings = useGet('/api/lab/sample-findings')
  return <Opened from={receipt}>{(data) => <Opened from={findings}>{(known) => <Detail receipt={data} findings={known} />}</Opened>}</Opened>
}
