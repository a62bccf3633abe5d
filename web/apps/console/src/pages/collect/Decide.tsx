import { post, toProblem, type ProblemDocument, type Visit, type VisitFindings } from '@vena/api'
import { Check, Facts, Field, Form, moment, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useTouch } from '../../keys/useTouch.ts'
import { TouchPrompt } from '../../keys/TouchPrompt.tsx'
import { PenFields, usePen } from '../records/Pen.tsx'
import { EligibilityPanel } from '../recruit/EligibilityPanel.tsx'
import { KINDS, type Kind } from './Check.tsx'
import { CheckHistory } from './CheckHistory.tsx'
import { changedOf, Follows, useCodes } from './DecideDeferrals.tsx'
import { Findings } from './DecideFindings.tsx'
import { Recall, signCheck, SignLater, useOnScreen, WaitsForMe } from './DecideSign.tsx'
import { ConfirmIdentity, ConsentOnPaper } from './QueueProof.tsx'
import { VisitHead } from './QueueVisit.tsx'
import './station.css'

/** What was measured and what the rulebook says about it. */
function Kept({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const measured = visit.state !== 'arrived' && visit.state !== 'asked'
  const found = useGet('/api/collect/visits/{id}/check', { path: { id: visit.visit_id } }, measured)
  if (!measured) return <Panel title={t('station.kept')}><p className="notice">{t('station.noCheck')}</p></Panel>
  if (found.problem) return <ProblemBox problem={found.problem} onRetry={found.reload} />
  return found.data ? <CheckHistory check={found.data} /> : null
}

const CHOOSE = { zh: '请先选择同意或不同意', en: 'Choose first: may give, or may not' }

/** The reasons of a no: told to the donor, with one more deferral where it is wanted. */
function No({ follows }: { follows: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const options = useCodes().map((code) => ({ value: code.code, label: pick(code.name) }))
  return (
    <>
      <Field name="reason" label={t('station.reason')} hint={t('station.reasonHow')} required minLength={2} maxLength={300} lines={3} defaultValue={t('station.reasonUsual')} />
      {options.length > 0 && (
        <div className="form-grid">
          <Field name="code" label={t(follows ? 'station.deferralMore' : 'station.deferral')} options={[{ value: '', label: t('station.deferralNone') }, ...options]} />
          <Field name="event_on" label={t('station.eventOn')} type="date" />
        </div>
      )}
    </>
  )
}

function Act({ visit, found, onUnsigned }: { visit: Visit; found: VisitFindings | undefined; onUnsigned: (problem: ProblemDocument) => void }) {
  const { t } = useTranslation()
  // Nothing is chosen for the physician, except that what the rules refuse is refused.
  const against = (found?.lines.length ?? 0) > 0
  const follows = found?.deferrals ?? []
  const [chosen, setAccept] = useState<boolean>()
  const accept = chosen ?? (against ? false : undefined)
  const onScreen = useOnScreen(visit.site_id)
  const [wish, setWish] = useState<boolean>()
  const signs = wish ?? onScreen
  const pen = usePen(signs)
  const touch = useTouch()
  const inquiry = useGet('/api/collect/inquiry')
  const action = useAction(async (values: Values, key) => {
    if (accept === undefined) throw new Error('nothing chosen')
    const code = accept ? undefined : values.maybe('code')
    const body = {
      accept, kind: values.word<Kind>('kind'), volume_ml: values.number('volume_ml'), reason: accept ? null : values.text('reason'), note: values.maybe('note') ?? null,
      appearance: values.text('appearance'), arms: values.text('arms'),
      deferrals: [...changedOf(follows, values), ...(code ? [{ code, event_on: values.maybe('event_on') ?? null }] : [])],
    }
    const donation = await post('/api/collect/visits/{id}/decide', { path: { id: visit.visit_id }, body }, key)
    // The decision stands whatever becomes of the signature, which may be given later.
    if (signs) await signCheck(donation.donation_id, [pen, values.text('pin')], t('station.meaning'), touch).catch((thrown: unknown) => onUnsigned(toProblem(thrown)))
  }, () => refresh('/api/collect', '/api/records'))
  const volumes = (inquiry.data?.volumes_ml ?? []).toReversed().map((ml) => ({ value: String(ml), label: `${ml} mL` }))
  return (
    <Panel title={t('station.act')}>
      <div className="segments" role="group" aria-label={t('station.act')}>
        {([true, false] as const).map((yes) => <label key={String(yes)}><input type="radio" name="accept" checked={accept === yes} onChange={() => setAccept(yes)} />{t(yes ? 'station.accept' : 'station.refuse')}</label>)}
      </div>
      <Form action={action} submit={t(accept === undefined ? 'station.choose' : signs ? (accept ? 'station.acceptSign' : 'station.refuseSign') : accept ? 'station.accept' : 'station.refuse')} can={accept === undefined ? { ok: false, reason: { rule: 'decision.choose', reason: CHOOSE } } : signs ? pen.can : undefined}>
        <div className="form-grid">
          <Field name="kind" label={t('station.kind')} required defaultValue={visit.kind} options={Object.entries(KINDS).map(([value, word]) => ({ value, label: t(`visit.${word}`) }))} />
          {visit.kind === 'whole_blood'
            ? <Field key="list" name="volume_ml" label={t('station.volume')} required options={volumes} />
            : <Field key="free" name="volume_ml" label={t('station.volume')} required type="number" unit="mL" min={1} max={1000} />}
        </div>
        <Follows follows={follows} />
        {accept === false && <No follows={follows.length > 0} />}
        <div className="form-grid">
          <Field name="appearance" label={t('station.look')} required maxLength={120} defaultValue={t('station.lookUsual')} />
          <Field name="arms" label={t('station.arms')} required maxLength={120} defaultValue={t('station.armsUsual')} />
        </div>
        <Field name="note" label={t('note')} maxLength={500} />
        <div className="station-sign">
          <Check name="signs" label={t('station.signWith')} checked={signs} onChange={(event) => setWish(event.currentTarget.checked)} />
          <p className="muted">{t(onScreen ? 'station.signOnScreen' : 'station.signOnPaper')}</p>
          {signs && <PenFields pen={pen} bare />}
          {touch.waiting && <TouchPrompt onCancel={touch.cancel} />}
        </div>
      </Form>
    </Panel>
  )
}

function Desk({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const open = useMay('collect.visit.view_findings') && visit.donation_id == null
  const found = useGet('/api/collect/visits/{id}/findings', { path: { id: visit.visit_id } }, open)
  const may = useMay('recruit.eligibility.view')
  const [fault, setFault] = useState<ProblemDocument>()
  return (
    <div className="station">
      <div className="stack">
        <Panel>
          <VisitHead visit={visit} />
          <Facts items={[
            [t('station.kind'), t(`visit.${KINDS[visit.kind]}`)],
            [t('station.answers'), visit.answered ? moment(visit.answered.at) : t('station.noAnswers')],
            ...(visit.donor_id ? [[t('station.donor'), <Link key="d" to={`/recruit/donors/${visit.donor_id}`}>{t('visit.donorFile')}</Link>] as [string, React.ReactNode]] : []),
          ]} />
          <ConfirmIdentity visit={visit} />
          {!visit.consent && <p className="notice row">{t('station.noConsent')} <ConsentOnPaper visit={visit} /></p>}
        </Panel>
        {found.problem && <ProblemBox problem={found.problem} onRetry={found.reload} />}
        {open && found.data && <Findings found={found.data} />}
        <Kept visit={visit} />
        {may && visit.donor_id && <EligibilityPanel donor={visit.donor_id} />}
      </div>
      {visit.donation_id
        ? (
          <div className="stack">
            <Panel title={t('station.already')}>
              <div className="row"><Link className="button-link" to={`/collect/donations/${visit.donation_id}`}>{t('station.open')}</Link><Recall visit={visit} /></div>
            </Panel>
            <WaitsForMe donation={visit.donation_id} fault={fault} onSigned={() => setFault(undefined)} />
            <Papers kind="donation" id={visit.donation_id} />
          </div>
        )
        : found.data && <Act key={String(found.data.lines.length > 0)} visit={visit} found={found.data} onUnsigned={setFault} />}
    </div>
  )
}

/** The physician's decision: what was asked, what was measured, what the rules say, yes or no. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const visit = useGet('/api/collect/visits/{id}', { path: { id } })
  return (
    <Page title={t('station.decide')} actions={<span className="row"><SignLater /><Link className="button-link button-link-plain" to={`/collect/queue/${id}`}>{t('station.toQueue')}</Link></span>}>
      <Opened from={visit}>{(data) => <Desk key={data.visit_id} visit={data} />}</Opened>
    </Page>
  )
}
