import { post } from '@vena/api'
import { donationNumber, Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSites } from '../../app/lists.ts'
import { refresh } from '../../app/queries.ts'

interface PutAway {
  unit_id: string
  donation_number?: string
  site_name?: string
  position?: string | null
}

/** Scan a bag, say where it lies: the place stays filled in, for the next bag of the same trolley. */
export function Component() {
  const { t } = useTranslation()
  const sites = useSites()
  const [done, setDone] = useState<PutAway[]>([])
  const [place, setPlace] = useState({ site: '', position: '' })
  const [unit, setUnit] = useState('')
  const action = useAction((values: Values, key) => post<PutAway>('/api/store/put-aways', { body: values }, key), (result) => {
    setDone((before) => [result, ...before].slice(0, 20))
    setUnit('')
    refresh('/api/store', '/api/govern/stock')
  })
  return (
    <Page title={t('job.putAway')}>
      <div className="split split-even">
        <Panel>
          <Form action={action} submit={t('putAway.do')}>
            <Field name="unit" label={t('putAway.unit')} hint={t('putAway.unitHow')} required autoFocus value={unit} onChange={(e) => setUnit(e.currentTarget.value)} />
            <div className="form-grid">
              <Field name="site" label={t('unit.place')} required options={[{ value: '', label: t('choose') }, ...sites]} value={place.site} onChange={(e) => setPlace({ ...place, site: e.currentTarget.value })} />
              <Field name="position" label={t('putAway.position')} hint={t('putAway.positionHow')} value={place.position} onChange={(e) => setPlace({ ...place, position: e.currentTarget.value })} />
            </div>
          </Form>
        </Panel>
        <Panel title={t('putAway.done')}>
          {done.length === 0 && <p className="muted">{t('putAway.none')}</p>}
          <ol className="plain-list">
            {done.map((item) => (
              <li key={item.unit_id} className="row">
                <Link to={`/units/${item.unit_id}`} className="number">{donationNumber(item.donation_number ?? item.unit_id)}</Link>
                <span className="muted">{[item.site_name, item.position].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </Page>
  )
}
