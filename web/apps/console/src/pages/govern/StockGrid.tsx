import type { CityStock, StockCell } from '@vena/api'
import { AsOf, figure, GroupBadge, Panel, Sign, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { GROUPS } from '../../app/units.tsx'
import './stock-grid.css'

function Linked({ to, name, children }: { to: string | null; name: string; children: React.ReactNode }) {
  return to ? <Link className="stock-in" to={to} aria-label={name}>{children}</Link> : <div className="stock-in">{children}</div>
}

function Cell({ cell, name }: { cell: StockCell | undefined; name: string }) {
  const { t } = useTranslation()
  const words = useWords()
  const opens = useMay('store.stock.list')
  if (!cell) return <td className="stock-cell stock-none"><span className="muted">—</span></td>
  const cover = cell.days_cover == null ? null : Math.min(1, cell.days_cover / 7)
  return (
    <td className={`stock-cell stock-${cell.grade ?? 'ungraded'}`}>
      <Linked to={opens ? `/store/stock?state=available&group=${encodeURIComponent(cell.group)}` : null} name={t('stock.cell', { product: name, group: cell.group, units: cell.units, grade: cell.grade ? words.t(`grade.${cell.grade}`) : '' })}>
        <span className="stock-group"><GroupBadge group={cell.group} /></span>
        <b>{figure(cell.units)}</b>
        {cell.grade ? <span className="stock-grade"><Sign tone={cell.grade} />{words.t(`grade.${cell.grade}`)}</span> : <span className="stock-grade muted">{t('stock.onDemand')}</span>}
        <span className="stock-days">{cell.days_cover == null ? `${figure(cell.volume_ml)} mL` : t('stock.days', { count: Math.round(cell.days_cover * 10) / 10 })}</span>
        {cell.expiring_72h > 0 && <span className="stock-soon">{t('stock.soon', { count: cell.expiring_72h })}</span>}
        {cover !== null && <i className="stock-level" style={{ transform: `scaleX(${cover})` }} />}
      </Linked>
    </td>
  )
}

function Sums({ cells }: { cells: StockCell[] }) {
  const { t } = useTranslation()
  const units = cells.reduce((sum, cell) => sum + cell.units, 0)
  const volume = cells.reduce((sum, cell) => sum + cell.volume_ml, 0)
  return <td className="stock-sum"><b>{figure(units)}</b> {t('bags')}<br /><span className="muted">{figure(Math.round(volume / 100) / 10)} L</span></td>
}

function Grid({ stock }: { stock: CityStock }) {
  const { t } = useTranslation()
  const classes = [...new Set(stock.cells.map((cell) => cell.product_class))]
  return (
    <div className="stock-scroll" tabIndex={0} role="group" aria-label={t('stock.grid')}>
      <table className="stock-grid">
        <caption className="unseen">{t('stock.grid')}</caption>
        <thead>
          <tr><th scope="col"><span className="unseen">{t('unit.product')}</span></th>{GROUPS.map((group) => <th key={group} scope="col"><GroupBadge group={group} /></th>)}<th scope="col">{t('stock.sum')}</th></tr>
        </thead>
        <tbody>
          {classes.map((name) => {
            const row = stock.cells.filter((cell) => cell.product_class === name)
            const word = t(`productClass.${name}` as 'productClass.plasma', { defaultValue: name })
            return (
              <tr key={name}>
                <th scope="row">{word}</th>
                {GROUPS.map((group) => <Cell key={group} name={word} cell={row.find((cell) => cell.group === group)} />)}
                <Sums cells={row} />
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Whole({ stock }: { stock: CityStock }) {
  const { t } = useTranslation()
  const whole = stock.sites_reporting === stock.sites_total
  return (
    <p className="row">
      <span className={whole ? 'muted' : 'stock-partial'}>{t('stock.sites', { reporting: stock.sites_reporting, total: stock.sites_total })}</span>
      <AsOf at={stock.as_of} />
    </p>
  )
}

/** The blood of the city at a glance: groups across, products down, grades by colour, sign and word. */
export function StockGrid({ title }: { title: string }) {
  const { t } = useTranslation()
  const { pick, t: word } = useWords()
  const stock = useGet('/api/govern/stock')
  return (
    <Panel title={title} className="stock-panel" aside={stock.data && <Whole stock={stock.data} />}>
      <Loaded from={stock}>{(data) => <Grid stock={data} />}</Loaded>
      <ul className="stock-legend" aria-label={t('stock.legend')}>
        {(['good', 'notice', 'warning', 'danger'] as const).map((grade) => <li key={grade} className={`stock-${grade}`}><span className="stock-grade"><Sign tone={grade} />{word(`grade.${grade}`)}</span></li>)}
        {stock.data && <li className="muted">{t('stock.goal', { days: stock.data.cover.days, source: pick(stock.data.cover.source) })}</li>}
      </ul>
    </Panel>
  )
}
