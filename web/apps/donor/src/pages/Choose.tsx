// The first page: the booking that stands, or what may be given from when on.
import type { Two } from '../app/words.ts'
import { get, post } from '@vena/api'
import { useCallback } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { useMe, type Me } from '../app/me.tsx'
import { Button, Page, Row, Trouble } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { useWords } from '../app/words.ts'
import { BookingCard } from './BookingCard.tsx'
import { TakenBack } from './TakenBack.tsx'

const KINDS = ['whole_blood', 'apheresis_platelets', 'apheresis_plasma'] as const
export type Kind = typeof KINDS[number]
export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text)

export function Choose() {
  const { w } = useWords()
  const { me, offline } = useMe()
  if (!me) return null
  const open = me.bookings
  return (
    <Page title={open.length ? w.book.yours : w.book.title}>
      {open.map((booking) => <BookingCard key={booking.booking_id} booking={booking} />)}
      {me.taken_back && <TakenBack booking={me.taken_back} />}
      {open.length === 0 && <h2>{w.book.what}</h2>}
      {open.length > 0 && <h2>{w.me.rules}</h2>}
      <ul className="list big">{me.verdicts.map((verdict) => <OneKind key={verdict.kind} verdict={verdict} open={open.length === 0 && !offline} />)}</ul>
      {open.length > 0 && <p className="hint">{w.book.another}</p>}
      {!offline && <Waits />}
    </Page>
  )
}

/** Where the donor waits for a place. */
function Waits() {
  const { w, of } = useWords()
  const { data, again } = useLoaded('waiting', () => get('/api/recruit/own/waiting'))
  const leave = useAct(useCallback((key: string, id: string) => post('/api/recruit/own/waiting/{id}/leave', { path: { id } }, key), []))
  if (!data?.length) return null
  return (
    <section>
      <h2>{w.book.waits}</h2>
      <Trouble problem={leave.problem} />
      <ul className="list">{data.map((one) => (
        <Row key={one.waiting_id} title={`${of(one.kind_title)} · ${of(one.site.name)}`} detail={`${one.from_day} – ${one.until_day}`}
          end={<Button kind="quiet" busy={leave.busy} onClick={() => void leave.run(one.waiting_id).then((done) => { if (done) again() })}>{w.book.leave}</Button>} />
      ))}</ul>
    </section>
  )
}

function OneKind({ verdict, open }: { verdict: Me['verdicts'][number], open: boolean }) {
  const { w, of } = useWords()
  const kind = verdict.kind as Kind
  const said = verdict.may ? <span className="good">{w.book.may}</span> : <span className="later">{verdict.from ? w.book.from(verdict.from) : w.book.never}</span>
  const bookable = open && (verdict.may || Boolean(verdict.from))
  return (
    <>
      <Row title={w.kinds[kind]} detail={<>{said} · {w.kindHint[kind]}</>} onClick={bookable ? () => go(`/book/${kind}`) : undefined} />
      {verdict.lines.length > 0 && (
        <li className="why"><details><summary>{w.book.why}</summary>{verdict.lines.map((line) => <p key={line.rule}>{of(line.reason as Two)} <small>{line.clause}</small></p>)}</details></li>
      )}
    </>
  )
}
