// One trip: who goes along, what has come back, what people have to decide, and its end.
import { post, type Trip, type TripCase } from '@vena/api'
import { Button, Dialog, Facts, Field, Form, moment, NameToConfirm, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { TripState } from './Trips.tsx'
import './collect.css'

const reload = () => refresh('/api/collect/trips', '/api/collect/trip-cases')

function Pin({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/collect/trips/{id}/pin', { path: { id: trip.trip_id }, body: { pin: values.text('pin') } }, key), () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('trip.pin')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('trip.pinTitle')}>
        <Form action={action} submit={t('trip.pin')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="pin" label={t('trip.pinNew')} hint={t('trip.pinHow')} type="password" inputMode="numeric" required minLength={6} maxLength={12} autoComplete="off" autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Code({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<{ code: string; station_key: string } | null>(null)
  const action = useAction((values: Values, key) => post('/api/collect/trips/{id}/code', { path: { id: trip.trip_id }, body: { reason: values.text('reason') } }, key), setShown)
  const close = () => { setOpen(false); setShown(null) }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('trip.code')}</Button>
      <Dialog open={open} onClose={close} title={t('trip.codeTitle')}>
        <p>{t('trip.codeHow')}</p>
        {shown
          ? <><Facts items={[[t('trip.codeIs'), <strong key="code" className="number">{shown.code}</strong>], [t('trip.key'), <code key="key" style={{ overflowWrap: 'anywhere' }}>{shown.station_key}</code>]]} /><Button onClick={close}>{t('trip.ready')}</Button></>
          : <Form action={action} submit={t('trip.code')} extra={<Button kind="quiet" onClick={close}>{t('cancel')}</Button>}><Field name="reason" label={t('trip.why')} required minLength={2} maxLength={200} autoFocus /></Form>}
      </Dialog>
    </>
  )
}

function Close({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((_: Values, key) => post('/api/collect/trips/{id}/close', { path: { id: trip.trip_id } }, key), () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind={trip.vehicle_closed_at ? 'primary' : 'plain'} onClick={() => setOpen(true)}>{t('trip.close')}</Button>
      <NameToConfirm open={open} onClose={() => setOpen(false)} title={t('trip.closeTitle')} name={trip.site_name} action={action} submit={t('trip.close')}><p>{t('trip.closeHow')}</p></NameToConfirm>
    </>
  )
}

function Decide({ one }: { one: TripCase }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [decision, setDecision] = useState('')
  const ways = one.kind === 'number_used' ? ['renumber', 'discard', 'keep'] as const : one.unit_id ? ['lift', 'discard', 'keep'] as const : ['keep'] as const
  const chosen = decision || ways[0]
  const action = useAction(
    (values: Values, key) => post('/api/collect/trip-cases/{id}/propose', {
      path: { id: one.case_id },
      body: { decision: values.word<'lift' | 'discard' | 'keep' | 'renumber'>('decision'), reason: values.text('reason'), donation_number: values.text('donation_number') || null },
    }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button disabled={!one.can.propose.ok} onClick={() => setOpen(true)}>{t('trip.propose')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('trip.proposeTitle')}>
        <Form action={action} submit={t('trip.propose')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div onChange={(event) => event.target instanceof HTMLSelectElement && setDecision(event.target.value)}>
            <Field name="decision" label={t('trip.decision')} hint={t('trip.secondHow')} required options={ways.map((way) => ({ value: way, label: t(`trip.${way}`) }))} />
          </div>
          {chosen === 'renumber' && <Field name="donation_number" label={t('trip.newNumber')} required autoComplete="off" />}
          <Field name="reason" label={t('trip.reason')} required minLength={2} maxLength={500} />
        </Form>
      </Dialog>
    </>
  )
}

function Confirm({ one }: { one: TripCase }) {
  const { t } = useTranslation()
  const action = useAction((_: Values, key) => post('/api/collect/trip-cases/{id}/confirm', { path: { id: one.case_id } }, key), reload)
  return <Form action={action} submit={t('trip.confirm')} can={one.can.confirm}><span /></Form>
}

function Case({ one }: { one: TripCase }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const what = one.proposed ? t(`trip.${one.proposed}`) : ''
  const kind = one.kind as 'gave_elsewhere'
  return (
    <li>
      <p><StateWord tone={one.closed_at ? 'quiet' : 'danger'}>{t(`trip.${kind}`)}</StateWord> {one.donation_number && <Link className="number" to={`/collect/donations/${one.donation_id}`}>{one.donation_number}</Link>}{one.unit_id && !one.closed_at && <> · {t('trip.caseHold')}</>}</p>
      <p>{pick(one.reason)}</p>
      {one.closed_at && <p className="muted">{t('trip.decidedBy', { name: one.closed_by_name ?? '', what })} · {moment(one.closed_at)}</p>}
      {!one.closed_at && one.proposed && <><p>{t('trip.proposedBy', { name: one.proposed_by_name ?? '', what })} · {one.proposed_reason}</p><Confirm one={one} /></>}
      {!one.closed_at && !one.proposed && <Decide one={one} />}
    </li>
  )
}

function Cases({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const list = usePages('/api/collect/trip-cases', { query: { trip_id: trip.trip_id, limit: 50 } })
  const rows = list.rows ?? []
  return (
    <Panel title={t('trip.cases')}>
      {rows.length === 0 ? <p className="muted">{t('trip.casesNone')}</p> : <ul className="trip-cases">{rows.map((one) => <Case key={one.case_id} one={one} />)}</ul>}
    </Panel>
  )
}

function Clock({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const { duration } = useWords()
  const off = trip.clock_off_ms ?? 0
  if (Math.abs(off) < 5000) return null
  return <StateWord tone="warning">{t(off > 0 ? 'trip.clock' : 'trip.clockFast', { time: duration(Math.abs(off)) })}</StateWord>
}

function Detail({ trip }: { trip: Trip }) {
  const { t } = useTranslation()
  const [pin, code, close, cases] = [useMay('collect.trip.set_pin'), useMay('collect.trip.view_code'), useMay('collect.trip.close'), useMay('collect.trip_case.list')]
  const unused = trip.numbers - trip.numbers_used - trip.numbers_void
  const contact = trip.last_contact_at ? `${moment(trip.last_contact_at)} · ${trip.waiting > 0 ? t('trip.waiting', { n: trip.waiting }) : t('trip.entries', { n: trip.entries })}` : t('trip.never')
  return (
    <Page title={`${trip.site_name} · ${trip.day}`} aside={<TripState trip={trip} />} actions={!trip.closed_at && <>{pin && <Pin trip={trip} />}{code && <Code trip={trip} />}{close && <Close trip={trip} />}</>}>
      <p><Clock trip={trip} />{trip.broken_from && <StateWord tone="danger">{t('trip.broken', { n: trip.broken_from })}</StateWord>}</p>
      <Panel title={t('trip.counts')}>
        <Facts items={[
          [t('trip.visits'), String(trip.visits)], [t('trip.collected'), `${trip.collected} / ${trip.expected}`], [t('trip.tubes'), String(trip.tubes)],
          [t('trip.refused'), String(trip.refused)], [t('trip.failed'), String(trip.failed)], [t('trip.gone'), String(trip.gone)],
          [t('trip.numbers'), <span key="numbers">{trip.first_number} – {trip.last_number} · {t('trip.used')} {trip.numbers_used} · {t('trip.void')} {trip.numbers_void} · {t('trip.unused')} {unused}</span>],
          [t('trip.packageMade'), trip.package_made_at ? `${moment(trip.package_made_at)} · ${Math.ceil((trip.package_bytes ?? 0) / 1024)} kB` : t('trip.packageNone')],
          [t('trip.contact'), contact],
          [t('trip.vehicleClosed'), trip.vehicle_closed_at ? moment(trip.vehicle_closed_at) : '—'],
        ]} />
      </Panel>
      <Panel title={t('trip.crew')}>
        <Facts items={trip.crew.map((one) => [`${one.name} · ${t(one.duty === 'physician' ? 'trip.physician' : 'trip.nurses')}`, <StateWord key={one.user_id} tone={one.pin_set ? 'good' : 'warning'}>{t(one.pin_set ? 'trip.pinSet' : 'trip.pinMissing')}</StateWord>])} />
      </Panel>
      {cases && <Cases trip={trip} />}
      {trip.vehicle_closed_at && trip.waiting === 0 && <Papers kind="trip" id={trip.trip_id} />}
    </Page>
  )
}

export function Component() {
  const { id = '' } = useParams()
  const trip = useGet('/api/collect/trips/{id}', { path: { id } })
  return <Opened from={trip}>{(data) => <Detail trip={data} />}</Opened>
}
