import type { StockRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, FilterText, Page, ProblemBox, Table, useFilters, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useProducts, useSites } from '../../app/lists.ts'
import { usePages } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { groupOptions, useUnitColumns } from '../../app/units.tsx'

const STATES = ['available', 'promised', 'quarantine', 'held', 'rejected', 'expired', 'in_transit'] as const

/** Every bag in this organisation's keeping, soonest to expire first. */
export function Component() {
  const { t } = useTranslation()
  const words = useWords()
  const me = useMe()
  const { filters, set, clear, active } = useFilters('q', 'group', 'product', 'site_id', 'state')
  const list = usePages('/api/store/stock', { query: filters })
  const all = { value: '', label: t('all') }
  return (
    <Page title={t('job.units')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="stock" caption={t('job.units')} columns={useUnitColumns<StockRow>()} rows={list.rows} rowKey={(u) => u.unit_id} href={(u) => `/units/${u.unit_id}`} more={list.more}
        filters={
          <>
            <FilterText label={t('unit.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('unit.group')} value={filters.group} options={[all, ...groupOptions]} onChange={(v) => set('group', v)} />
            <FilterSelect label={t('unit.product')} value={filters.product} options={[all, ...useProducts()]} onChange={(v) => set('product', v)} />
            <FilterSelect label={t('unit.place')} value={filters.site_id} options={[all, ...useSites(me.organisation.org_id)]} onChange={(v) => set('site_id', v)} />
            <FilterSelect label={t('unit.state')} value={filters.state} options={[all, ...STATES.map((state) => ({ value: state, label: t(`stockState.${state}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={
          <EmptyState glyph="储" title={active ? words.t('table.noMatch') : t('store.empty')}>
            {active ? <button type="button" className="button" onClick={clear}>{words.t('table.clear')}</button> : <p>{t('store.emptyHow')}</p>}
          </EmptyState>
        }
      />
    </Page>
  )
}
