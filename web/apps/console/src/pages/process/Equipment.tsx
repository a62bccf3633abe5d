// 制备设备: the machines of the hall, until when they are calibrated, which are stopped and why.
import { post, type HallEquipment } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, Page, ProblemBox, StateWord, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../lab/lab.css'

const reload = () => refresh('/api/process')

function Calibrate({ one }: { one: HallEquipment }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/process/equipment/{id}/calibrate', { path: { id: one.equipment_id }, body: { until: values.text('until'), note: values.text('note') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button can={one.can.calibrate} onClick={() => setOpen(true)}>{t('hall.calibrate')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${t('hall.calibrate')} · ${one.code}`}>
        <Form action={action} submit={t('hall.calibrateDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="until" label={t('hall.until')} type="date" required autoFocus />
          <Field name="note" label={t('hall.certificate')} required minLength={2} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

function Acts({ one }: { one: HallEquipment }) {
  const { t } = useTranslation()
  const path = { id: one.equipment_id }
  return (
    <span className="lab-acts">
      <Calibrate one={one} />
      {one.stopped_why
        ? <AskWhy label={t('hall.resume')} can={one.can.resume} perform={(values, key) => post('/api/process/equipment/{id}/resume', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
        : <AskWhy label={t('hall.stop')} can={one.can.stop} perform={(values, key) => post('/api/process/equipment/{id}/stop', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
    </span>
  )
}

function useColumns(): Column<HallEquipment>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'code', title: t('hall.code'), cell: (e) => <b className="number">{e.code}</b>, text: (e) => e.code },
      { key: 'name', title: t('hall.name'), cell: (e) => e.name, text: (e) => e.name },
      { key: 'kind', title: t('hall.kind'), cell: (e) => pick(e.kind_title), text: (e) => e.kind },
      { key: 'model', title: t('hall.model'), cell: (e) => `${e.maker} ${e.model} · ${e.serial}`, text: (e) => e.model },
      { key: 'places', title: t('hall.places'), cell: (e) => e.places, text: (e) => e.places, align: 'end' as const },
      { key: 'until', title: t('hall.until'), cell: (e) => e.calibrated_until, text: (e) => e.calibrated_until },
      { key: 'state', title: t('hall.state'), cell: (e) => (e.batch_id ? <Link to={`/process/batches/${e.batch_id}`}>{t('hall.atWork', { no: e.batch_no })}</Link> : e.can.work.ok ? <StateWord tone="good">{t('hall.ready')}</StateWord> : <StateWord tone="danger">{pick(e.can.work.reason?.reason)}</StateWord>), text: (e) => (e.can.work.ok ? 'ready' : 'out'), wide: true },
      { key: 'acts', title: '', cell: (e) => <Acts one={e} />, block: true },
    ],
    [t, pick],
  )
}

function Register() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const rules = useGet('/api/process/plans', {}, open)
  const action = useAction(
    (values: Values, key) => post('/api/process/equipment', { body: { code: values.text('code'), kind: values.text('kind'), name: values.text('name'), maker: values.text('maker'), model: values.text('model'), serial: values.text('serial'), places: values.number('places'), calibrated_until: values.text('calibrated_until') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('hall.register')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('hall.register')}>
        <Form action={action} submit={t('hall.registerDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div className="form-grid">
            <Field name="code" label={t('hall.code')} hint={t('hall.codeHow')} required maxLength={30} autoFocus />
            <Field name="kind" label={t('hall.kind')} required options={(rules.data?.kinds ?? []).map((kind) => ({ value: kind.code, label: pick(kind.title) }))} />
            <Field name="name" label={t('hall.name')} required maxLength={100} />
            <Field name="maker" label={t('hall.maker')} required maxLength={100} />
            <Field name="model" label={t('hall.model')} required maxLength={100} />
            <Field name="serial" label={t('hall.serial')} required maxLength={100} />
            <Field name="places" label={t('hall.places')} type="number" min={1} required defaultValue={12} />
            <Field name="calibrated_until" label={t('hall.until')} type="date" required />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

/** The machines of the hall. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.equipment.register')
  const list = useGet('/api/process/equipment')
  return (
    <Page title={t('job.equipment')} aside={<AsOf at={list.data?.as_of} />} actions={may && <Register />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="hall-equipment" caption={t('job.equipment')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(e) => e.equipment_id} empty={<EmptyState glyph="制" title={t('hall.noEquipment')}><p>{t('hall.noEquipmentHow')}</p></EmptyState>} />
    </Page>
  )
}
