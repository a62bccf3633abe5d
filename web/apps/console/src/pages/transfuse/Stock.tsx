import type { HospitalStock, Unit } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, GroupBadge, Page, Panel, ProblemBox, StateWord, Table, useFilters, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useProducts } from '../../app/lists.ts'
import { useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { groupOptions, useUnitColumns } from '../../app/units.tsx'
import './transfuse.css'

function Summary({ stock }: { stock: HospitalStock }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <ul className="hospital-cells">
      {stock.cells.map((cell) => (
        <li key={`${cell.product}${cell.group ?? ''}`}>
          <p className="row"><GroupBadge group={cell.group} /><span>{pick(cell.product_name)}</span></p>
          <p><b>{cell.bags}</b> {t('bags')} <span className="muted">{t('hospital.split', { free: cell.free, matched: cell.matched, held: cell.held })}</span></p>
          {cell.expiring > 0 && <StateWord tone="warning">{t('stock.soon', { count: cell.expiring })}</StateWord>}
        </li>
      ))}
    </ul>
  )
}

function Units() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('group', 'product')
  const list = usePages('/api/transfuse/stock/units', { query: filters })
  const all = { value: '', label: t('all') }
  return (
    <>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="hospital" caption={t('job.hospitalStock')} columns={useUnitColumns<Unit>()} rows={list.rows} rowKey={(u) => u.unit_id} href={(u) => `/units/${u.unit_id}`} more={list.more}
        filters={
          <>
            <FilterSelect label={t('unit.group')} value={filters.group} options={[all, ...groupOptions]} onChange={(v) => set('group', v)} />
            <FilterSelect label={t('unit.product')} value={filters.product} options={[all, ...useProducts()]} onChange={(v) => set('product', v)} />
          </>
        }
      />
    </>
  )
}

/** The blood in this hospital's own keeping. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('transfuse.stock.units')
  const stock = useGet('/api/transfuse/stock')
  return (
    <Page title={t('job.hospitalStock')} aside={<AsOf at={stock.data?.as_of} />}>
      <Loaded from={stock}>{(data) => (data.cells.length ? <Panel title={t('hospital.now')}><Summary stock={data} /></Panel> : <EmptyState glyph="用" title={t('hospital.empty')}><p>{t('hospital.emptyHow')}</p></EmptyState>)}</Loaded>
      {may && <Units />}
    </Page>
  )
}
