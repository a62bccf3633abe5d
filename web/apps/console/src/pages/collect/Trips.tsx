// 外采任务: which vehicles are out, what has come back, what waits for a decision.
import type { TripRow } from '@vena/api'
import { AsOf, EmptyState, ListDetail, Page, ProblemBox, StateWord, Table, type Column, type Tone } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Way = 'planned' | 'out' | 'back' | 'closed'
const TONES: Record<Way, Tone> = { planned: 'notice', out: 'good', back: 'warning', closed: 'quiet' }

export function wayOf(trip: TripRow): Way {
  if (trip.closed_at) return 'closed'
  if (trip.vehicle_closed_at) return 'back'
  return trip.package_made_at ? 'out' : 'planned'
}

export function TripState({ trip }: { trip: TripRow }) {
  const { t } = useTranslation()
  const way = wayOf(trip)
  return <StateWord tone={trip.cases_open > 0 ? 'danger' : TONES[way]}>{trip.cases_open > 0 ? `${t('trip.cases')} ${trip.cases_open}` : t(`trip.${way}`)}</StateWord>
}

function useColumns(): Column<TripRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'state', title: t('trip.state'), cell: (r) => <TripState trip={r} />, text: (r) => wayOf(r) },
      { key: 'day', title: t('trip.day'), cell: (r) => r.day, text: (r) => r.day },
      { key: 'vehicle', title: t('trip.vehicle'), cell: (r) => r.site_name, text: (r) => r.site_name },
      { key: 'collected', title: t('trip.collected'), cell: (r) => `${r.collected} / ${r.expected}`, text: (r) => String(r.collected), wide: true },
      { key: 'numbers', title: t('trip.numbers'), cell: (r) => `${r.numbers_used} / ${r.numbers}`, text: (r) => String(r.numbers_used), wide: true },
      { key: 'entries', title: t('trip.contact'), cell: (r) => (r.waiting > 0 ? t('trip.waiting', { n: r.waiting }) : t('trip.entries', { n: r.entries })), text: (r) => String(r.entries), wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const list = usePages('/api/collect/trips', { query: { limit: 50 } })
  const create = useMay('collect.trip.create')
  return (
    <Page title={t('job.trips')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/collect/trips/new">{t('trip.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="trips" caption={t('job.trips')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.trip_id} href={(r) => `/collect/trips/${r.trip_id}`} current={id} more={list.more}
        empty={<EmptyState glyph="采" title={t('trip.none')}><p>{t('trip.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/trips" back={t('job.trips')} list={<List />} />
}
