import { useEffect, useRef, useState } from 'react'
import { Field, Page, useWish } from './parts.tsx'
import { call, clock, id, type Expected, type Row, type Session, type State } from './vehicle.ts'
import { useWords } from './words.ts'

interface Props { state: State, onArrive: (booked?: Expected) => void, onVisit: (visit: string) => void, onLook: () => Promise<void> }

/** Everybody on board, those who wait for something first, beside those who are expected. */
export function Board({ state, onArrive, onVisit, onLook }: Props) {
  const { t } = useWords()
  const closed = state.closed_at !== null
  const sub = `${state.day ?? ''} · ${t('numbers', { used: state.numbers_used, all: state.numbers })}`
  const foot = closed ? null : <><DayEnd onLook={onLook} /><button type="button" className="f-go" onClick={() => onArrive()}>{t('newDonor')}</button></>
  return (
    <Page title={closed ? t('dayClosed') : t('today')} sub={sub} foot={foot}>
      {state.sessions.length > 0 && <ul className="f-sessions">{state.sessions.map((session) => <li key={session.from}><Stand session={session} /></li>)}</ul>}
      {state.clock_jumps > 0 && <p className="f-note">{t('clock', { n: state.clock_jumps })}</p>}
      <div className="f-board">
        <section>
          <h2>{t('here')}</h2>
          {state.visits.length === 0 && <p className="f-muted">{t('nobody')}</p>}
          <ul className="f-list">{state.visits.map((row) => <li key={row.visit_id}><Person row={row} now={state.now} onVisit={onVisit} /></li>)}</ul>
        </section>
        <Booked expected={state.expected} closed={closed} onArrive={onArrive} />
      </div>
    </Page>
  )
}

function Stand({ session }: { session: Session }) {
  const { t } = useWords()
  return <><time>{clock(session.from)}–{clock(session.until)}</time> <b>{session.place}</b>{session.target > 0 && <span>{t('target', { n: session.target })}</span>}{session.group_only && <em>{t('groupOnly')}</em>}</>
}

/** Who has booked and is not here yet, by time. */
function Booked({ expected, closed, onArrive }: { expected: Expected[], closed: boolean, onArrive: (booked: Expected) => void }) {
  const { t } = useWords()
  const open = expected.filter(({ visit_id }) => visit_id === null)
  const none = expected.length === 0 ? t('expectedNobody') : open.length === 0 ? t('expectedAll') : null
  return (
    <section>
      <h2>{t('expected')}{expected.length > 0 && <small>{t('expectedCame', { came: expected.length - open.length, all: expected.length })}</small>}</h2>
      {none && <p className="f-muted">{none}</p>}
      <ul className="f-list">
        {open.map((row) => (
          <li key={row.booking_id}>
            <button type="button" className="f-booked" disabled={closed} onClick={() => onArrive(row)}>
              <time>{clock(row.at)}</time><b>{row.name_masked}</b><span>{row.group ?? row.code}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Person({ row, now, onVisit }: { row: Row, now: string | null, onVisit: (visit: string) => void }) {
  const { t } = useWords()
  return (
    <button type="button" className={`f-person f-${row.stage}`} onClick={() => onVisit(row.visit_id)}>
      <b>{row.name_masked}</b>
      <span className="f-number">{row.number}</span>
      {row.stage === 'started' && row.started_at && now && <Since at={row.started_at} now={now} />}
      <em>{t(row.resting ? 'resting' : row.stage)}</em>
    </button>
  )
}

/** How long since `at`, counted on from what the vehicle's clock showed: the tablet's own clock is not asked. */
export function Since({ at, now }: { at: string, now: string }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const read = performance.now()
    const before = Date.parse(now) - Date.parse(at)
    const tell = () => setSeconds(Math.max(0, Math.round((before + performance.now() - read) / 1000)))
    const timer = setInterval(tell, 500)
    const first = requestAnimationFrame(tell)
    return () => { clearInterval(timer); cancelAnimationFrame(first) }
  }, [at, now])
  return <time className="f-time">{Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}</time>
}

/** The end of the day, and labels that are spoiled. */
function DayEnd({ onLook }: { onLook: () => Promise<void> }) {
  const { t, say } = useWords()
  const { wish, busy, trouble } = useWish()
  const dialog = useRef<HTMLDialogElement>(null)
  const [number, setNumber] = useState('')
  const [reason, setReason] = useState('')
  const close = () => void wish(async () => { await call('close', { entry_id: id() }); dialog.current?.close(); await onLook() })
  const spoil = () => void wish(async () => {
    await call('voids', { entry_id: id(), donation_number: number, reason })
    setNumber('')
    setReason('')
    await onLook()
  })
  return (
    <>
      <button type="button" className="f-plain" onClick={() => dialog.current?.showModal()}>{t('closeDay')}…</button>
      <dialog ref={dialog} className="f-dialog" aria-label={t('closeDay')}>
        <h2>{t('voidLabel')}</h2>
        <Field label={t('scanRecord')} name="void_number" value={number} onChange={setNumber} />
        <Field label={t('why')} name="void_reason" value={reason} onChange={setReason} />
        <button type="button" className="f-plain" disabled={busy || !number || !reason} onClick={spoil}>{t('keep')}</button>
        <h2>{t('closeDay')}</h2>
        <p>{t('closeHow')}</p>
        {trouble && <p role="alert" className="f-trouble">{say(trouble)}</p>}
        <div className="f-foot">
          <button type="button" className="f-plain" onClick={() => dialog.current?.close()}>{t('back')}</button>
          <button type="button" className="f-go" disabled={busy} onClick={close}>{t('closeDay')}</button>
        </div>
      </dialog>
    </>
  )
}
