import type { OrderRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, FilterText, GroupBadge, ListDetail, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import './orders.css'

const STATES = ['submitted', 'part_allocated', 'allocated', 'part_issued', 'issued', 'received', 'cancelled'] as const

function useColumns(): Column<OrderRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('order.number'), cell: (o) => <span className="number">{o.order_no}</span>, text: (o) => o.order_no },
      { key: 'hospital', title: t('order.hospital'), cell: (o) => o.org_name, text: (o) => o.org_name },
      {
        key: 'lines', title: t('order.lines'), block: true, text: (o) => o.lines.map((l) => `${l.group} ${pick(l.product_name)} ${l.bags}`).join('; '),
        cell: (o) => <span className="order-lines">{o.lines.map((l) => <span key={l.line_no}><GroupBadge group={l.group} /> {pick(l.product_name)} ×&nbsp;{l.bags}</span>)}</span>,
      },
      { key: 'state', title: t('order.state'), cell: (o) => <StepState state={o.state} />, text: (o) => o.state },
      {
        key: 'needed', title: t('order.neededBy'), text: (o) => moment(o.needed_by), wide: true,
        cell: (o) => <>{moment(o.needed_by)} {o.urgency !== 'routine' && <StateWord tone={o.urgency === 'emergency' ? 'danger' : 'warning'}>{t(`urgency.${o.urgency}` as 'urgency.urgent', { defaultValue: o.urgency })}</StateWord>}</>,
      },
      { key: 'created', title: t('order.created'), cell: (o) => moment(o.created_at), text: (o) => moment(o.created_at), spare: true, wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/issue/orders', { query: filters })
  const create = useMay('issue.order.create')
  return (
    <Page
      title={t('job.orders')} aside={<AsOf at={list.asOf} />}
      actions={create && <Link className="button-link" to="/issue/orders/new">{t('order.new')}</Link>}
    >
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="orders" caption={t('job.orders')} columns={useColumns()} rows={list.rows} rowKey={(o) => o.order_id} href={(o) => `/issue/orders/${o.order_id}`} current={id} more={list.more}
        filters={<><FilterText label={t('order.number')} value={filters.q} onChange={(v) => set('q', v)} /><FilterSelect label={t('order.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} /></>}
        empty={<EmptyState glyph="发" title={t('order.empty')}><p>{t('order.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/issue/orders" back={t('job.orders')} list={<List />} />
}
