import { post, type Answer } from '@vena/api'
import { Button, Dialog, Facts, Field, Form, moment, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { hoursOf } from './hours.ts'
import { SiteCloseDay } from './SiteCloseDay.tsx'
import { SiteSwitches } from './SiteSwitches.tsx'
import { Back, CancelStop, CasesLink, ChairsOut, MachineOut } from './SiteTakeOut.tsx'
import './bookings.css'

type Site = Answer<'/api/recruit/sites/{id}', 'get'>
const again = () => refresh('/api/recruit')
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

const shown = (hours: { opens: string; closes: string }[]) => hours.map((one) => `${one.opens}-${one.closes}`).join(' ')

function Edit({ site }: { site: Site }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const save = useAction((values: Values, key) => {
    const week = WEEK.map((weekday) => ({ weekday, hours: hoursOf(values.text(`week.${weekday}`)) })).filter((one) => one.hours.length > 0)
    const body = { version: site.version, address: values.text('address'), beds: Number(values.text('beds')), staff: Number(values.text('staff')), week }
    return post('/api/recruit/sites/{id}', { path: { id: site.site.site_id }, body }, key)
  }, () => {
    setOpen(false)
    again()
  })
  const hours = (weekday: number) => shown(site.week.find((one) => one.weekday === weekday)?.hours ?? [])
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('booking.editSite')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.editSite')}>
        <Form action={save} submit={t('booking.save')}>
          <Field name="address" label={t('booking.address')} required maxLength={200} defaultValue={site.address} />
          <div className="form-grid">
            <Field name="beds" label={t('booking.beds')} required inputMode="numeric" defaultValue={String(site.beds)} />
            <Field name="staff" label={t('booking.staff')} required inputMode="numeric" defaultValue={String(site.staff)} />
          </div>
          {site.kind === 'house' && <p className="muted">{t('booking.breakHow')}</p>}
          {site.kind === 'house' && <div className="form-grid">{WEEK.map((weekday) => <Field key={weekday} name={`week.${weekday}`} label={t(`booking.weekdays.d${weekday}`)} defaultValue={hours(weekday)} />)}</div>}
        </Form>
      </Dialog>
    </>
  )
}

function Changed({ site }: { site: Site }) {
  const { t } = useTranslation()
  const may = useMay('recruit.site.clear_day')
  const clear = useAction(({ day }: { day: string }, key) => post('/api/recruit/sites/{id}/days/{day}/clear', { path: { id: site.site.site_id, day } }, key), again)
  const word = (kind: string) => t(kind === 'closed' ? 'booking.closed' : kind === 'moved' ? 'booking.moved' : 'booking.changedHours')
  return (
    <Panel title={t('booking.changedDays')} aside={<SiteCloseDay site={site.site.site_id} />}>
      {clear.problem && <ProblemBox problem={clear.problem} />}
      {site.changed_days.length === 0 ? <p className="muted">{t('booking.noChanged')}</p> : (
        <ul className="plain-list">
          {site.changed_days.map((one) => (
            <li key={one.day} className="row">
              <b>{one.day}</b><span>{word(one.kind)} {shown(one.hours)} {one.place}</span><small className="muted">{one.reason}</small>
              {may && <Button kind="quiet" busy={clear.pending} onClick={() => void clear.run({ day: one.day })}>{t('booking.reopen')}</Button>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Machines({ site }: { site: Site }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const may = useMay('recruit.machine.create')
  const kinds = ['apheresis_platelets', 'apheresis_plasma'] as const
  const create = useAction((values: Values, key) => post('/api/recruit/sites/{id}/machines', { path: { id: site.site.site_id }, body: { name: values.text('name'), kinds: [...kinds] } }, key), () => {
    setOpen(false)
    again()
  })
  return (
    <Panel title={t('booking.machines')} aside={may && <Button onClick={() => setOpen(true)}>{t('booking.addMachine')}</Button>}>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.addMachine')}><Form action={create} submit={t('booking.save')}><Field name="name" label={t('booking.machineName')} required maxLength={60} /></Form></Dialog>
      {site.machines.length === 0 ? <p className="muted">{t('booking.none')}</p> : (
        <ul className="plain-list">
          {site.machines.map((machine) => (
            <li key={machine.machine_id} className="row">
              <b>{machine.name}</b><span>{machine.kinds.map((kind) => t(`booking.kind.${kind}` as 'booking.kind.whole_blood')).join('、')}</span>
              {machine.out.map((out) => <span key={out.out_id} className="row"><small className="muted">{t('booking.outFrom')} {moment(out.from_at)} {t('booking.outUntil')} {moment(out.until_at)} {out.reason}</small><Back what="machine" id={out.out_id} /></span>)}
              <MachineOut machine={machine} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Stops({ site }: { site: Site }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const may = useMay('recruit.stop.create')
  const create = useAction((values: Values, key) => {
    const number = (name: string) => Number(values.text(name))
    const point = (name: string) => (values.text(name) ? number(name) : undefined)
    const [hours = { opens: '', closes: '' }] = hoursOf(values.text('hours'))
    const body = { day: values.text('day'), hours, place: values.text('place'), district: values.text('district'), latitude: point('latitude'), longitude: point('longitude'), beds: number('beds'), staff: number('staff'), target: number('target') }
    return post('/api/recruit/sites/{id}/stops', { path: { id: site.site.site_id }, body }, key)
  }, () => {
    setOpen(false)
    again()
  })
  return (
    <Panel title={t('booking.stops')} aside={may && <Button onClick={() => setOpen(true)}>{t('booking.addStop')}</Button>}>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.addStop')}>
        <Form action={create} submit={t('booking.save')}>
          <div className="form-grid">
            <Field name="day" label={t('booking.day')} type="date" required />
            <Field name="hours" label={t('booking.hours')} required placeholder="09:00-16:00" />
            <Field name="place" label={t('booking.place')} required maxLength={200} />
            <Field name="district" label={t('booking.district')} required maxLength={60} />
            <Field name="latitude" label={t('booking.latitude')} inputMode="decimal" />
            <Field name="longitude" label={t('booking.longitude')} inputMode="decimal" />
            <Field name="beds" label={t('booking.beds')} required inputMode="numeric" defaultValue="4" />
            <Field name="staff" label={t('booking.staff')} required inputMode="numeric" defaultValue="4" />
            <Field name="target" label={t('booking.target')} required inputMode="numeric" defaultValue="40" />
          </div>
        </Form>
      </Dialog>
      <ul className="plain-list">
        {site.stops.slice(0, 30).map((stop) => (
          <li key={stop.stop_id} className="row"><b>{stop.day}</b><span>{stop.hours.opens}–{stop.hours.closes}</span><span>{stop.district} {stop.place}</span><small className="muted">{t('booking.target')} {stop.target}{stop.group_only && ` · ${t('booking.groupOnly')}`}</small><CancelStop stop={stop} /></li>
        ))}
      </ul>
    </Panel>
  )
}

function Chairs({ site }: { site: Site }) {
  const { t } = useTranslation()
  const may = useMay('recruit.booking_case.list')
  const cases = useGet('/api/recruit/booking-cases', {}, may)
  const here = (cases.data ?? []).filter((one) => one.booking.site.site_id === site.site.site_id).length
  return (
    <Panel title={t('booking.chairsOutTitle')} aside={<ChairsOut site={site} />}>
      {here > 0 && <CasesLink n={here} />}
      {site.chairs_out.length === 0 ? <p className="muted">{t('booking.noChairsOut')}</p> : (
        <ul className="plain-list">
          {site.chairs_out.map((out) => <li key={out.out_id} className="row"><b>{t('booking.chairsOf', { n: out.chairs })}</b><span>{moment(out.from_at)} – {moment(out.until_at)}</span><small className="muted">{out.reason}</small><Back what="chair" id={out.out_id} /></li>)}
        </ul>
      )}
    </Panel>
  )
}

function Shown({ site }: { site: Site }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('recruit.site.set')
  const week = WEEK.map((weekday): [string, string] => [t(`booking.weekdays.d${weekday}`), shown(site.week.find((one) => one.weekday === weekday)?.hours ?? []) || t('booking.closedDay')])
  return (
    <Page title={pick(site.site.name)} actions={may && <Edit key={site.version} site={site} />}>
      <Panel><Facts items={[[t('booking.address'), `${site.district} ${site.address}`], [t('booking.beds'), site.beds], [t('booking.staff'), site.staff]]} /></Panel>
      {site.kind === 'house' && <Panel title={t('booking.week')}><Facts items={week} /></Panel>}
      {site.kind === 'vehicle' && <Stops site={site} />}
      <Changed site={site} />
      <Chairs site={site} />
      {site.kind === 'house' && <Machines site={site} />}
      <SiteSwitches site={site.site.site_id} />
    </Page>
  )
}

/** A site with everything that decides about its places. */
export function Component() {
  const { id = '' } = useParams()
  const site = useGet('/api/recruit/sites/{id}', { path: { id } })
  return <Opened from={site}>{(found) => <Shown site={found} />}</Opened>
}
