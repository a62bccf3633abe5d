// 交接班: what stood open when a shift ended, written down by one person and taken over by another.
import { post, type HallShift } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, moment, Page, Panel, ProblemBox, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { MACHINE_TONES } from './hallwords.ts'
import './hall.css'

const reload = () => refresh('/api/process/shifts')

function Note({ label, title, how, field, can, perform }: { label: string, title: string, how?: string, field: string, can?: HallShift['can_take'], perform: (note: string | undefined, key: string) => Promise<unknown> }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => perform(values.maybe('note'), key), () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind="primary" can={can} onClick={() => setOpen(true)}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <Form action={action} submit={label} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          {how && <p>{how}</p>}
          <Field name="note" label={field} lines={4} maxLength={1000} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Shift({ shift }: { shift: HallShift }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { slip } = shift
  return (
    <Panel
      title={`${moment(shift.handed_at)} · ${shift.handed_by_name}`}
      aside={shift.taken_at ? <StateWord tone="good">{t('hall.taken')} {moment(shift.taken_at)} · {shift.taken_by_name}</StateWord> : <StateWord tone="notice">{t('hall.notTaken')}</StateWord>}
    >
      {shift.note && <p>{shift.note}</p>}
      <p>{t('hall.slipBags', { bags: slip.bags, red: slip.red, stuck: slip.stuck, deviated: slip.deviated, unchecked: slip.unchecked })}</p>
      <ul className="hall-way">{slip.queues.map((queue) => <li key={queue.stage}>{pick(queue.title)} {queue.waiting + queue.working}</li>)}</ul>
      <ul className="hall-way">{slip.machines.map((one) => <li key={one.equipment_id}>{one.code} <StateWord tone={MACHINE_TONES[one.state]}>{t(`hall.states.${one.state}`)}</StateWord></li>)}</ul>
      {shift.taken_note && <p className="muted">{t('hall.noteTaken')}：{shift.taken_note}</p>}
      {!shift.taken_at && <Note label={t('hall.takeOver')} title={t('hall.takeOver')} field={t('hall.noteTaken')} can={shift.can_take} perform={(note, key) => post('/api/process/shifts/{id}/take-over', { path: { id: shift.shift_id }, body: { ...(note && { note }) } }, key)} />}
    </Panel>
  )
}

/** Hand-overs, latest first. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.shift.hand_over')
  const list = usePages('/api/process/shifts', {})
  return (
    <Page title={t('job.shifts')} aside={<AsOf at={list.asOf} />} actions={may && <Note label={t('hall.handOver')} title={t('hall.handOver')} how={t('hall.handOverHow')} field={t('hall.noteFor')} perform={(note, key) => post('/api/process/shifts', { body: { ...(note && { note }) } }, key)} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {list.rows?.length === 0 && <EmptyState glyph="制" title={t('hall.noShift')}><p>{t('hall.handOverHow')}</p></EmptyState>}
      {list.rows?.map((shift) => <Shift key={shift.shift_id} shift={shift} />)}
      {list.more.next && <Button busy={list.more.busy} onClick={list.more.load}>…</Button>}
    </Page>
  )
}
