// 仪器结果: what analysers have sent and files have brought, and what of it waits for a person.
import { post, type LabDeliveryRow } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FieldProblem, FilterSelect, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, type Column, type Values } from '@vena/ui'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

/** The bytes of a file as base64. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** A table that an analyser or its computer has written. */
function Import() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const file = useRef<HTMLInputElement>(null)
  const instruments = useGet('/api/lab/instruments')
  const action = useAction(
    async (values: Values, key) => post('/api/lab/deliveries', { body: { instrument: values.text('instrument'), protocol: 'table', message: await base64(file.current!.files![0]!) } }, key),
    (made) => {
      setOpen(false)
      refresh('/api/lab')
      void navigate(`/lab/deliveries/${made.delivery_id}`)
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('arrival.import')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('arrival.import')}>
        <Form action={action} submit={t('arrival.importDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <p className="muted">{t('arrival.importHow')}</p>
          <Field name="instrument" label={t('lab.instrument')} required options={(instruments.data?.items ?? []).map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))} />
          <div className="field"><label htmlFor="delivery-file">{t('arrival.file')}</label><input ref={file} id="delivery-file" name="message" type="file" accept=".csv,.txt,text/csv,text/plain" required /><FieldProblem name="message" /></div>
        </Form>
      </Dialog>
    </>
  )
}

function useColumns(): Column<LabDeliveryRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'at', title: t('arrival.at'), cell: (r) => <span className="number">{moment(r.received_at)}</span>, text: (r) => moment(r.received_at) },
      { key: 'instrument', title: t('lab.instrument'), cell: (r) => `${r.instrument_code} ${r.instrument_name}`, text: (r) => r.instrument_code },
      { key: 'state', title: t('lab.state'), cell: (r) => (r.kept > 0 ? <StateWord tone="warning">{t('arrival.keptN', { n: r.kept })}</StateWord> : <StateWord tone="good">{t('arrival.allTaken')}</StateWord>), text: (r) => r.kept },
      { key: 'lines', title: t('arrival.lines'), cell: (r) => r.lines, text: (r) => r.lines, align: 'end' as const },
      { key: 'taken', title: t('arrival.taken'), cell: (r) => r.taken, text: (r) => r.taken, align: 'end' as const },
      { key: 'protocol', title: t('arrival.way'), cell: (r) => t(`arrival.ways.${r.protocol as 'astm'}`), text: (r) => r.protocol },
      { key: 'no', title: t('arrival.no'), cell: (r) => r.message_no ?? '—', text: (r) => r.message_no ?? '' },
      { key: 'by', title: t('arrival.by'), cell: (r) => r.received_by_name, text: (r) => r.received_by_name },
    ],
    [t],
  )
}

/** What has come, latest first. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('kept')
  const may = useMay('lab.delivery.create')
  const list = usePages('/api/lab/deliveries', { query: filters.kept === 'yes' ? { kept: true } : {} })
  return (
    <Page title={t('job.arrivals')} aside={<AsOf at={list.asOf} />} actions={may && <Import />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lab-deliveries" caption={t('job.arrivals')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(r) => r.delivery_id} href={(r) => `/lab/deliveries/${r.delivery_id}`}
        filters={<FilterSelect label={t('arrival.show')} value={filters.kept} options={[{ value: '', label: t('all') }, { value: 'yes', label: t('arrival.onlyKept') }]} onChange={(v) => set('kept', v)} />}
        empty={<EmptyState glyph="检" title={t('arrival.none')}><p>{t('arrival.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
