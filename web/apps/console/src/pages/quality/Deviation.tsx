import { post, type DeviationCase } from '@vena/api'
import { Button, Field, Form, moment, Page, Panel, ProblemBox, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Act = DeviationCase['action_list'][number]

const STEPS = ['immediate', 'investigation', 'root_cause', 'effectiveness'] as const
const renew = () => refresh('/api/process/deviations')

function Written({ one }: { one: DeviationCase }) {
  const { t } = useTranslation()
  const may = useMay('process.deviation.write')
  const action = useAction((values: Values, key) => post('/api/process/deviations/{id}/entries', { path: { id: one.deviation_id }, body: { step: STEPS.find((step) => step === values.text('step')) ?? 'investigation', said: values.text('said') } }, key), renew)
  return (
    <Panel title={t('deviation.written')}>
      {one.entries.length === 0 && <p className="muted">{t('deviation.nothing')}</p>}
      {STEPS.map((step) => one.entries.filter((entry) => entry.step === step).map((entry) => (
        <p key={`${step}${entry.said_at}`}><b>{t(`deviation.steps.${step}`)}</b> {entry.said} <span className="muted">{entry.said_by_name} · {moment(entry.said_at)}</span></p>
      )))}
      {may && !one.closed_at && (
        <Form action={action} submit={t('deviation.write')} resetOnDone className="after">
          <Field name="step" label={t('deviation.step')} required options={STEPS.map((value) => ({ value, label: t(`deviation.steps.${value}`) }))} />
          <Field name="said" label={t('deviation.said')} required lines={3} />
        </Form>
      )}
    </Panel>
  )
}

function ActionLine({ act, isClosed }: { act: Act, isClosed: boolean }) {
  const { t } = useTranslation()
  const mayFinish = useMay('process.deviation.finish_action')
  const mayVerify = useMay('process.deviation.verify_action')
  const path = { id: act.action_id }
  const finish = useAction((values: Values, key) => post('/api/process/deviation-actions/{id}/finish', { path, body: { note: values.text('note') } }, key), renew)
  const verify = useAction((_: null, key) => post('/api/process/deviation-actions/{id}/verify', { path, body: {} }, key), renew)
  const state = act.verified_at ? <StateWord tone="good">{t('deviation.verified')}</StateWord> : act.done_at ? <StateWord tone="warning">{t('deviation.done')}</StateWord> : act.overdue ? <StateWord tone="danger">{t('deviation.overdue')}</StateWord> : <StateWord tone="notice">{t('deviation.pending')}</StateWord>
  return (
    <li>
      <p><b>{act.kind === 'preventive' ? t('deviation.kinds.preventive') : t('deviation.kinds.corrective')}</b> {act.what} <span className="muted">{act.owner_name} · {act.due_on}</span> {state}</p>
      {act.done_note && <p className="muted">{act.done_note} · {act.done_by_name}{act.verified_by_name && ` → ${act.verified_by_name}`}</p>}
      {verify.problem && <ProblemBox problem={verify.problem} />}
      {mayFinish && !isClosed && !act.done_at && <Form action={finish} submit={t('deviation.finish')} className="after"><Field name="note" label={t('deviation.note')} required /></Form>}
      {mayVerify && act.done_at && !act.verified_at && <Button busy={verify.pending} can={act.can.verify} onClick={() => void verify.run(null)}>{t('deviation.verify')}</Button>}
    </li>
  )
}

function Actions({ one }: { one: DeviationCase }) {
  const { t } = useTranslation()
  const may = useMay('process.deviation.add_action')
  const action = useAction((values: Values, key) => post('/api/process/deviations/{id}/actions', { path: { id: one.deviation_id }, body: { kind: values.text('kind') === 'preventive' ? 'preventive' as const : 'corrective' as const, what: values.text('what'), owner: values.text('owner'), due_on: values.text('due_on') } }, key), renew)
  return (
    <Panel title={t('deviation.actions')}>
      <ol className="plain-list">{one.action_list.map((act) => <ActionLine key={act.action_id} act={act} isClosed={Boolean(one.closed_at)} />)}</ol>
      {may && !one.closed_at && (
        <Form action={action} submit={t('deviation.add')} resetOnDone className="after">
          <div className="form-grid">
            <Field name="kind" label={t('deviation.kind')} required options={(['corrective', 'preventive'] as const).map((value) => ({ value, label: t(`deviation.kinds.${value}`) }))} />
            <Field name="owner" label={t('deviation.owner')} required />
            <Field name="due_on" type="date" label={t('deviation.dueOn')} required />
          </div>
          <Field name="what" label={t('deviation.action')} required />
        </Form>
      )}
    </Panel>
  )
}

function Detail({ one }: { one: DeviationCase }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('process.deviation.close')
  const close = useAction((_: null, key) => post('/api/process/deviations/{id}/close', { path: { id: one.deviation_id }, body: {} }, key), renew)
  return (
    <Page title={`${one.number} ${pick(one.title)}`} aside={<StateWord tone={one.closed_at ? 'quiet' : one.overdue ? 'danger' : 'notice'}>{one.closed_at ? t('deviation.closed') : one.overdue ? t('deviation.overdue') : t('deviation.open')}</StateWord>}>
      <p className="muted">{t('deviation.opened')} {one.opened_by_name} · {moment(one.opened_at)} · {t('deviation.due')} {one.due_on}{one.place && ` · ${one.place}`}{one.lots.length > 0 && ` · ${t('deviation.lots')} ${one.lots.join('、')}`}{one.units.length > 0 && ` · ${t('deviation.units')} ${one.units.length}`}{one.closed_by_name && ` · ${t('deviation.closed')} ${one.closed_by_name}`}</p>
      <Written one={one} />
      <Actions one={one} />
      {close.problem && <ProblemBox problem={close.problem} />}
      {may && !one.closed_at && <Button kind="primary" busy={close.pending} can={one.can.close} onClick={() => void close.run(null)}>{t('deviation.close')}</Button>}
    </Page>
  )
}

/** A deviation: what was found out, what is done about it, and its end. */
export function Component() {
  const { id = '' } = useParams()
  const one = useGet('/api/process/deviations/{id}', { path: { id } })
  return <Opened from={one}>{(data) => <Detail key={data.deviation_id} one={data} />}</Opened>
}
