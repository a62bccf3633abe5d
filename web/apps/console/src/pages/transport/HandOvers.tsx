import type { ShipmentRow } from '@vena/api'
import { AsOf, EmptyState, Page, Panel, ProblemBox, temperatures, useNow, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { BoxScan } from './BoxScan.tsx'
import './hand-over.css'

function Box({ row, to, at, since }: { row: ShipmentRow; to: string; at: string; since: 'handOver.since' | 'handOver.sinceTaken' }) {
  const { t } = useTranslation()
  const { duration } = useWords()
  const now = useNow(30_000)
  return (
    <li>
      <Link className="box" to={to}>
        <b className="box-code">{row.box}</b>
        <span className="box-to">{row.to_name}</span>
        <span className="box-facts">{[t('handOver.load', { bags: row.bags }), temperatures(row.range.min_c, row.range.max_c), row.vehicle].filter(Boolean).map((fact) => <span key={fact}>{fact}</span>)}</span>
        <span className="muted">{t(since, { time: duration(now - Date.parse(at)) })}</span>
      </Link>
    </li>
  )
}

/** What the driver has taken over and not yet given away. */
function OnTheWay() {
  const { t } = useTranslation()
  const me = useMe()
  const list = usePages('/api/transport/shipments', { query: { state: 'handed_over' } })
  const mine = (list.rows ?? []).filter((row) => row.handed_over?.by.user_id === me.user.user_id)
  if (mine.length === 0) return null
  return (
    <section className="stack" aria-labelledby="on-the-way">
      <h2 id="on-the-way">{t('handOver.mine', { count: mine.length })}</h2>
      <ul className="boxes">{mine.map((row) => <Box key={row.shipment_id} row={row} since="handOver.sinceTaken" at={row.handed_over?.at ?? row.packed.at} to={`/transport/shipments/${row.shipment_id}`} />)}</ul>
    </section>
  )
}

/** The boxes that wait to be taken over: scan one, or touch it. Made for one hand in a glove. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const list = usePages('/api/transport/shipments', { query: { state: 'packed' } })
  const open = (ids: string[]) => {
    const found = list.rows?.find((row) => ids.includes(row.shipment_id))
    if (found) void navigate(`/transport/hand-over/${found.shipment_id}`, { state: { scanned: true } })
    return found !== undefined
  }
  return (
    <div className="hand-over">
      <Page title={t('handOver.title', { count: list.rows?.length ?? 0 })} aside={<AsOf at={list.asOf} />}>
        {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
        {list.rows && list.rows.length > 0 && <Panel><BoxScan submit={t('handOver.find')} accept={open} wrong={t('handOver.notWaiting')} /></Panel>}
        {list.rows?.length === 0 && <EmptyState glyph="运" title={t('handOver.empty')}><p>{t('handOver.emptyHow')}</p></EmptyState>}
        <ul className="boxes" aria-label={t('handOver.waiting')}>{list.rows?.map((row) => <Box key={row.shipment_id} row={row} since="handOver.since" at={row.packed.at} to={`/transport/hand-over/${row.shipment_id}`} />)}</ul>
        <OnTheWay />
      </Page>
    </div>
  )
}
