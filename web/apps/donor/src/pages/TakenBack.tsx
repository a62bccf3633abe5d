// A booking that we took back: why, and the nearest other places, taken with one tap.
import { post } from '@vena/api'
import { useCallback } from 'react'
import { useAct } from '../app/act.ts'
import { useMe, type Booking } from '../app/me.tsx'
import { Button, Trouble } from '../app/parts.tsx'
import { clock, dayName, dayOf } from '../app/times.ts'
import { useWords } from '../app/words.ts'

type Offer = NonNullable<Booking['offers']>[number]

export function TakenBack({ booking }: { booking: Booking }) {
  const { w, lang, of } = useWords()
  const { again, offline } = useMe()
  const take = useAct(useCallback((key: string, offer: Offer) =>
    post('/api/recruit/own/bookings', { body: { site_id: offer.site.site_id, kind: booking.kind, starts_at: offer.starts_at } }, key), [booking.kind]))
  const offers = booking.offers ?? []
  return (
    <section className="booking" aria-label={w.booking.takenBack}>
      <p className="booking-when"><strong>{w.booking.takenBack}</strong></p>
      <p className="booking-what">{dayName(booking.day, lang)} {clock(booking.starts_at)} · {of(booking.place.name)}</p>
      {booking.ended_reason && <p className="notice">{booking.ended_reason}</p>}
      {offers.length > 0 && <p className="hint">{w.booking.nearby}</p>}
      <Trouble problem={take.problem} />
      {offers.map((offer) => (
        <Button key={offer.site.site_id} disabled={offline} busy={take.busy} onClick={() => void take.run(offer).then((done) => { if (done) again() })}>
          <span><b>{dayName(dayOf(offer.starts_at), lang)} {clock(offer.starts_at)}</b><br /><small>{of(offer.site.name)}{offer.distance_m != null && `\u00a0·\u00a0${(offer.distance_m / 1000).toFixed(1)}\u00a0km`}</small></span>
        </Button>
      ))}
    </section>
  )
}
