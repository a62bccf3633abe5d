import { post, type Body, type Match } from '@vena/api'
import { Button, Check, Field, Form, Panel, ProblemBox, TwoSigns, useAction, useWords, type Values } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSites } from '../../app/lists.ts'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay, useMe } from '../../app/session.ts'

type Verb = 'sign-emergency' | 'dispense' | 'crossmatch' | 'return' | 'start' | 'confirm-start' | 'finish'
type Address<V extends Verb> = `/api/transfuse/matches/{id}/${V}`

const reload = () => refresh('/api/transfuse', '/api/govern', '/api/ledger')

/** One of the steps of a match: its address differs by the verb, all answer with the match. */
function useStep<V extends Verb>(match: Match, verb: V, bodyOf: (values: Values) => Body<Address<V>>) {
  const act = post as (path: string, what: unknown, key: string) => Promise<Match>
  return useAction((values: Values, key) => act(`/api/transfuse/matches/{id}/${verb}`, { path: { id: match.match_id }, body: bodyOf(values) }, key), reload)
}

const scansOf = (values: Values) => ({ patient_scan: values.text('patient_scan'), unit_scan: values.text('unit_scan') })

function Dispense({ match }: { match: Match }) {
  const { t } = useTranslation()
  const me = useMe()
  const wards = useSites(me.organisation.org_id, ['ward', 'theatre'])
  const action = useStep(match, 'dispense', (values) => ({ ward: values.text('ward'), visual_check: values.word<'ok' | 'not_ok'>('visual_check') }))
  return (
    <Panel title={t('match.dispense')}>
      <Form action={action} submit={t('match.dispense')} can={match.can.dispense}>
        <div className="form-grid">
          <Field name="ward" label={t('patient.ward')} required options={[{ value: '', label: t('choose') }, ...wards]} />
          <Field name="visual_check" label={t('match.look')} required options={[{ value: 'ok', label: t('match.lookOk') }, { value: 'not_ok', label: t('match.lookNot') }]} />
        </div>
      </Form>
    </Panel>
  )
}

/** Both persons scan wristband and bag for themselves: the second sees nothing of what the first scanned. */
function Bedside({ match }: { match: Match }) {
  const { t } = useTranslation()
  const second = match.state === 'starting'
  const action = useStep(match, second ? 'confirm-start' : 'start', scansOf)
  const first = match.start && { name: match.start.first.by.display_name, at: match.start.first.at }
  return (
    <Panel title={second ? t('match.secondCheck') : t('match.bedside')}>
      <TwoSigns first={first} second={null} />
      <Form key={match.state} action={action} submit={second ? t('match.secondCheck') : t('match.firstCheck')} can={second ? match.can.confirm_start : match.can.start} className="after">
        <div className="form-grid">
          <Field name="patient_scan" label={t('match.wristband')} required />
          <Field name="unit_scan" label={t('match.bag')} required />
        </div>
      </Form>
    </Panel>
  )
}

function finished(values: Values) {
  const code = values.text('code')
  return { volume_ml: values.maybeNumber('volume_ml'), reaction: code ? { code, severity: values.maybeNumber('severity') ?? 1, note: values.maybe('note') } : undefined }
}

function Finish({ match }: { match: Match }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const codes = useGet('/api/transfuse/codes')
  const action = useStep(match, 'finish', finished)
  return (
    <Panel title={t('match.finish')}>
      <Form action={action} submit={t('match.finish')} can={match.can.finish}>
        <div className="form-grid">
          <Field name="volume_ml" label={t('match.given')} type="number" unit="mL" defaultValue={match.unit.volume_ml} />
          <Field name="code" label={t('match.reaction')} options={[{ value: '', label: t('donation.noReaction') }, ...(codes.data?.reactions ?? []).map((r) => ({ value: r.code, label: pick(r.name) }))]} />
          <Field name="severity" label={t('match.severity')} options={['', '1', '2', '3', '4'].map((value) => ({ value, label: value || '—' }))} />
          <Field name="note" label={t('note')} />
        </div>
      </Form>
    </Panel>
  )
}

function Return({ match }: { match: Match }) {
  const { t } = useTranslation()
  const action = useStep(match, 'return', (values) => ({ reason: values.text('reason'), minutes_out: values.number('minutes_out'), seal_intact: values.yes('seal_intact'), spiked: values.yes('spiked') }))
  return (
    <details className="panel"><summary>{t('match.return')}</summary>
      <Form action={action} submit={t('match.return')} can={match.can.return} className="after">
        <div className="form-grid"><Field name="minutes_out" label={t('match.minutesOut')} type="number" min={0} required /><Field name="reason" label={t('reason')} required /></div>
        <Check name="seal_intact" label={t('match.sealIntact')} /><Check name="spiked" label={t('match.spiked')} />
      </Form>
    </details>
  )
}

function Later({ match }: { match: Match }) {
  const { t } = useTranslation()
  const action = useStep(match, 'crossmatch', (values) => ({ result: values.word<'compatible' | 'incompatible'>('result'), sample_id: values.text('sample_id') }))
  return (
    <Panel title={t('match.later')}>
      <Form action={action} submit={t('match.later')} can={match.can.crossmatch}>
        <div className="form-grid">
          <Field name="result" label={t('match.crossmatch')} required options={(['compatible', 'incompatible'] as const).map((value) => ({ value, label: t(`crossmatch.${value}`) }))} />
          <Field name="sample_id" label={t('sample.number')} required defaultValue={match.sample?.sample_id ?? ''} />
        </div>
      </Form>
    </Panel>
  )
}

function SignEmergency({ match }: { match: Match }) {
  const { t } = useTranslation()
  const action = useAction((_: null, key) => post('/api/transfuse/matches/{id}/sign-emergency', { path: { id: match.match_id } }, key), reload)
  return <>{action.problem && <ProblemBox problem={action.problem} />}<div><Button kind="primary" busy={action.pending} can={match.can.sign_emergency} onClick={() => void action.run(null)}>{t('match.signEmergency')}</Button></div></>
}

/** What comes next for this bag and this patient, for those who may do it. */
export function NextStep({ match }: { match: Match }): ReactNode {
  const may = {
    dispense: useMay('transfuse.match.dispense'), start: useMay('transfuse.match.start'), confirm: useMay('transfuse.match.confirm_start'), finish: useMay('transfuse.match.finish'),
    sign: useMay('transfuse.match.sign_emergency'), back: useMay('transfuse.match.return'), later: useMay('transfuse.match.crossmatch'),
  }
  const { state } = match
  return (
    <>
      {state === 'emergency' && may.sign && <SignEmergency match={match} />}
      {(state === 'matched' || state === 'emergency_signed') && may.dispense && <Dispense match={match} />}
      {((state === 'dispensed' && may.start) || (state === 'starting' && may.confirm)) && <Bedside match={match} />}
      {state === 'running' && may.finish && <Finish match={match} />}
      {state === 'dispensed' && may.back && <Return match={match} />}
      {match.emergency && !match.emergency.later_result && may.later && match.can.crossmatch.ok && <Later match={match} />}
    </>
  )
}
