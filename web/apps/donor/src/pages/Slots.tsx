// When: days across, times down; then one look at everything, and it is booked.
import { get, post } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { useMe } from '../app/me.tsx'
import { Button, Nothing, Page, Sheet, Trouble, Waiting } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { clock, dayName, dayOf, weekday } from '../app/times.ts'
import { useWords } from '../app/words.ts'
import { isKind, type Kind } from './Choose.tsx'

const WEEK = 7
const later = (day: string, days: number) => dayOf(new Date(Date.parse(`${day}T12:00:00+08:00`) + days * 86_400_000))

export function Slots({ kind, site, moved }: { kind: string, site: string, moved?: string }) {
  const { w, lang, of } = useWords()
  const { me, again: readMe } = useMe()
  const wanted: Kind = isKind(kind) ? kind : 'whole_blood'
  const may = me?.verdicts.find((verdict) => verdict.kind === wanted)
  const [from, setFrom] = useState(() => {
    const today = dayOf(me?.as_of ?? new Date())
    return may && !may.may && may.from && may.from > today ? may.from : today
  })
  const { data, problem, loading, again } = useLoaded(`slots ${site} ${wanted} ${from}`,
    () => get('/api/recruit/own/sites/{id}/slots', { path: { id: site }, query: { kind: wanted, from, days: WEEK } }))
  const [picked, setPicked] = useState<string>()
  const [slot, setSlot] = useState<string>()
  const take = useAct(useCallback((key: string, at: string) => {
    const body = { site_id: site, kind: wanted, starts_at: at }
    return moved ? post('/api/recruit/own/bookings/{id}/rebook', { path: { id: moved }, body }, key) : post('/api/recruit/own/bookings', { body }, key)
  }, [site, wanted, moved]))
  const wait = useAct(useCallback((key: string, first: string) =>
    post('/api/recruit/own/waiting', { body: { site_id: site, kind: wanted, from: first, until: later(first, WEEK - 1) } }, key), [site, wanted]))
  const days = data?.days ?? []
  const free = (day: typeof days[number]) => day.may && day.slots.some((one) => one.left > 0)
  const day = days.find((one) => one.day === picked) ?? days.find(free) ?? days[0]
  const full = days.some((one) => one.may) && !days.some(free)
  const close = () => { setSlot(undefined); if (take.problem) { take.clear(); again() } }
  return (
    <Page title={w.book.when} back={moved ? `/move/${moved}/${wanted}` : `/book/${wanted}`}>
      {data && <p className="lead">{w.kinds[wanted]} · {of(data.place.name)}</p>}
      {!data && loading && <Waiting />}
      {!data && <Trouble problem={problem} again={again} />}
      {days.length > 0 && (
        <div className="days" role="group" aria-label={w.booking.day}>
          {days.map((one) => (
            <button key={one.day} type="button" className="day" aria-pressed={one.day === day?.day} data-free={free(one) || undefined} onClick={() => setPicked(one.day)}>
              <span>{weekday(one.day, lang)}</span><b>{Number(one.day.slice(8))}</b><small>{free(one) ? '·' : '—'}</small>
            </button>
          ))}
        </div>
      )}
      {day && <h2>{dayName(day.day, lang)}</h2>}
      {day && !day.may && day.why_not && <p className="notice">{of(day.why_not)}</p>}
      {day?.may && !free(day) && <Nothing title={w.book.closed} />}
      {day?.may && free(day) && (
        <ul className="times">{day.slots.map((one) => (
          <li key={one.starts_at}><button type="button" className="time" disabled={one.left === 0} onClick={() => setSlot(one.starts_at)}><b>{clock(one.starts_at)}</b><small>{one.left > 0 ? w.book.left(one.left) : w.book.none}</small></button></li>
        ))}</ul>
      )}
      {full && !moved && <><p className="hint">{w.book.waitHint}</p><Trouble problem={wait.problem} /><Button busy={wait.busy} onClick={() => void wait.run(from).then((done) => { if (done) go('/book') })}>{w.book.wait}</Button></>}
      {data && <Button kind="quiet" onClick={() => { setPicked(undefined); setFrom(later(from, WEEK)) }}>{w.book.moreDays}</Button>}
      {slot && data && (
        <Sheet title={w.book.check} onClose={close}>
          <dl className="facts">
            <dt>{w.book.at}</dt><dd><strong>{dayName(dayOf(slot), lang)} {clock(slot)}</strong></dd>
            <dt>{w.book.place}</dt><dd>{of(data.place.name)}<br /><small>{data.place.address || data.place.district}</small></dd>
            <dt>{w.book.kind}</dt><dd>{w.kinds[wanted]}</dd>
          </dl>
          <p className="hint">{w.book.bring}</p>
          <Trouble problem={take.problem} />
          {take.problem
            ? <Button kind="first" onClick={close}>{w.book.chooseOther}</Button>
            : <Button kind="first" busy={take.busy} onClick={() => void take.run(slot).then((done) => { if (done) { readMe(); go('/book') } })}>{w.book.do}</Button>}
          {!take.problem && <Button kind="quiet" onClick={close}>{w.common.cancel}</Button>}
        </Sheet>
      )}
    </Page>
  )
}
