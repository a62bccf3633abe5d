import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'

const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** A vehicle, a day, a roll of labels, and who goes along. */
export function Component() {
  const { t } = useTranslation()
  const sites = useGet('/api/sites', {})
  const [site, setSite] = useState('')
  return (
    <Opened from={sites}>
      {(data) => {
        const vehicles = data.filter((one) => one.kind === 'vehicle')
        const chosen = site || vehicles[0]?.site_id || ''
        return (
          <Page title={t('trip.newTitle')}>
            <Panel>
              <label className="field" style={{ marginBottom: 16 }}><span>{t('trip.vehicle')}</span>
                <select name="site_id" value={chosen} onChange={(event) => setSite(event.target.value)}>{vehicles.map((one) => <option key={one.site_id} value={one.site_id}>{one.name}</option>)}</select>
              </label>
              {chosen && <Plan key={chosen} site={chosen} />}
            </Panel>
          </Page>
        )
      }}
    </Opened>
  )
}

function Plan({ site }: { site: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const staff = useGet('/api/collect/trips/staff', { query: { site_id: site } })
  const action = useAction(
    (values: Values, key) => post('/api/collect/trips', {
      body: {
        site_id: site, day: values.text('day'), expected: Number(values.text('expected')), first_number: values.text('first_number'), numbers: Number(values.text('numbers')),
        crew: [
          { user_id: values.text('physician'), duty: 'physician' as const },
          ...[values.text('nurse'), values.text('nurse_two')].filter((user) => user && user !== values.text('physician')).map((user_id) => ({ user_id, duty: 'nurse' as const })),
        ],
      },
    }, key),
    (trip) => {
      refresh('/api/collect/trips')
      void navigate(`/collect/trips/${trip.trip_id}`)
    },
  )
  return (
    <Opened from={staff}>
      {(people) => {
        const options = people.map((one) => ({ value: one.user_id, label: one.name }))
        const physicians = people.filter((one) => one.decides).map((one) => ({ value: one.user_id, label: one.name }))
        const nobody = { value: '', label: '—' }
        return (
          <Form action={action} submit={t('trip.new')}>
            <div className="form-grid">
              <Field name="day" label={t('trip.day')} type="date" required defaultValue={today()} />
              <Field name="expected" label={t('trip.expected')} type="number" min={1} max={1000} required defaultValue="80" />
              <Field name="first_number" label={t('trip.first')} hint={t('trip.firstHow')} required autoComplete="off" />
              <Field name="numbers" label={t('trip.count')} type="number" min={1} max={400} required defaultValue="120" />
              <Field name="physician" label={t('trip.physician')} hint={t('trip.mayDecide')} required options={physicians} />
              <Field name="nurse" label={`${t('trip.nurses')} 1`} options={[nobody, ...options]} />
              <Field name="nurse_two" label={`${t('trip.nurses')} 2`} options={[nobody, ...options]} />
            </div>
          </Form>
        )
      }}
    </Opened>
  )
}
