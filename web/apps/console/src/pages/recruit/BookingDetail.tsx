import { post } from '@vena/api'
import { Button, clock, day, Dialog, Facts, Field, Form, moment, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { BookingState, SlotKeys, useCollectionSites, type Booking } from './BookingParts.tsx'

const again = () => refresh('/api/recruit')

function Cancel({ booking }: { booking: Booking }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/recruit/bookings/{id}/cancel', { path: { id: booking.booking_id }, body: { reason: values.maybe('reason') } }, key), () => {
    setOpen(false)
    again()
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('booking.cancel')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.cancel')}>
        <Form action={action} submit={t('booking.cancel')} kind="danger" can={booking.can.cancel}><Field name="reason" label={t('booking.cancelWhy')} maxLength={200} /></Form>
      </Dialog>
    </>
  )
}

function Rebook({ booking }: { booking: Booking }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const sites = useCollectionSites()
  const [open, setOpen] = useState(false)
  const [to, setTo] = useState({ site: booking.site.site_id, on: booking.day, at: '' })
  const action = useAction((_: Values, key) => post('/api/recruit/bookings/{id}/rebook', { path: { id: booking.booking_id }, body: { site_id: to.site, kind: booking.kind, starts_at: to.at } }, key), (moved) => {
    setOpen(false)
    again()
    void navigate(`/recruit/bookings/${moved.booking_id}`)
  })
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('booking.rebook')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.rebook')}>
        <Form action={action} submit={t('booking.rebook')} can={to.at ? booking.can.rebook : { ok: false, reason: null }}>
          <p className="muted">{t('booking.rebookHow')}</p>
          <Field name="site" label={t('booking.site')} required value={to.site} options={sites.map((one) => ({ value: one.site.site_id, label: pick(one.site.name) }))} onChange={(e) => setTo({ ...to, site: e.currentTarget.value, at: '' })} />
          <Field name="day" label={t('booking.day')} type="date" required value={to.on} onChange={(e) => setTo({ ...to, on: e.currentTarget.value, at: '' })} />
          <SlotKeys site={to.site} kind={booking.kind} day={to.on} chosen={to.at} onChoose={(at) => setTo({ ...to, at })} />
        </Form>
      </Dialog>
    </>
  )
}

function Shown({ booking }: { booking: Booking }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const step = (path: '/api/recruit/bookings/{id}/arrive' | '/api/recruit/bookings/{id}/confirm') => (_: object, key: string) => post(path, { path: { id: booking.booking_id } }, key)
  const arrive = useAction(step('/api/recruit/bookings/{id}/arrive'), again)
  const confirm = useAction(step('/api/recruit/bookings/{id}/confirm'), again)
  const problem = arrive.problem ?? confirm.problem
  const share = booking.expected_show == null ? '—' : `${Math.round(booking.expected_show * 100)}%`
  const open = booking.state === 'booked' || booking.state === 'offered'
  return (
    <Page title={t('booking.detail', { code: booking.code })} aside={<BookingState state={booking.state} />}>
      <Panel>
        <p className="booking-when"><b>{day(booking.starts_at)} {clock(booking.starts_at)}</b> <span>{pick(booking.site.name)}</span></p>
        {problem && <ProblemBox problem={problem} />}
        <div className="row">
          {booking.can.arrive.ok && booking.state !== 'arrived' && <Button kind="primary" busy={arrive.pending} onClick={() => void arrive.run({})}>{t('booking.arrive')}</Button>}
          {open && booking.donor_id && <Rebook key={booking.booking_id} booking={booking} />}
          {booking.state === 'booked' && !booking.confirmed_at && booking.donor_id && <Button busy={confirm.pending} onClick={() => void confirm.run({})}>{t('booking.confirm')}</Button>}
          {open && <Cancel booking={booking} />}
        </div>
        <Facts
          items={[
            [t('booking.donor'), booking.donor_id ? <Link key="d" to={`/recruit/donors/${booking.donor_id}`}>{booking.donor_name_masked}</Link> : t('booking.none')],
            [t('booking.kindLabel'), pick(booking.kind_title)],
            [t('booking.code'), <span key="c" className="number booking-code">{booking.code}</span>],
            [t('booking.machine'), booking.machine],
            [t('booking.group'), booking.group],
            [t('booking.source'), t(`booking.sources.${booking.source}` as 'booking.sources.staff')],
            [t('booking.expected'), `${share}${booking.confirmed_at ? ` · ${t('booking.confirmed')}` : ''}${booking.first_time ? ` · ${t('booking.firstTime')}` : ''}`],
            [t('booking.bookedAt'), moment(booking.booked_at)],
            [t('booking.arrivedAt'), moment(booking.state_at)],
            [t('reason'), booking.ended_reason],
          ]}
        />
      </Panel>
    </Page>
  )
}

/** One booking and what may be done with it. */
export function Component() {
  const { id = '' } = useParams()
  const booking = useGet('/api/recruit/bookings/{id}', { path: { id } })
  return <Opened from={booking}>{(found) => <Shown booking={found} />}</Opened>
}
