// 批号: what lies at a site, what is in use, and what was recalled.
import { post, type Lot, type LotRecallRow } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FilterSelect, Form, moment, NameToConfirm, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Tone, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { useSites } from '../../app/lists.ts'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './room.css'

type Item = 'kit' | 'needle' | 'tube' | 'pouch'
const ITEMS: Item[] = ['kit', 'needle', 'tube', 'pouch']
const STATES: Record<Lot['state'], Tone> = { received: 'notice', open: 'good', finished: 'quiet', unlisted: 'warning' }
const reload = () => refresh('/api/collect/lots')

export function useItemWord(): (item: string) => string {
  const { t } = useTranslation()
  return (item) => t(`lot.items.${item}` as 'lot.items.kit', { defaultValue: item })
}

function Signs({ lot }: { lot: Lot }) {
  const { t } = useTranslation()
  return (
    <span className="lot-signs">
      {lot.recalled ? <StateWord tone="danger">{t('lot.recalledWord')}</StateWord> : <StateWord tone={STATES[lot.state]}>{t(`lot.states.${lot.state}`)}</StateWord>}
      {lot.expired && <StateWord tone="danger">{t('lot.expired')}</StateWord>}
    </span>
  )
}

function Acts({ lot }: { lot: Lot }) {
  const { t } = useTranslation()
  const id = lot.stock_id
  const open = useAction((stock: string, key) => post('/api/collect/lots/{id}/open', { path: { id: stock } }, key), reload)
  if (!id) return null
  return (
    <span className="lot-acts">
      {lot.state === 'received' && <Button can={lot.can.open} onClick={() => void open.run(id)}>{t('lot.open')}</Button>}
      {lot.can.finish.ok && <AskWhy label={t('lot.finish')} perform={(values, key) => post('/api/collect/lots/{id}/finish', { path: { id }, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
      {open.problem && <ProblemBox problem={open.problem} />}
    </span>
  )
}

function useColumns(): Column<Lot>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const item = useItemWord()
  return useMemo(
    () => [
      { key: 'lot', title: t('lot.lot'), cell: (l) => <b className="number">{l.lot}</b>, text: (l) => l.lot },
      { key: 'item', title: t('lot.item'), cell: (l) => item(l.item), text: (l) => item(l.item) },
      { key: 'article', title: t('lot.article'), cell: (l) => pick(l.article_name) || '—', text: (l) => pick(l.article_name) },
      { key: 'state', title: t('lot.state'), cell: (l) => <Signs lot={l} />, text: (l) => (l.recalled ? 'recalled' : l.state) },
      { key: 'expires', title: t('lot.expires'), cell: (l) => l.expires_on ?? '—', text: (l) => l.expires_on ?? '' },
      { key: 'pieces', title: t('lot.pieces'), cell: (l) => l.pieces ?? '—', text: (l) => l.pieces ?? '', align: 'end' as const },
      { key: 'used', title: t('lot.used'), cell: (l) => t('lot.donations', { n: l.donations }), text: (l) => l.donations, align: 'end' as const },
      { key: 'acts', title: '', cell: (l) => <Acts lot={l} />, block: true },
    ],
    [t, pick, item],
  )
}

function ItemField() {
  const { t } = useTranslation()
  const item = useItemWord()
  return <Field name="item" label={t('lot.item')} required options={ITEMS.map((value) => ({ value, label: item(value) }))} />
}

function Receive({ site }: { site: string | undefined }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/lots', {
      body: { site_id: site, item: values.word<Item>('item'), scan: values.maybe('scan'), lot: values.maybe('lot'), expires_on: values.maybe('expires_on'), pieces: values.number('pieces') },
    }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('lot.receive')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('lot.receiveTitle')}>
        <Form action={action} submit={t('lot.receiveDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="scan" label={t('lot.scan')} hint={t('lot.scanHow')} maxLength={200} autoFocus />
          <div className="form-grid">
            <ItemField />
            <Field name="pieces" label={t('lot.pieces')} type="number" min={1} max={100000} required />
            <Field name="lot" label={t('lot.lot')} hint={t('lot.typed')} maxLength={60} />
            <Field name="expires_on" label={t('lot.expires')} type="date" />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

/** Quality takes a lot out: by its own number, typed twice. */
function Recall() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [lot, setLot] = useState('')
  const action = useAction(
    (values: Values, key) => post('/api/collect/lots/recalls', { body: { item: values.word<Item>('item'), lot: lot.trim(), reason: values.text('reason') } }, key),
    (recalled) => {
      setOpen(false)
      reload()
      void navigate(`/collect/lots/recalls/${recalled.lot_id}`)
    },
  )
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>{t('lot.recall')}</Button>
      <NameToConfirm open={open} onClose={() => setOpen(false)} title={t('lot.recallTitle')} name={lot.trim() || '—'} action={action} submit={t('lot.recallDo')}>
        <p>{t('lot.recallHow')}</p>
        <div className="form-grid">
          <ItemField />
          <Field name="lot" label={t('lot.lot')} required maxLength={60} value={lot} onChange={(event) => setLot(event.currentTarget.value)} />
        </div>
        <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
      </NameToConfirm>
    </>
  )
}

function useRecallColumns(): Column<LotRecallRow>[] {
  const { t } = useTranslation()
  const item = useItemWord()
  return useMemo(
    () => [
      { key: 'lot', title: t('lot.lot'), cell: (r) => <b className="number">{r.lot}</b>, text: (r) => r.lot },
      { key: 'item', title: t('lot.item'), cell: (r) => item(r.item), text: (r) => item(r.item) },
      { key: 'why', title: t('reason'), cell: (r) => r.reason, text: (r) => r.reason },
      { key: 'donations', title: t('lot.touched'), cell: (r) => t('lot.donations', { n: r.donations }), text: (r) => r.donations, align: 'end' as const },
      { key: 'at', title: t('lot.at'), cell: (r) => moment(r.recalled_at), text: (r) => moment(r.recalled_at) },
      { key: 'by', title: t('lot.by'), cell: (r) => r.recalled_by_name, text: (r) => r.recalled_by_name },
    ],
    [t, item],
  )
}

function Recalls() {
  const { t } = useTranslation()
  const list = useGet('/api/collect/lots/recalls')
  return (
    <Panel title={t('lot.recalls')} aside={useMay('collect.lot.recall') && <Recall />}>
      <Table id="lot-recalls" caption={t('lot.recalls')} columns={useRecallColumns()} rows={list.data?.items} rowKey={(r) => r.lot_id} href={(r) => `/collect/lots/recalls/${r.lot_id}`} empty={<p className="muted lot-empty">{t('lot.noRecalls')}</p>} />
    </Panel>
  )
}

/** Lots at a place, and recalls of the whole station. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('site', 'finished')
  const sites = useSites()
  const may = { receive: useMay('collect.lot.receive'), recalls: useMay('collect.lot.list') }
  const query = { ...(filters.site && { site_id: filters.site }), ...(filters.finished === 'yes' && { finished: true }) }
  const list = useGet('/api/collect/lots', { query })
  const here = list.data?.items.find((lot) => lot.site_name)?.site_name
  return (
    <Page title={t('job.lots')} aside={<>{here && <span>{here}</span>}<AsOf at={list.data?.as_of} /></>} actions={may.receive && <Receive site={filters.site || undefined} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lots" caption={t('job.lots')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(l) => `${l.item} ${l.lot}`}
        filters={
          <>
            {sites.length > 1 && <FilterSelect label={t('lot.site')} value={filters.site} options={[{ value: '', label: t('lot.mine') }, ...sites]} onChange={(v) => set('site', v)} />}
            <FilterSelect label={t('lot.finished')} value={filters.finished} options={[{ value: '', label: t('lot.no') }, { value: 'yes', label: t('lot.yes') }]} onChange={(v) => set('finished', v)} />
          </>
        }
        empty={<EmptyState glyph="采" title={t('lot.none')}><p>{t('lot.noneHow')}</p></EmptyState>}
      />
      {may.recalls && <Recalls />}
    </Page>
  )
}
