import { post, type Answer } from '@vena/api'
import { Button, clock, Dialog, Field, Form, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { hoursOf } from './hours.ts'

type Change = Answer<'/api/recruit/sites/{id}/days', 'post'>
const KINDS = ['closed', 'hours', 'moved'] as const

export function Hits({ change, title }: { change: Change; title?: string }) {
  const { t } = useTranslation()
  return (
    <div className="notice notice-warning" role="status">
      <b>{change.hits.length ? (title ?? t('booking.hits', { n: change.hits.length })) : t('booking.noHits')}</b>
      <ul className="plain-list">{change.hits.map((hit) => <li key={hit.booking_id} className="row"><b>{clock(hit.starts_at)}</b><span>{hit.donor_name_masked ?? hit.group}</span><span className="number">{hit.code}</span></li>)}</ul>
      {change.groups_to_call.length > 0 && <p>{t('booking.callGroups', { names: change.groups_to_call.join('、') })}</p>}
    </div>
  )
}

/** Closes or changes a day: first whom it hits, then the deed and the telling of each. */
export function SiteCloseDay({ site }: { site: string }) {
  const { t } = useTranslation()
  const may = useMay('recruit.site.set_day')
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<(typeof KINDS)[number]>('closed')
  const [seen, setSeen] = useState<Change | null>(null)
  const action = useAction((values: Values, key) => {
    const body = { day: values.text('day'), kind, hours: kind === 'closed' ? [] : hoursOf(values.text('hours')), place: values.maybe('place'), reason: values.text('reason'), preview: seen === null, hits_seen: seen?.hits.length ?? 0 }
    return post('/api/recruit/sites/{id}/days', { path: { id: site }, body }, key)
  }, (change) => {
    if (!change.done) return setSeen(change)
    setOpen(false)
    setSeen(null)
    refresh('/api/recruit')
  })
  if (!may) return null
  const stale = () => setSeen(null)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('booking.closeDay')}</Button>
      <Dialog open={open} onClose={() => { setOpen(false); setSeen(null) }} title={t('booking.closeDay')}>
        <Form action={action} submit={seen ? t('booking.apply', { n: seen.hits.length }) : t('booking.look')} kind={seen ? 'danger' : 'primary'}>
          <p className="muted">{t('booking.closeDayHow')}</p>
          <Field name="day" label={t('booking.day')} type="date" required onChange={stale} />
          <Field name="kind" label={t('booking.what')} required value={kind} options={KINDS.map((value) => ({ value, label: t(value === 'hours' ? 'booking.changedHours' : `booking.${value}`) }))} onChange={(e) => { setKind(KINDS.find((one) => one === e.currentTarget.value) ?? 'closed'); stale() }} />
          {kind !== 'closed' && <Field name="hours" label={t('booking.hours')} required placeholder="09:00-12:00 13:00-16:00" onChange={stale} />}
          {kind === 'moved' && <Field name="place" label={t('booking.movedTo')} required maxLength={200} />}
          <Field name="reason" label={t('booking.why')} required maxLength={200} />
          {seen && <Hits change={seen} />}
        </Form>
      </Dialog>
    </>
  )
}
