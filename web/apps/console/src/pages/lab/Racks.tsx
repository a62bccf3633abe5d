// 标本架: racks and boxes, how full each is; and where a tube stands, found by its number.
import { post, type LabRack } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, Page, ProblemBox, StateWord, Table, useAction, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

function Make() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/racks', { body: { code: values.text('code'), name: values.text('name'), room: values.text('room'), kind: values.text('kind') === 'retention' ? 'retention' : 'work', rows: values.number('rows'), columns: values.number('columns') } }, key),
    (rack) => {
      refresh('/api/lab/racks')
      void navigate(`/lab/racks/${rack.rack_id}`)
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('samples.makeRack')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('samples.makeRack')}>
        <Form action={action} submit={t('samples.makeDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="code" label={t('samples.code')} required maxLength={30} autoFocus />
          <Field name="name" label={t('samples.name')} required maxLength={60} />
          <Field name="room" label={t('samples.room')} required maxLength={60} />
          <Field name="kind" label={t('samples.kind')} required options={(['retention', 'work'] as const).map((kind) => ({ value: kind, label: t(`samples.kinds.${kind}`) }))} />
          <Field name="rows" label={t('samples.rows')} type="number" min={1} max={26} required defaultValue={8} />
          <Field name="columns" label={t('samples.columns')} type="number" min={1} max={40} required defaultValue={12} />
        </Form>
      </Dialog>
    </>
  )
}

function useColumns(): Column<LabRack>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'code', title: t('samples.code'), cell: (r) => <b className="number">{r.code}</b>, text: (r) => r.code },
      { key: 'name', title: t('samples.name'), cell: (r) => r.name, text: (r) => r.name },
      { key: 'kind', title: t('samples.kind'), cell: (r) => <StateWord tone="quiet">{t(`samples.kinds.${r.kind as 'work'}`)}</StateWord>, text: (r) => r.kind },
      { key: 'room', title: t('samples.room'), cell: (r) => r.room, text: (r) => r.room, wide: true },
      { key: 'used', title: t('samples.used'), cell: (r) => `${r.used} / ${r.rows * r.columns}`, text: (r) => r.used, align: 'end' as const },
    ],
    [t],
  )
}

/** Racks by their codes. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('lab.rack.create')
  const list = usePages('/api/lab/racks')
  return (
    <Page title={t('job.racks')} aside={<AsOf at={list.asOf} />} actions={may && <Make />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="racks" caption={t('job.racks')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(r) => r.rack_id} href={(r) => `/lab/racks/${r.rack_id}`} empty={<EmptyState glyph="检" title={t('samples.noRack')}><p>{t('samples.noRackHow')}</p></EmptyState>} />
    </Page>
  )
}
