// 试剂批号: received, compared with the lot before, let in by another person, finished.
import { post, type LabLot } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FilterSelect, Form, Page, ProblemBox, StateWord, Table, useAction, useFilters, type Column, type Tone, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

const TONES: Record<LabLot['state'], Tone> = { received: 'notice', compared: 'notice', open: 'good', refused: 'danger', finished: 'quiet' }
const reload = () => refresh('/api/lab')

function Compare({ lot }: { lot: LabLot }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/reagents/{id}/compare', { path: { id: lot.lot_id }, body: { samples: values.number('samples'), agreed: values.number('agreed'), note: values.maybe('note') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button can={lot.can.compare} onClick={() => setOpen(true)}>{t('reagent.compare')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${t('reagent.compare')} · ${lot.lot}`}>
        <Form action={action} submit={t('reagent.compareDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <p className="muted">{t('reagent.compareHow')}</p>
          <div className="form-grid">
            <Field name="samples" label={t('reagent.samples')} type="number" min={1} max={10000} required autoFocus />
            <Field name="agreed" label={t('reagent.agreed')} type="number" min={0} max={10000} required />
          </div>
          <Field name="note" label={t('note')} maxLength={500} />
        </Form>
      </Dialog>
    </>
  )
}

function Acts({ lot }: { lot: LabLot }) {
  const { t } = useTranslation()
  const path = { id: lot.lot_id }
  const decide = useAction((accepted: boolean, key) => post('/api/lab/reagents/{id}/decide', { path, body: { accepted } }, key), reload)
  return (
    <span className="lab-acts">
      {lot.state === 'received' && <Compare lot={lot} />}
      {lot.state === 'compared' && (
        <>
          <Button kind="primary" can={lot.can.accept} onClick={() => void decide.run(true)}>{t('reagent.accept')}</Button>
          {lot.can.refuse.ok && <Button onClick={() => void decide.run(false)}>{t('reagent.refuse')}</Button>}
        </>
      )}
      {lot.state === 'open' && lot.can.finish.ok && <AskWhy label={t('reagent.finish')} perform={(values, key) => post('/api/lab/reagents/{id}/finish', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
      {decide.problem && <ProblemBox problem={decide.problem} />}
    </span>
  )
}

function useColumns(): Column<LabLot>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'lot', title: t('lab.lot'), cell: (l) => <b className="number">{l.lot}</b>, text: (l) => l.lot },
      { key: 'kit', title: t('run.kit'), cell: (l) => l.kit_name ?? l.kit_code, text: (l) => l.kit_name ?? l.kit_code },
      { key: 'maker', title: t('lab.maker'), cell: (l) => l.maker ?? '—', text: (l) => l.maker ?? '' },
      { key: 'state', title: t('lab.state'), cell: (l) => <span className="lab-acts"><StateWord tone={TONES[l.state]}>{t(`reagent.states.${l.state}`)}</StateWord>{l.expired && <StateWord tone="danger">{t('reagent.expired')}</StateWord>}</span>, text: (l) => l.state },
      { key: 'expires', title: t('reagent.expires'), cell: (l) => <span className="number">{l.expires_on}</span>, text: (l) => l.expires_on },
      { key: 'used', title: t('reagent.used'), cell: (l) => <span className="number">{l.used} / {l.tests}</span>, text: (l) => l.used, align: 'end' as const },
      { key: 'compared', title: t('reagent.comparison'), cell: (l) => (l.samples == null ? '—' : `${l.agreed} / ${l.samples} · ${l.compared_by_name}`), text: (l) => (l.samples == null ? '' : `${l.agreed}/${l.samples}`) },
      { key: 'decided', title: t('reagent.decided'), cell: (l) => l.decided_by_name ?? '—', text: (l) => l.decided_by_name ?? '' },
      { key: 'acts', title: '', cell: (l) => <Acts lot={l} />, block: true },
    ],
    [t],
  )
}

function Receive() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const kits = useGet('/api/lab/kits')
  const codes = [...new Map((kits.data?.items ?? []).filter((kit) => kit.approved_at).map((kit) => [kit.code, kit.name]))]
  const action = useAction(
    (values: Values, key) => post('/api/lab/reagents', { body: { kit_code: values.text('kit_code'), lot: values.text('lot'), expires_on: values.text('expires_on'), tests: values.number('tests') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('reagent.receive')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('reagent.receive')}>
        <Form action={action} submit={t('reagent.receiveDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div className="form-grid">
            <Field name="kit_code" label={t('run.kit')} required options={codes.map(([value, label]) => ({ value, label }))} />
            <Field name="lot" label={t('lab.lot')} required maxLength={60} />
            <Field name="expires_on" label={t('reagent.expires')} type="date" required />
            <Field name="tests" label={t('reagent.tests')} type="number" min={1} max={1000000} required />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

/** Lots of reagents of the laboratory. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('all')
  const may = useMay('lab.reagent.receive')
  const list = useGet('/api/lab/reagents', { query: filters.all === 'yes' ? { all: true } : {} })
  return (
    <Page title={t('job.reagents')} aside={<AsOf at={list.data?.as_of} />} actions={may && <Receive />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lab-reagents" caption={t('job.reagents')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(l) => l.lot_id}
        filters={<FilterSelect label={t('reagent.all')} value={filters.all} options={[{ value: '', label: t('no') }, { value: 'yes', label: t('yes') }]} onChange={(v) => set('all', v)} />}
        empty={<EmptyState glyph="检" title={t('reagent.none')}><p>{t('reagent.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
