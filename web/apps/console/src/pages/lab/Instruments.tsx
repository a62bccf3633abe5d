// 检验仪器: which read runs, until when they are calibrated, which are out of use and why.
import { post, type LabInstrument } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

const reload = () => refresh('/api/lab')

function Calibrate({ one }: { one: LabInstrument }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/instruments/{id}/calibrate', { path: { id: one.instrument_id }, body: { until: values.text('until'), note: values.text('note') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button can={one.can.calibrate} onClick={() => setOpen(true)}>{t('bench.calibrate')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${t('bench.calibrate')} · ${one.code}`}>
        <Form action={action} submit={t('bench.calibrateDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="until" label={t('bench.until')} type="date" required autoFocus />
          <Field name="note" label={t('bench.certificate')} required minLength={2} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

const codesOf = (text: string) => Object.fromEntries(text.split(/\n/).map((line) => line.split('=').map((part) => part.trim())).filter(([code, marker]) => code && marker).map(([code, marker]) => [code!, marker!.toUpperCase()]))

/** What the analyser calls the tests, line by line. */
function Codes({ one }: { one: LabInstrument }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/instruments/{id}/codes', { path: { id: one.instrument_id }, body: { codes: codesOf(values.text('codes')) } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  const lines = Object.entries(one.codes).map(([code, marker]) => `${code}=${marker}`).join('\n')
  return (
    <>
      <Button can={one.can.codes} onClick={() => setOpen(true)}>{t('bench.codes')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${t('bench.codes')} · ${one.code}`}>
        <Form action={action} submit={t('bench.codesDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="codes" label={t('bench.codes')} hint={t('bench.codesHow')} lines={8} defaultValue={lines} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Acts({ one }: { one: LabInstrument }) {
  const { t } = useTranslation()
  const path = { id: one.instrument_id }
  return (
    <span className="lab-acts">
      <Calibrate one={one} />
      <Codes one={one} />
      {one.out_why
        ? <AskWhy label={t('bench.resume')} can={one.can.resume} perform={(values, key) => post('/api/lab/instruments/{id}/resume', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
        : <AskWhy label={t('bench.stop')} can={one.can.stop} perform={(values, key) => post('/api/lab/instruments/{id}/stop', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
    </span>
  )
}

function useColumns(): Column<LabInstrument>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'code', title: t('bench.code'), cell: (i) => <b className="number">{i.code}</b>, text: (i) => i.code },
      { key: 'name', title: t('bench.name'), cell: (i) => i.name, text: (i) => i.name },
      { key: 'model', title: t('bench.model'), cell: (i) => `${i.maker} ${i.model}`, text: (i) => `${i.maker} ${i.model}` },
      { key: 'serial', title: t('bench.serial'), cell: (i) => i.serial, text: (i) => i.serial },
      { key: 'state', title: t('lab.state'), cell: (i) => (i.can.read.ok ? <StateWord tone="good">{t('bench.ready')}</StateWord> : <StateWord tone="danger">{pick(i.can.read.reason?.reason) || t('bench.out')}</StateWord>), text: (i) => (i.can.read.ok ? 'ready' : 'out'), wide: true },
      { key: 'until', title: t('bench.until'), cell: (i) => i.calibrated_until, text: (i) => i.calibrated_until },
      { key: 'since', title: t('bench.since'), cell: (i) => (i.out_at ? `${moment(i.out_at)} · ${i.out_by_name}` : '—'), text: (i) => (i.out_at ? moment(i.out_at) : '') },
      { key: 'acts', title: '', cell: (i) => <Acts one={i} />, block: true },
    ],
    [t, pick],
  )
}

function Register() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/instruments', { body: { code: values.text('code'), name: values.text('name'), maker: values.text('maker'), model: values.text('model'), serial: values.text('serial'), calibrated_until: values.text('calibrated_until') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('bench.register')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('bench.register')}>
        <Form action={action} submit={t('bench.registerDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div className="form-grid">
            <Field name="code" label={t('bench.code')} required maxLength={30} autoFocus />
            <Field name="name" label={t('bench.name')} required maxLength={100} />
            <Field name="maker" label={t('bench.maker')} required maxLength={100} />
            <Field name="model" label={t('bench.model')} required maxLength={100} />
            <Field name="serial" label={t('bench.serial')} required maxLength={100} />
            <Field name="calibrated_until" label={t('bench.until')} type="date" required />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

/** The instruments of the laboratory. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('lab.instrument.register')
  const list = useGet('/api/lab/instruments')
  return (
    <Page title={t('job.bench')} aside={<AsOf at={list.data?.as_of} />} actions={may && <Register />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="lab-instruments" caption={t('job.bench')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(i) => i.instrument_id} empty={<EmptyState glyph="检" title={t('bench.none')}><p>{t('bench.noneHow')}</p></EmptyState>} />
    </Page>
  )
}
