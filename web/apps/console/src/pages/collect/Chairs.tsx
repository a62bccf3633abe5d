import type { ChairRow } from '@vena/api'
import { AsOf, EmptyState, ListDetail, Page, ProblemBox, StateWord } from '@vena/ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useGet } from '../../app/queries.ts'
import './chair.css'

/** The time, anew every ten seconds: minutes are what matters at a chair. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

const STAGES = ['accepted', 'bound', 'started', 'completed'] as const
type Stage = (typeof STAGES)[number]

function Signs({ row }: { row: ChairRow }) {
  const { t } = useTranslation()
  if (row.paused_at) return <StateWord tone="warning">{t('chair.paused')}</StateWord>
  if (row.second_person) return <StateWord tone="warning">{t('chair.needsSecond')}</StateWord>
  if (row.may_leave) return <StateWord tone="good">{t('chair.mayLeave')}</StateWord>
  return null
}

function Seat({ row, now, current }: { row: ChairRow; now: number; current: boolean }) {
  const { t } = useTranslation()
  const minutes = Math.max(0, Math.floor((now - Date.parse(row.since)) / 60_000))
  return (
    <Link className={`seat ${current ? 'seat-current' : ''}`} to={`/collect/chairs/${row.donation_id}`} aria-current={current || undefined}>
      <b className="seat-name">{row.chair ?? '—'}</b>
      <span className="seat-who">{row.donor_name_masked}</span>
      <span className="seat-what">{t(`donationKind.${row.kind}`)} · {row.volume_ml} mL</span>
      {row.donation_number_shown && <span className="seat-number number">{row.donation_number_shown}</span>}
      <span className="seat-since">{t('chair.minutes', { count: minutes })}</span>
      <Signs row={row} />
    </Link>
  )
}

function Column({ stage, rows, now }: { stage: Stage; rows: ChairRow[]; now: number }) {
  const { t } = useTranslation()
  const { id } = useParams()
  return (
    <section className="seats" aria-label={t(`chair.stage.${stage}`)}>
      <h2>{t(`chair.stage.${stage}`)} <span className="muted">{rows.length}</span></h2>
      {rows.map((row) => <Seat key={row.donation_id} row={row} now={now} current={row.donation_id === id} />)}
    </section>
  )
}

function List() {
  const { t } = useTranslation()
  const chairs = useGet('/api/collect/chairs')
  const now = useNow()
  const rows = chairs.data?.items ?? []
  return (
    <Page title={t('job.chairs')} aside={<AsOf at={chairs.data?.as_of} />}>
      {chairs.problem && <ProblemBox problem={chairs.problem} onRetry={chairs.reload} />}
      {chairs.data && rows.length === 0 && <EmptyState glyph="采" title={t('chair.empty')}><p>{t('chair.emptyHow')}</p></EmptyState>}
      {rows.length > 0 && <div className="stages">{STAGES.map((stage) => <Column key={stage} stage={stage} now={now} rows={rows.filter((row) => row.state === stage)} />)}</div>}
    </Page>
  )
}

/** Who waits, who sits, who rests at this place. */
export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/chairs" back={t('job.chairs')} list={<List />} />
}
