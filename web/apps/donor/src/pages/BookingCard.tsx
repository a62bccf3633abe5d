// A booking: its code to be shown, where and when, and what may be done with it.
import { post } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { useMe, type Booking } from '../app/me.tsx'
import { Button, Sheet, Trouble } from '../app/parts.tsx'
import { Qr } from '../app/Qr.tsx'
import { go } from '../app/route.ts'
import { clock, dayName, dayOf, ics, moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'

/** Today or tomorrow: near enough for the questions; the server has the last word. */
const isSoon = (day: string): boolean => [0, 86_400_000].some((ahead) => dayOf(new Date(Date.now() + ahead)) === day)

export function BookingCard({ booking }: { booking: Booking }) {
  const { w, lang, of } = useWords()
  const { again, offline } = useMe()
  const [asking, setAsking] = useState(false)
  const [routes, setRoutes] = useState(false)
  const cancel = useAct(useCallback((key: string) => post('/api/recruit/own/bookings/{id}/cancel', { path: { id: booking.booking_id }, body: {} }, key), [booking.booking_id]))
  const accept = useAct(useCallback((key: string) => post('/api/recruit/own/bookings/{id}/accept', { path: { id: booking.booking_id } }, key), [booking.booking_id]))
  const { place } = booking
  const may = booking.can
  const file = () => {
    const text = ics({
      id: booking.booking_id, title: `${w.app} · ${of(booking.kind_title)}`, place: `${of(place.name)} ${place.address}`,
      starts: booking.starts_at, ends: booking.ends_at, note: `${w.booking.code} ${booking.code}\n${w.book.bring}`,
    })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/calendar' }))
    link.download = `${booking.day}.ics`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }
  return (
    <section className="booking" aria-label={w.book.yours}>
      <p className="booking-when"><strong>{dayName(booking.day, lang)} {clock(booking.starts_at)}</strong><span className="pill">{of(booking.state_title)}</span></p>
      <p className="booking-what">{of(booking.kind_title)} · {of(place.name)}</p>
      <p className="hint">{place.address || place.district}</p>
      {booking.offer_until && <p className="notice">{w.booking.offered(moment(booking.offer_until))}</p>}
      {booking.state === 'offered' && <><Trouble problem={accept.problem} /><Button kind="first" busy={accept.busy} onClick={() => void accept.run().then((done) => { if (done) again() })}>{w.book.accept}</Button></>}
      <div className="booking-code"><Qr text={booking.code_picture} label={w.booking.showAtDoor} /><p><span className="hint">{w.booking.showAtDoor}</span><b className="letters">{booking.code.replace(/(.{4})/, '$1 ')}</b></p></div>
      {booking.state === 'booked' && isSoon(booking.day) && <Button kind="first" disabled={offline} onClick={() => go(`/inquiry/${booking.code}`)}>{w.inquiry.begin}</Button>}
      <div className="pair">
        <Button onClick={() => setRoutes(true)}>{w.booking.route}</Button>
        <Button onClick={file}>{w.booking.calendar}</Button>
      </div>
      <div className="pair">
        <Button disabled={offline || !may.rebook.ok} onClick={() => go(`/move/${booking.booking_id}/${booking.kind}`)}>{w.booking.rebook}</Button>
        <Button disabled={offline || !may.cancel.ok} onClick={() => setAsking(true)}>{w.booking.cancel}</Button>
      </div>
      {may.cancel.reason && <p className="hint">{of(may.cancel.reason.reason)}</p>}
      {asking && (
        <Sheet title={w.booking.cancelTitle} onClose={() => setAsking(false)}>
          <p>{dayName(booking.day, lang)} {clock(booking.starts_at)} · {of(place.name)}</p>
          <Trouble problem={cancel.problem} />
          <Button kind="danger" busy={cancel.busy} onClick={() => void cancel.run().then((done) => { if (done) { setAsking(false); again() } })}>{w.booking.cancelDo}</Button>
          <Button kind="quiet" onClick={() => setAsking(false)}>{w.common.cancel}</Button>
        </Sheet>
      )}
      {routes && <Routes booking={booking} onClose={() => setRoutes(false)} />}
    </section>
  )
}

/** Links made of the coordinates alone: nothing is loaded from a map. */
function Routes({ booking, onClose }: { booking: Booking, onClose: () => void }) {
  const { w, of } = useWords()
  const { latitude: lat, longitude: lon } = booking.place
  const name = encodeURIComponent(of(booking.place.name))
  const where = lat && lon ? [
    [w.booking.mapGeo, `geo:${lat},${lon}?q=${lat},${lon}(${name})`],
    [w.booking.mapAmap, `https://uri.amap.com/marker?position=${lon},${lat}&name=${name}&coordinate=wgs84`],
    [w.booking.mapTencent, `https://apis.map.qq.com/uri/v1/marker?marker=coord:${lat},${lon};title:${name}&coord_type=1`],
    [w.booking.mapBaidu, `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${name}&content=${name}&coord_type=wgs84&output=html`],
  ] : []
  return (
    <Sheet title={w.booking.route} onClose={onClose}>
      <p>{of(booking.place.name)} · {booking.place.address || booking.place.district}</p>
      {where.map(([title, link]) => <a key={title} className="button plain" href={link} target="_blank" rel="noreferrer">{title}</a>)}
      <Button kind="quiet" onClick={onClose}>{w.common.close}</Button>
    </Sheet>
  )
}
