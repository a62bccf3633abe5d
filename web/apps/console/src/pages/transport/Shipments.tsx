import type { ShipmentRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, FilterText, ListDetail, moment, Page, ProblemBox, Table, useFilters, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

const STATES = ['packed', 'handed_over', 'received', 'cancelled'] as const

function useColumns(): Column<ShipmentRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'number', title: t('shipment.number'), cell: (s) => <span className="number">{s.shipment_no}</span>, text: (s) => s.shipment_no },
      { key: 'to', title: t('shipment.to'), cell: (s) => s.to_name, text: (s) => s.to_name },
      { key: 'bags', title: t('shipment.bags'), cell: (s) => s.bags, text: (s) => s.bags, align: 'end' as const },
      { key: 'state', title: t('shipment.state'), cell: (s) => <StepState state={s.state} />, text: (s) => s.state },
      { key: 'packed', title: t('shipment.packed'), cell: (s) => moment(s.packed.at), text: (s) => moment(s.packed.at) },
      { key: 'box', title: t('shipment.box'), cell: (s) => s.box, text: (s) => s.box, wide: true },
      { key: 'vehicle', title: t('shipment.vehicle'), cell: (s) => [s.vehicle, s.driver_name].filter(Boolean).join(' · '), text: (s) => s.vehicle, wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/transport/shipments', { query: filters })
  const create = useMay('transport.shipment.create')
  return (
    <Page title={t('job.shipments')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/transport/shipments/new">{t('shipment.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="shipments" caption={t('job.shipments')} columns={useColumns()} rows={list.rows} rowKey={(s) => s.shipment_id} href={(s) => `/transport/shipments/${s.shipment_id}`} current={id} more={list.more}
        filters={
          <>
            <FilterText label={t('shipment.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('shipment.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="运" title={t('shipment.empty')}><p>{t('shipment.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/transport/shipments" back={t('job.shipments')} list={<List />} />
}
