// Bookings that are one too many because chairs or a machine are out of use: each is moved, cancelled, or kept all the same.
import { post, type Answer } from '@vena/api'
import { Button, Dialog, EmptyState, Field, Form, moment, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { SlotKeys, useCollectionSites } from './BookingParts.tsx'
import './bookings.css'

type Case = Answer<'/api/recruit/booking-cases', 'get'>[number]
const again = () => refresh('/api/recruit')

function Move({ one }: { one: Case }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const sites = useCollectionSites()
  const [open, setOpen] = useState(false)
  const [site, setSite] = useState(one.booking.site.site_id)
  const [day, setDay] = useState(one.booking.day)
  const [at, setAt] = useState('')
  const action = useAction((values: Values, key) => post('/api/recruit/booking-cases/{id}/decide', { path: { id: one.case_id }, body: { decision: 'move', site_id: site, starts_at: at, reason: values.text('reason') } }, key), () => {
    setOpen(false)
    again()
  })
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('booking.rebook')}…</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${one.booking.donor_name_masked ?? one.booking.group ?? ''} · ${t('booking.rebook')}`}>
        <Form action={action} submit={t('booking.moveAndTell')} can={at ? undefined : { ok: false }}>
          {one.elsewhere.length > 0 && (
            <div className="slot-keys near-keys" role="group" aria-label={t('booking.nearby')}>
              {one.elsewhere.map((other) => (
                <button key={other.site.site_id} type="button" className="slot-key" aria-pressed={at === other.starts_at && site === other.site.site_id} onClick={() => { setSite(other.site.site_id); setDay(moment(other.starts_at).slice(0, 10)); setAt(other.starts_at) }}>
                  <b>{pick(other.site.name)}</b><small>{moment(other.starts_at)}{other.distance_m != null && ` · ${(other.distance_m / 1000).toFixed(1)} km`}</small>
                </button>
              ))}
            </div>
          )}
          <div className="form-grid">
            <Field name="site_id" label={t('booking.site')} value={site} options={sites.map((other) => ({ value: other.site.site_id, label: pick(other.site.name) }))} onChange={(e) => { setSite(e.currentTarget.value); setAt('') }} />
            <Field name="day" label={t('booking.day')} type="date" value={day} onChange={(e) => { setDay(e.currentTarget.value); setAt('') }} />
          </div>
          <SlotKeys site={site} kind={one.booking.kind} day={day} chosen={at} onChoose={setAt} />
          <Field name="reason" label={t('booking.whyShort')} required minLength={2} maxLength={200} defaultValue={one.reason} />
        </Form>
      </Dialog>
    </>
  )
}

function End({ one, decision }: { one: Case; decision: 'cancel' | 'keep' }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const title = t(decision === 'cancel' ? 'booking.cancel' : 'booking.keepPlace')
  const action = useAction((values: Values, key) => post('/api/recruit/booking-cases/{id}/decide', { path: { id: one.case_id }, body: { decision, reason: values.text('reason') } }, key), () => {
    setOpen(false)
    again()
  })
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>{title}…</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <Form action={action} submit={t(decision === 'cancel' ? 'booking.cancelAndTell' : 'booking.keepPlace')} kind={decision === 'cancel' ? 'danger' : 'primary'}>
          <p className="muted">{t(decision === 'cancel' ? 'booking.cancelCaseHow' : 'booking.keepHow')}</p>
          <Field name="reason" label={t(decision === 'cancel' ? 'booking.why' : 'booking.whyShort')} required minLength={2} maxLength={200} defaultValue={decision === 'cancel' ? one.reason : ''} />
        </Form>
      </Dialog>
    </>
  )
}

export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const cases = useGet('/api/recruit/booking-cases')
  const may = useMay('recruit.booking_case.decide')
  const rows = cases.data ?? []
  return (
    <Page title={t('booking.cases')} aside={<small className="muted">{t('booking.casesHow')}</small>}>
      {cases.problem && <ProblemBox problem={cases.problem} onRetry={cases.reload} />}
      {cases.data && rows.length === 0 && <EmptyState glyph="约" title={t('booking.noCases')} />}
      {rows.map((one) => (
        <Panel key={one.case_id} title={`${moment(one.booking.starts_at)} · ${pick(one.booking.site.name)}`}>
          <p className="row">
            <Link to={`/recruit/bookings/${one.booking.booking_id}`}><b>{one.booking.donor_name_masked ?? one.booking.group ?? '—'}</b></Link>
            <span className="number">{one.booking.code}</span><span>{pick(one.booking.kind_title)}</span>
          </p>
          <p className="muted">{one.machine == null ? t('booking.caseWhy', { n: one.chairs, why: one.reason, name: one.opened_by_name }) : t('booking.caseMachine', { machine: one.machine, why: one.reason, name: one.opened_by_name })}</p>
          {may && <p className="row">{one.booking.donor_id && <Move one={one} />}<End one={one} decision="cancel" /><End one={one} decision="keep" /></p>}
        </Panel>
      ))}
    </Page>
  )
}
