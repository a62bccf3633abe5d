import { post, type Visit, type VisitState } from '@vena/api'
import { Button, EmptyState, Field, Form, Page, Panel, ProblemBox, useAction, useWords } from '@vena/ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useParams } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { VisitSigns } from './QueueSigns.tsx'
import './queue.css'

const COLUMNS = ['arrived', 'asked', 'checked', 'decided', 'seated', 'resting'] as const satisfies readonly VisitState[]
const CALLED_IN: ReadonlySet<VisitState> = new Set<VisitState>(['arrived', 'asked', 'checked', 'decided'])
const PLACE = 'vena.queue.place'
const MINUTE = 60_000
const VISITS = '/api/collect/visits'

/** The time, once a minute, for how long somebody has waited. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2)
    return () => clearInterval(timer)
  }, [])
  return now
}

const reload = () => refresh(VISITS)

/** At the door: a code, a document, or nothing. */
function Door() {
  const { t } = useTranslation()
  const [ticket, setTicket] = useState('')
  const [run, setRun] = useState(0)
  const arrive = useAction(
    (values: { text: (name: string) => string }, key) => {
      const who = values.text('who').trim()
      const gate = Number.parseFloat(values.text('gate'))
      const isDocument = who.length > 10
      const body = { ...(who && (isDocument ? { document_number: who } : { booking_code: who })), ...(Number.isFinite(gate) && { gate_temperature_c: gate }) }
      return post(VISITS, { body }, key)
    },
    (visit) => {
      setTicket(visit.ticket)
      setRun((before) => before + 1)
      reload()
    },
  )
  return (
    <Panel title={t('visit.arrive')} className="queue-door">
      <Form key={run} action={arrive} submit={t('visit.take')}>
        <div className="queue-door-fields">
          <Field name="who" label={t('visit.scan')} hint={t('visit.arriveHow')} maxLength={40} autoComplete="off" autoFocus />
          <Field name="gate" label={t('visit.gateC')} unit="°C" inputMode="decimal" maxLength={5} autoComplete="off" />
        </div>
        {ticket && <p className="queue-out" role="status">{t('visit.ticketOut', { ticket })}</p>}
      </Form>
    </Panel>
  )
}

/** One person who is there. */
function Card({ visit, place, now, current }: { visit: Visit; place: string; now: number; current: boolean }) {
  const { t } = useTranslation()
  const { duration } = useWords()
  const may = useMay('collect.visit.call')
  const call = useAction((_: object, key) => post('/api/collect/visits/{id}/call', { path: { id: visit.visit_id }, body: { place } }, key), reload)
  const pass = useAction((_: object, key) => post('/api/collect/visits/{id}/pass', { path: { id: visit.visit_id } }, key), reload)
  const waited = Math.max(MINUTE, now - new Date(visit.state === 'arrived' ? visit.arrived_at : visit.since).getTime())
  const problem = call.problem ?? pass.problem
  return (
    <li className={`queue-card${visit.called_at ? ' queue-called' : ''}${current ? ' queue-current' : ''}`}>
      <Link to={`/collect/queue/${visit.visit_id}`}><b>{visit.ticket}</b><span>{visit.donor_name_masked ?? t('visit.nameless')}</span><small>{duration(waited)}</small></Link>
      <VisitSigns visit={visit} />
      {may && CALLED_IN.has(visit.state) && !visit.refused && (
        <p className="queue-acts">
          <Button busy={call.pending} onClick={() => void call.run({})} disabled={!place}>{t(visit.called_at ? 'visit.recall' : 'visit.callHere')}</Button>
          {visit.called_at && <Button kind="quiet" busy={pass.pending} onClick={() => void pass.run({})}>{t('visit.pass')}</Button>}
        </p>
      )}
      {problem && <ProblemBox problem={problem} />}
    </li>
  )
}

/** Everybody in one state, whose turn comes first. */
function Column({ state, visits, place, now, current }: { state: VisitState; visits: Visit[]; place: string; now: number; current: string | undefined }) {
  const { t } = useTranslation()
  const may = useMay('collect.visit.call_next')
  const next = useAction((_: object, key) => post('/api/collect/visits/next', { body: { waits_in: state, place } }, key), reload)
  const free = visits.some((visit) => !visit.called_at && !visit.refused)
  return (
    <section className="queue-column" aria-label={t(`visit.${state}`)}>
      <header><h2>{t(`visit.${state}`)}</h2><span className="queue-count">{visits.length}</span></header>
      {may && CALLED_IN.has(state) && <Button kind={free ? 'primary' : 'plain'} busy={next.pending} disabled={!place || !free} onClick={() => void next.run({})}>{t('visit.next')}</Button>}
      {next.problem && <ProblemBox problem={next.problem} />}
      {visits.length === 0 ? <p className="muted">{t('visit.nobody')}</p> : <ol>{visits.map((visit) => <Card key={visit.visit_id} visit={visit} place={place} now={now} current={visit.visit_id === current} />)}</ol>}
    </section>
  )
}

/** Where this desk calls people to; it stays the same all day. */
function usePlace(): [string, (place: string) => void] {
  const [place, setPlace] = useState(() => localStorage.getItem(PLACE) ?? '')
  return [place, (typed) => {
    localStorage.setItem(PLACE, typed)
    setPlace(typed)
  }]
}

/** The queue of the own place: who waits for what, since when. */
export function Component() {
  const { t } = useTranslation()
  const { id } = useParams()
  const [place, setPlace] = usePlace()
  const now = useMinute()
  const list = useGet('/api/collect/visits', { query: { all: true } })
  const mayArrive = useMay('collect.visit.create')
  const visits = list.data ?? []
  const here = visits.filter((visit) => visit.state !== 'left')
  return (
    <Page
      title={t('job.queue')} aside={<span>{t('visit.total', { n: here.length })} · {t('visit.ended', { n: visits.length - here.length })}</span>}
      actions={<label className="queue-place">{t('visit.placeLabel')}<input value={place} maxLength={30} placeholder={t('visit.placeHow')} onChange={(event) => setPlace(event.currentTarget.value)} /></label>}
    >
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {mayArrive && <Door />}
      {list.data && visits.length === 0 && <EmptyState glyph="采" title={t('visit.empty')}><p>{t('visit.emptyHow')}</p></EmptyState>}
      <div className={id ? 'queue-split' : ''}>
        <div className="queue-columns">
          {COLUMNS.map((state) => <Column key={state} state={state} visits={here.filter((visit) => visit.state === state)} place={place.trim()} now={now} current={id} />)}
        </div>
        <Outlet />
      </div>
    </Page>
  )
}
