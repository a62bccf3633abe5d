// What takes places away for a time: a stop that is cancelled, a machine or chairs out of use. First whom it hits, then the deed.
import { post, type Answer } from '@vena/api'
import { Button, Dialog, Field, Form, inCityTime, localInput, useAction, useNow, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Hits } from './SiteCloseDay.tsx'

type Change = Answer<'/api/recruit/sites/{id}/days', 'post'>
interface Sight { preview: boolean; hits_seen: number }
type Site = Answer<'/api/recruit/sites/{id}', 'get'>

interface TakeOutProps {
  title: string
  how: string
  /** The button that does it, once `n` bookings were seen. */
  submit: (n: number) => string
  send: (values: Values, sight: Sight, key: string) => Promise<Change>
  /** What the bookings that were found are, when they are not cancelled. */
  found?: (n: number) => string
  quiet?: boolean
  children: (stale: () => void) => ReactNode
}

function TakeOut({ title, how, submit, send, found, quiet, children }: TakeOutProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState<Change | null>(null)
  const close = () => { setOpen(false); setSeen(null) }
  const action = useAction((values: Values, key) => send(values, { preview: seen === null, hits_seen: seen?.hits.length ?? 0 }, key), (change) => {
    if (!change.done) return setSeen(change)
    close()
    refresh('/api/recruit')
  })
  const stale = () => setSeen(null)
  return (
    <>
      <Button {...(quiet && { kind: 'quiet' as const })} onClick={() => setOpen(true)}>{title}</Button>
      <Dialog open={open} onClose={close} title={title}>
        <Form action={action} submit={seen ? submit(seen.hits.length) : t('booking.look')} kind={seen ? 'danger' : 'primary'}>
          <p className="muted">{how}</p>
          {children(stale)}
          <Field name="reason" label={t('booking.why')} required minLength={2} maxLength={200} />
          {seen && <Hits change={seen} {...(found && { title: found(seen.hits.length) })} />}
        </Form>
      </Dialog>
    </>
  )
}

function Between({ stale }: { stale: () => void }) {
  const { t } = useTranslation()
  const [now] = useState(useNow(60_000))
  return (
    <div className="form-grid">
      <Field name="from_at" label={t('booking.outFrom')} type="datetime-local" required defaultValue={localInput(now)} onChange={stale} />
      <Field name="until_at" label={t('booking.outTo')} type="datetime-local" required onChange={stale} />
    </div>
  )
}

const between = (values: Values) => ({ from_at: inCityTime(values.text('from_at')), until_at: inCityTime(values.text('until_at')), reason: values.text('reason') })

/** A stop that is cancelled: each donor is told and offered the nearest other places. */
export function CancelStop({ stop }: { stop: Site['stops'][number] }) {
  const { t } = useTranslation()
  if (!useMay('recruit.stop.cancel')) return null
  return (
    <TakeOut title={t('booking.cancelStop')} how={`${stop.day} ${stop.hours.opens}–${stop.hours.closes} ${stop.place} · ${t('booking.cancelStopHow')}`} submit={(n) => t('booking.apply', { n })} quiet
      send={(values, sight, key) => post('/api/recruit/stops/{id}/cancel', { path: { id: stop.stop_id }, body: { reason: values.text('reason'), ...sight } }, key)}>{() => null}</TakeOut>
  )
}

/** A machine out of use: its bookings become cases. */
export function MachineOut({ machine }: { machine: Site['machines'][number] }) {
  const { t } = useTranslation()
  if (!useMay('recruit.machine.set_out')) return null
  return (
    <TakeOut title={t('booking.machineOut')} how={`${machine.name} · ${t('booking.machineOutHow')}`} submit={(n) => t('booking.applyCases', { n })} found={(n) => t('booking.tooMany', { n })} quiet
      send={(values, sight, key) => post('/api/recruit/machines/{id}/out', { path: { id: machine.machine_id }, body: { ...between(values), ...sight } }, key)}>{(stale) => <Between stale={stale} />}</TakeOut>
  )
}

/** Chairs out of use: bookings that are then one too many become cases. */
export function ChairsOut({ site }: { site: Site }) {
  const { t } = useTranslation()
  if (!useMay('recruit.chair.set_out')) return null
  return (
    <TakeOut title={t('booking.chairsOut')} how={t('booking.chairsOutHow')} submit={(n) => t('booking.applyCases', { n })} found={(n) => t('booking.tooMany', { n })}
      send={(values, sight, key) => post('/api/recruit/sites/{id}/chairs-out', { path: { id: site.site.site_id }, body: { chairs: Number(values.text('chairs')), ...between(values), ...sight } }, key)}>
      {(stale) => <><Field name="chairs" label={t('booking.chairsHowMany', { n: site.beds })} required inputMode="numeric" defaultValue="1" onChange={stale} /><Between stale={stale} /></>}
    </TakeOut>
  )
}

/** Chairs or a machine that are back before their time. */
export function Back({ what, id }: { what: 'chair' | 'machine'; id: string }) {
  const { t } = useTranslation()
  const may = useMay(`recruit.${what}.back`)
  if (!may) return null
  const path = what === 'chair' ? '/api/recruit/chairs-out/{id}/back' as const : '/api/recruit/machines-out/{id}/back' as const
  return <AskWhy label={t('booking.back')} how={t('booking.backHow')} perform={(values, key) => post(path, { path: { id }, body: { reason: values.text('reason') } }, key)} onDone={() => refresh('/api/recruit')} />
}

/** The way to the bookings that are one too many. */
export function CasesLink({ n }: { n: number }) {
  const { t } = useTranslation()
  return <Link className="notice notice-warning" to="/recruit/booking-cases">{t('booking.casesWait', { n })}</Link>
}
