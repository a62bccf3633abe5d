import { post, type Visit } from '@vena/api'
import { Facts, Field, Form, moment, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { EligibilityPanel } from '../recruit/EligibilityPanel.tsx'
import { KINDS, Lines, type Kind } from './Check.tsx'
import { CHECKS } from './checks.ts'
import { VisitHead } from './QueueVisit.tsx'
import './station.css'

/** What was measured and what the rulebook says about it. */
function Kept({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const measured = visit.state !== 'arrived' && visit.state !== 'asked'
  const found = useGet('/api/collect/visits/{id}/check', { path: { id: visit.visit_id } }, measured)
  if (!measured) return <Panel title={t('station.kept')}><p className="notice">{t('station.noCheck')}</p></Panel>
  if (found.problem) return <ProblemBox problem={found.problem} onRetry={found.reload} />
  const kept = found.data
  if (!kept) return null
  const figures = CHECKS.map(([name, unit]): [string, string] => [t(`check.${name}`), kept.check[name] == null ? '—' : `${kept.check[name]} ${unit}`])
  return (
    <Panel title={t('station.kept')} aside={<span className="muted">{t('station.by', { name: kept.checked_by_name, at: moment(kept.checked_at) })}</span>}>
      <Lines lines={kept.lines} fine={t('station.fine')} />
      <Facts items={[[t('station.kind'), t(`visit.${KINDS[kept.kind]}`)], ...figures, ...(kept.rapid_group ? [[t('station.group'), kept.rapid_group] as [string, string]] : [])]} />
      {kept.pressures.length > 1 && <p className="number">{t('station.pressures')} {kept.pressures.map((one) => `${moment(one.at)} ${one.systolic_mmhg}/${one.diastolic_mmhg}`).join(' · ')}</p>}
    </Panel>
  )
}

/** The reasons of a no: told to the donor, with a deferral where one follows. */
function No() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const codes = useGet('/api/recruit/deferral-codes', {}, useMay('recruit.deferral.create'))
  const options = (codes.data ?? []).map((code) => ({ value: code.code, label: pick(code.name) }))
  return (
    <>
      <Field name="reason" label={t('station.reason')} hint={t('station.reasonHow')} required minLength={2} maxLength={300} lines={3} />
      {options.length > 0 && (
        <div className="form-grid">
          <Field name="code" label={t('station.deferral')} options={[{ value: '', label: t('station.deferralNone') }, ...options]} />
          <Field name="event_on" label={t('station.eventOn')} type="date" />
        </div>
      )}
    </>
  )
}

function Act({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const [accept, setAccept] = useState(true)
  const inquiry = useGet('/api/collect/inquiry')
  const action = useAction((values: Values, key) => {
    const code = accept ? undefined : values.maybe('code')
    const body = {
      accept, kind: values.word<Kind>('kind'), volume_ml: values.number('volume_ml'), reason: accept ? null : values.text('reason'), note: values.maybe('note') ?? null,
      deferrals: code ? [{ code, event_on: values.maybe('event_on') ?? null }] : [],
    }
    return post('/api/collect/visits/{id}/decide', { path: { id: visit.visit_id }, body }, key)
  }, () => refresh('/api/collect'))
  const volumes = (inquiry.data?.volumes_ml ?? []).toReversed().map((ml) => ({ value: String(ml), label: `${ml} mL` }))
  return (
    <Panel title={t('station.act')}>
      <div className="segments" role="group" aria-label={t('station.act')}>
        {([true, false] as const).map((yes) => <label key={String(yes)}><input type="radio" name="accept" checked={accept === yes} onChange={() => setAccept(yes)} />{t(yes ? 'station.accept' : 'station.refuse')}</label>)}
      </div>
      <Form action={action} submit={t(accept ? 'station.accept' : 'station.refuse')}>
        <div className="form-grid">
          <Field name="kind" label={t('station.kind')} required defaultValue={visit.kind} options={Object.entries(KINDS).map(([value, word]) => ({ value, label: t(`visit.${word}`) }))} />
          {visit.kind === 'whole_blood'
            ? <Field key="list" name="volume_ml" label={t('station.volume')} required options={volumes} />
            : <Field key="free" name="volume_ml" label={t('station.volume')} required type="number" unit="mL" min={1} max={1000} />}
        </div>
        {!accept && <No />}
        <Field name="note" label={t('note')} maxLength={500} />
      </Form>
    </Panel>
  )
}

function Desk({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const may = useMay('recruit.eligibility.view')
  return (
    <div className="station">
      <div className="stack">
        <Panel>
          <VisitHead visit={visit} />
          <Facts items={[
            [t('station.kind'), t(`visit.${KINDS[visit.kind]}`)],
            [t('station.answers'), visit.answered ? `${moment(visit.answered.at)} · ${t('station.answersLater')}` : t('station.noAnswers')],
            ...(visit.donor_id ? [[t('station.donor'), <Link key="d" to={`/recruit/donors/${visit.donor_id}`}>{t('visit.donorFile')}</Link>] as [string, React.ReactNode]] : []),
          ]} />
        </Panel>
        <Kept visit={visit} />
        {may && visit.donor_id && <EligibilityPanel donor={visit.donor_id} />}
      </div>
      {visit.donation_id
        ? (
          <div className="stack">
            <Panel title={t('station.already')}>
              <p className="muted">{t('station.signNow')}</p>
              <Link className="button-link" to={`/collect/donations/${visit.donation_id}`}>{t('station.open')}</Link>
            </Panel>
            <Papers kind="donation" id={visit.donation_id} />
          </div>
        )
        : <Act visit={visit} />}
    </div>
  )
}

/** The physician's decision: what was asked, what was measured, what the rules say, yes or no. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const visit = useGet('/api/collect/visits/{id}', { path: { id } })
  return (
    <Page title={t('station.decide')} actions={<Link className="button-link button-link-plain" to={`/collect/queue/${id}`}>{t('station.toQueue')}</Link>}>
      <Opened from={visit}>{(data) => <Desk key={data.visit_id} visit={data} />}</Opened>
    </Page>
  )
}
