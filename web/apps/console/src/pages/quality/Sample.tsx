import { post, type QualitySampleDetail } from '@vena/api'
import { Button, donationNumber, Field, Form, moment, Page, Panel, ProblemBox, StateWord, TwoSigns, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Sheet = QualitySampleDetail['sheets'][number]
type Limits = { minimum?: number | null, maximum?: number | null, open?: boolean }

const renew = () => refresh('/api/process')

/** `≥ 18`, `0.45 – 0.60`, `< 0.8`. */
function between({ minimum, maximum, open }: Limits): string {
  if (minimum != null && maximum != null) return `${minimum} – ${maximum}`
  if (minimum != null) return `${open ? '>' : '≥'} ${minimum}`
  return maximum == null ? '—' : `${open ? '<' : '≤'} ${maximum}`
}

function Take({ sample }: { sample: QualitySampleDetail }) {
  const { t } = useTranslation()
  const path = { id: sample.sample_id }
  const take = useAction((values: Values, key) => post('/api/process/quality/samples/{id}/take', { path, body: { scan: values.text('scan'), taken_as: values.text('taken_as') === 'bag' ? 'bag' as const : 'segment' as const } }, key), renew)
  const replace = useAction((_: null, key) => post('/api/process/quality/samples/{id}/replace', { path, body: {} }, key), renew)
  const mayReplace = useMay('process.quality_sample.replace')
  const where = [sample.site_name, sample.position].filter(Boolean).join(' · ') || '—'
  return (
    <Panel title={t('quality.take')}>
      <p>{t('quality.takeHow', { where })}</p>
      <Form action={take} submit={t('quality.take')}>
        <Field name="scan" label={t('quality.scan')} required autoFocus />
        <Field name="taken_as" label={t('quality.takenAs')} required options={(['segment', 'bag'] as const).map((value) => ({ value, label: t(`quality.${value}`) }))} />
      </Form>
      {mayReplace && (
        <div className="after">
          <p className="muted">{t('quality.replaceHow')}</p>
          {replace.problem && <ProblemBox problem={replace.problem} />}
          <Button busy={replace.pending} onClick={() => void replace.run(null)}>{t('quality.replace')}</Button>
        </div>
      )}
    </Panel>
  )
}

function Type({ sample }: { sample: QualitySampleDetail }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const waiting = sample.sheets.filter((sheet) => !sheet.decision).flatMap((sheet) => sheet.results.map((one) => one.indicator))
  const open = sample.indicators.filter((one) => !one.confirmed && !waiting.includes(one.code) && one.limits)
  const action = useAction((values: Values, key) => {
    const results = open.flatMap(({ code }) => (values.maybe(code) == null ? [] : [{ indicator: code, value: Number(values.text(code)) }]))
    return post('/api/process/quality/samples/{id}/sheets', { path: { id: sample.sample_id }, body: { results } }, key)
  }, renew)
  if (open.length === 0) return null
  return (
    <Panel title={t('quality.type')}>
      <p className="muted">{t('quality.typeHow')}</p>
      <Form action={action} submit={t('quality.type')} resetOnDone>
        <div className="form-grid">
          {open.map((one) => <Field key={one.code} name={one.code} label={pick(one.name)} unit={one.unit} inputMode="decimal" hint={`${t('quality.limits')} ${between(one.limits ?? {})}`} />)}
        </div>
      </Form>
    </Panel>
  )
}

function Decide({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation()
  const path = { id: sheet.sheet_id }
  const confirm = useAction((_: null, key) => post('/api/process/quality/sheets/{id}/decide', { path, body: { confirmed: true } }, key), renew)
  const giveBack = useAction((values: Values, key) => post('/api/process/quality/sheets/{id}/decide', { path, body: { confirmed: false, note: values.text('note') } }, key), renew)
  return (
    <>
      {confirm.problem && <ProblemBox problem={confirm.problem} />}
      <Button kind="primary" busy={confirm.pending} can={sheet.can_decide} onClick={() => void confirm.run(null)}>{t('quality.confirm')}</Button>
      {sheet.can_decide.ok && <Form action={giveBack} submit={t('quality.return')} className="after"><Field name="note" label={t('quality.returnWhy')} required /></Form>}
    </>
  )
}

function SheetPanel({ sheet, sample }: { sheet: Sheet, sample: QualitySampleDetail }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const named = (code: string) => sample.indicators.find((one) => one.code === code)
  const aside = sheet.decision === 'confirmed' ? <StateWord tone="good">{t('quality.confirmed')}</StateWord> : sheet.decision ? <StateWord tone="quiet">{t('quality.returned')}</StateWord> : <StateWord tone="warning">{t('quality.waits')}</StateWord>
  return (
    <Panel title={`${t('quality.results')} · ${moment(sheet.typed_at)}`}>
      {aside}
      {sheet.note && <p>{t('quality.returnWhy')}: {sheet.note}</p>}
      <table className="table">
        <caption className="unseen">{t('quality.results')}</caption>
        <thead><tr>{(['indicator', 'value', 'limits', 'state', 'basis'] as const).map((key) => <th key={key} scope="col">{t(`quality.${key}`)}</th>)}</tr></thead>
        <tbody>
          {sheet.results.map((one) => (
            <tr key={one.indicator}>
              <td data-title={t('quality.indicator')}>{pick(named(one.indicator)?.name) || one.indicator}</td>
              <td data-title={t('quality.value')} className="number">{one.value} {named(one.indicator)?.unit}</td>
              <td data-title={t('quality.limits')} className="number">{between({ ...one, open: named(one.indicator)?.limits?.open ?? false })}</td>
              <td data-title={t('quality.state')}><StateWord tone={one.inside ? 'good' : 'danger'}>{one.inside ? t('quality.inside') : t('quality.out')}</StateWord></td>
              <td data-title={t('quality.basis')} className="muted">{one.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <TwoSigns first={{ name: sheet.typed_by_name, at: sheet.typed_at }} second={sheet.decided_by_name ? { name: sheet.decided_by_name, at: sheet.decided_at ?? null } : null}>
        {!sheet.decision && <Decide sheet={sheet} />}
      </TwoSigns>
    </Panel>
  )
}

function Detail({ sample }: { sample: QualitySampleDetail }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const mayTake = useMay('process.quality_sample.take')
  const mayType = useMay('process.quality_sheet.create')
  return (
    <Page title={`${donationNumber(sample.donation_number)} · ${sample.product}`} aside={<><StateWord tone={sample.state === 'tested' ? 'good' : sample.state === 'replaced' ? 'quiet' : 'notice'}>{t(`quality.steps.${sample.state}`)}</StateWord>{sample.drawn_ml != null && <span>{t('quality.ml', { n: sample.drawn_ml })}</span>}</>}>
      {sample.replaced_why && <p className="notice">{t('quality.why')}: {pick(sample.replaced_why.reason)}</p>}
      {mayTake && sample.state === 'drawn' && <Take sample={sample} />}
      {mayType && sample.state === 'taken' && <Type sample={sample} />}
      {sample.sheets.toReversed().map((sheet) => <SheetPanel key={sheet.sheet_id} sheet={sheet} sample={sample} />)}
    </Page>
  )
}

/** A drawn unit: taking it by scan, typing what was measured, confirming it. */
export function Component() {
  const { id = '' } = useParams()
  const sample = useGet('/api/process/quality/samples/{id}', { path: { id } })
  return <Opened from={sample}>{(data) => <Detail sample={data} />}</Opened>
}
