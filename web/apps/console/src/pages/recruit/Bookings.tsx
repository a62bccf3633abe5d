import { post } from '@vena/api'
import { AsOf, Button, clock, day, EmptyState, FilterSelect, FilterDay, ListDetail, Page, Panel, ProblemBox, useAction, useFilters, useNow, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { BookingState, KINDS, useCollectionSites, type Booking, type Kind, type Slot } from './BookingParts.tsx'
import { Waiting } from './BookingWaiting.tsx'
import { CasesLink } from './SiteTakeOut.tsx'

const GONE = new Set(['cancelled', 'moved'])
const again = () => refresh('/api/recruit')

function Row({ booking, current }: { booking: Booking; current: boolean }) {
  const { t } = useTranslation()
  const arrive = useAction((_: object, key) => post('/api/recruit/bookings/{id}/arrive', { path: { id: booking.booking_id } }, key), again)
  return (
    <li className={`ladder-booking${current ? ' ladder-current' : ''}`}>
      <Link to={{ pathname: `/recruit/bookings/${booking.booking_id}`, search: location.search }}><b>{booking.donor_name_masked ?? booking.group ?? '—'}</b> <span className="number">{booking.code}</span></Link>
      {booking.machine && <small className="muted">{booking.machine}</small>}
      {booking.group && booking.donor_name_masked && <small className="muted">{booking.group}</small>}
      <BookingState state={booking.state} />
      {booking.state === 'booked' && booking.can.arrive.ok && <Button busy={arrive.pending} onClick={() => void arrive.run({})}>{t('booking.arrive')}</Button>}
      {arrive.problem && <ProblemBox problem={arrive.problem} />}
    </li>
  )
}

interface Rung {
  at: string
  slot?: Slot
  bookings: Booking[]
}

/** Times of the day, each with its places and who has them; also times that are no place any more but are booked. */
function rungs(slots: Slot[], bookings: Booking[]): Rung[] {
  const times = [...new Set([...slots.map((slot) => slot.starts_at), ...bookings.map((booking) => booking.starts_at)])].toSorted()
  return times.map((at) => {
    const slot = slots.find((one) => one.starts_at === at)
    return { at, ...(slot && { slot }), bookings: bookings.filter((booking) => booking.starts_at === at) }
  })
}

function Ladder({ site, kind, on, state }: { site: string; kind: Kind; on: string; state: string }) {
  const { t } = useTranslation()
  const { id } = useParams()
  const slots = useGet('/api/recruit/slots', { query: { site_id: site, kind, from: on, days: 1 } })
  const list = usePages('/api/recruit/bookings', { query: { site_id: site, day: on, limit: 200, ...(state && { state }) } })
  const mine = (list.rows ?? []).filter((booking) => booking.kind === kind && (state || !GONE.has(booking.state)))
  const found = rungs(slots.data?.[0]?.slots ?? [], mine)
  const problem = slots.problem ?? list.problem
  return (
    <Panel title={t('booking.ladder')} aside={<AsOf at={list.asOf} />}>
      {problem && <ProblemBox problem={problem} onRetry={list.reload} />}
      {slots.data && list.rows && found.length === 0 && <EmptyState glyph="约" title={t('booking.empty')}><p>{t('booking.emptyHow')}</p></EmptyState>}
      <ol className="ladder">
        {found.map((rung) => (
          <li key={rung.at} className="ladder-rung">
            <div className="ladder-time">
              <b>{clock(rung.at)}</b>
              {rung.slot && <span className="ladder-bar" aria-hidden="true"><i style={{ inlineSize: `${Math.min(100, (rung.bookings.length / Math.max(1, rung.slot.capacity)) * 100)}%` }} /></span>}
              {rung.slot && <small>{t('booking.ladderOf', { booked: rung.slot.booked, promised: rung.slot.promised })} · {t('booking.capacity', { n: rung.slot.capacity })}</small>}
            </div>
            {rung.bookings.length > 0 ? <ul>{rung.bookings.map((booking) => <Row key={booking.booking_id} booking={booking} current={booking.booking_id === id} />)}</ul> : <p className="muted">{t('booking.nobody')}</p>}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const STATES = ['booked', 'arrived', 'fulfilled', 'missed', 'offered', 'cancelled', 'moved'] as const

/** Bookings that are one too many, if there are any. */
function TooMany() {
  const may = useMay('recruit.booking_case.list')
  const cases = useGet('/api/recruit/booking-cases', {}, may)
  return cases.data?.length ? <CasesLink n={cases.data.length} /> : null
}

function List() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set } = useFilters('site', 'kind', 'day', 'state')
  const sites = useCollectionSites()
  const today = day(useNow(60_000))
  const site = filters.site || (sites[0]?.site.site_id ?? '')
  const kind = KINDS.find((one) => one === filters.kind) ?? 'whole_blood'
  const on = filters.day || today
  const create = useMay('recruit.booking.create')
  return (
    <Page title={t('job.bookings')} actions={create && <Link className="button-link" to={`/recruit/bookings/new?site=${site}&day=${on}&kind=${kind}`}>{t('booking.create')}</Link>}>
      <div className="filters booking-filters" role="search">
        <FilterSelect label={t('booking.site')} value={site} options={sites.map((one) => ({ value: one.site.site_id, label: pick(one.site.name) }))} onChange={(v) => set('site', v)} />
        <FilterDay label={t('booking.day')} value={on} onChange={(v) => set('day', v)} />
        <FilterSelect label={t('booking.kindLabel')} value={kind} options={KINDS.map((value) => ({ value, label: t(`booking.kind.${value}`) }))} onChange={(v) => set('kind', v)} />
        <FilterSelect label={t('booking.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((value) => ({ value, label: t(`booking.states.${value}`) }))]} onChange={(v) => set('state', v)} />
      </div>
      <TooMany />
      {site && <Ladder site={site} kind={kind} on={on} state={filters.state} />}
      {site && <Waiting site={site} />}
    </Page>
  )
}

/** The bookings of a day at a site, as a ladder of its times. */
export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/recruit/bookings" back={t('job.bookings')} list={<List />} />
}
