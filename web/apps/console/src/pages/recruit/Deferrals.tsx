import { post, type Deferral, type DeferralReason, type Donor } from '@vena/api'
import { EmptyState, Field, moment, Panel, StateWord, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { DeferralHistory, useSpan } from './DeferralHistory.tsx'
import { NewDeferral } from './NewDeferral.tsx'
import { NewReentry } from './ReentryNew.tsx'
import './deferrals.css'

function Lift({ donor, deferral, onDone }: { donor: Donor; deferral: Deferral; onDone: () => void }) {
  const { t } = useTranslation()
  const path = { id: donor.donor_id, deferral_id: deferral.deferral_id }
  return (
    <AskWhy
      label={t('deferral.lift')} how={t('deferral.liftHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/{deferral_id}/lift', { path, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function MoveEnd({ donor, deferral, onDone }: { donor: Donor; deferral: Deferral; onDone: () => void }) {
  const { t } = useTranslation()
  const path = { id: donor.donor_id, deferral_id: deferral.deferral_id }
  return (
    <AskWhy
      label={t('deferralMore.move')} how={t('deferralMore.moveHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/{deferral_id}/move-end', { path, body: { until: values.text('until'), reason: values.text('reason') } }, key)}
    >
      <Field name="until" label={t('deferral.until')} type="date" required defaultValue={deferral.until ?? ''} />
    </AskWhy>
  )
}

/** Why, for those who may know: a confidential reason is shown by the recorded route only. */
function Why({ deferral }: { deferral: Deferral }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const knows = useMay('recruit.deferral.view_reason')
  if (deferral.reason || deferral.code) return <span>{pick(deferral.reason)} <code className="muted">{deferral.code}</code></span>
  return <span className="muted">{t(knows ? 'deferral.sealed' : 'deferral.physician')}</span>
}

/** Ends it earlier than the rulebook does; another physician than the one who entered it. */
function Shorten({ donor, deferral, onDone }: { donor: Donor; deferral: Deferral; onDone: () => void }) {
  const { t } = useTranslation()
  const path = { id: donor.donor_id, deferral_id: deferral.deferral_id }
  return (
    <AskWhy
      label={t('deferralMore.shorten')} how={t('deferralMore.shortenHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/{deferral_id}/shorten', { path, body: { until: values.text('until'), reason: values.text('reason') } }, key)}
    >
      <Field name="until" label={t('deferral.until')} type="date" required defaultValue={deferral.until ?? ''} />
    </AskWhy>
  )
}

const MISTAKES = ['wrong_person', 'wrong_code'] as const

/** Says that it was entered by mistake; it stands until another person has confirmed it. */
function Correct({ donor, deferral, onDone }: { donor: Donor; deferral: Deferral; onDone: () => void }) {
  const { t } = useTranslation()
  const path = { id: donor.donor_id, deferral_id: deferral.deferral_id }
  return (
    <AskWhy
      label={t('deferralMore.correct')} how={t('deferralMore.correctHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/{deferral_id}/correct', { path, body: { mistake: values.word<typeof MISTAKES[number]>('mistake'), reason: values.text('reason') } }, key)}
    >
      <Field name="mistake" label={t('deferralMore.mistake')} required options={[{ value: '', label: t('choose') }, ...MISTAKES.map((one) => ({ value: one, label: t(`deferralMore.${one}`) }))]} />
    </AskWhy>
  )
}

/** A mistake that waits for the second person. */
function Mistake({ donor, deferral, onDone }: { donor: Donor; deferral: Deferral; onDone: () => void }) {
  const { t } = useTranslation()
  const path = { id: donor.donor_id, deferral_id: deferral.deferral_id }
  const said = deferral.correction
  if (!said) return null
  const decide = (confirm: boolean) => (
    <AskWhy
      label={t(confirm ? 'deferralMore.confirm' : 'deferralMore.reject')} how={t(confirm ? 'deferralMore.confirmHow' : 'deferralMore.rejectHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/{deferral_id}/decide-correction', { path, body: { confirm, reason: values.text('reason') } }, key)}
    />
  )
  return (
    <div className="deferral-mistake">
      <p><StateWord tone="notice">{t('deferralMore.waits')}</StateWord> {t(`deferralMore.${said.mistake}`)} · {t('deferralMore.said', { by: said.proposed_by?.display_name ?? '—', at: moment(said.proposed_at), day: said.good_until })}</p>
      {said.reason && <p className="deferral-note">{said.reason}</p>}
      {deferral.can.decide_correction.ok && <span className="row deferral-acts">{decide(true)}{decide(false)}</span>}
    </div>
  )
}

/** How a permanent one ends, said where somebody looks for the way. */
function Forever({ deferral, reentry }: { deferral: Deferral; reentry: boolean }) {
  const { t } = useTranslation()
  if (!deferral.permanent) return null
  return <p className="muted deferral-how">{t(reentry ? 'deferralMore.byReentry' : 'deferralMore.neverLifted')}</p>
}

function Standing({ donor, onDone }: { donor: Donor; onDone: () => void }) {
  const { pick } = useWords()
  const span = useSpan()
  const reentry = useMay('recruit.reentry.create')
  const { t } = useTranslation()
  return (
    <ul className="plain-list">
      {donor.deferrals.map((deferral) => (
        <li key={deferral.deferral_id} className="deferral">
          <StateWord tone={deferral.permanent ? 'danger' : 'warning'}>{pick(deferral.label)}</StateWord>
          <b>{span(deferral)}</b>
          <Why deferral={deferral} />
          {deferral.kinds.length > 0 && <span className="muted">{t('deferralMore.only', { kinds: deferral.kinds.map((kind) => t(`standing.kind.${kind}` as 'standing.kind.whole_blood')).join('、') })}</span>}
          <span className="row deferral-acts">
            {deferral.can.move_end.ok && <MoveEnd donor={donor} deferral={deferral} onDone={onDone} />}
            {deferral.can.shorten.ok && <Shorten donor={donor} deferral={deferral} onDone={onDone} />}
            {reentry && deferral.permanent && <NewReentry donor={donor} deferral={deferral} />}
            {deferral.can.correct.ok && <Correct donor={donor} deferral={deferral} onDone={onDone} />}
            {deferral.can.lift.ok && <Lift donor={donor} deferral={deferral} onDone={onDone} />}
          </span>
          <Forever deferral={deferral} reentry={reentry} />
          <Mistake donor={donor} deferral={deferral} onDone={onDone} />
        </li>
      ))}
    </ul>
  )
}

/** What keeps this person from giving, until when and, for those who may know, why. */
export function Deferrals({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const may = { create: useMay('recruit.deferral.create'), reasons: useMay('recruit.deferral.view_reason') }
  const [told, setTold] = useState<DeferralReason[] | null>(null)
  const changed = () => {
    setTold(null)
    refresh('/api/recruit')
  }
  return (
    <Panel
      title={t('donor.deferrals')}
      aside={
        <div className="row">
          {may.reasons && !told && (
            <AskWhy
              label={t('deferral.reveal')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} onDone={setTold}
              perform={(values, key) => post('/api/recruit/donors/{id}/deferrals/reasons', { path: { id: donor.donor_id }, body: { reason: values.text('reason') } }, key)}
            />
          )}
          {may.create && <NewDeferral donor={donor} onDone={changed} />}
        </div>
      }
    >
      {donor.deferrals.length === 0 ? <EmptyState title={t('donor.noDeferral')} /> : <Standing donor={donor} onDone={changed} />}
      {told && <DeferralHistory told={told} onClose={() => setTold(null)} />}
    </Panel>
  )
}
