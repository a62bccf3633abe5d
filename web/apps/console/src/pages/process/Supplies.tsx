// 制备耗材: lots of what is used up; received by one person and let in by another.
import { post, type HallSupply } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../lab/lab.css'

const reload = () => refresh('/api/process')

function Acts({ one }: { one: HallSupply }) {
  const { t } = useTranslation()
  const path = { id: one.supply_id }
  const letIn = useAction((_: null, key) => post('/api/process/supplies/{id}/let-in', { path }, key), reload)
  if (one.finished_at) return null
  return (
    <span className="lab-acts">
      {!one.let_in_at && <Button kind="primary" can={one.can.let_in} busy={letIn.pending} onClick={() => void letIn.run(null)}>{t('hall.letIn')}</Button>}
      <AskWhy label={t('hall.finishUse')} can={one.can.finish} perform={(values, key) => post('/api/process/supplies/{id}/finish', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
    </span>
  )
}

function useColumns(): Column<HallSupply>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'kind', title: t('hall.supply'), cell: (s) => pick(s.kind_title), text: (s) => s.kind },
      { key: 'lot', title: t('hall.lot'), cell: (s) => <b className="number">{s.lot}</b>, text: (s) => s.lot },
      { key: 'maker', title: t('hall.maker'), cell: (s) => s.maker, text: (s) => s.maker },
      { key: 'expires', title: t('hall.expires'), cell: (s) => s.expires_on, text: (s) => s.expires_on },
      { key: 'state', title: t('hall.state'), cell: (s) => (s.finished_at ? <StateWord tone="quiet">{t('hall.finished')}</StateWord> : s.can.work.ok ? <StateWord tone="good">{t('hall.ready')}</StateWord> : <StateWord tone="notice">{pick(s.can.work.reason?.reason)}</StateWord>), text: (s) => (s.can.work.ok ? 'ready' : 'not'), wide: true },
      { key: 'received', title: t('hall.received'), cell: (s) => `${moment(s.received_at)} · ${s.received_by_name}`, text: (s) => s.received_at },
      { key: 'letIn', title: t('hall.letInBy'), cell: (s) => (s.let_in_at ? `${moment(s.let_in_at)} · ${s.let_in_by_name}` : '—'), text: (s) => s.let_in_at ?? '' },
      { key: 'acts', title: '', cell: (s) => <Acts one={s} />, block: true },
    ],
    [t, pick],
  )
}

function Receive() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const rules = useGet('/api/process/plans', {}, open)
  const action = useAction(
    (values: Values, key) => post('/api/process/supplies', { body: { kind: values.text('kind'), lot: values.text('lot'), maker: values.text('maker'), expires_on: values.text('expires_on') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('hall.receive')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('hall.receive')}>
        <Form action={action} submit={t('hall.receiveDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="kind" label={t('hall.supply')} required options={(rules.data?.supplies ?? []).map((kind) => ({ value: kind.code, label: pick(kind.title) }))} />
          <Field name="lot" label={t('hall.lot')} required maxLength={60} autoFocus />
          <Field name="maker" label={t('hall.maker')} required maxLength={100} />
          <Field name="expires_on" label={t('hall.expires')} type="date" required />
        </Form>
      </Dialog>
    </>
  )
}

/** The lots of the hall. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.supply.receive')
  const list = useGet('/api/process/supplies')
  return (
    <Page title={t('job.supplies')} aside={<AsOf at={list.data?.as_of} />} actions={may && <Receive />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="hall-supplies" caption={t('job.supplies')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(s) => s.supply_id} empty={<EmptyState glyph="制" title={t('hall.noSupply')}><p>{t('hall.noSupplyHow')}</p></EmptyState>} />
    </Page>
  )
}
