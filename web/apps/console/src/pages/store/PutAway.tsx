import { post, type StockRow, type StorePlace } from '@vena/api'
import { Field, Form, Page, Panel, temperatures, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { UnitLink } from '../../app/UnitLink.tsx'

/** A place with the temperatures that it keeps, so that the wrong door is seen before it is opened. */
function rangeOf({ temp_range }: StorePlace, name: string): string {
  const range = temperatures(temp_range?.min_c, temp_range?.max_c)
  return range ? `${name} (${range})` : name
}

/** Scan a bag, say where it lies: the place stays filled in, for the next bag of the same trolley. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const places = useGet('/api/store/places')
  const [done, setDone] = useState<StockRow[]>([])
  const [place, setPlace] = useState({ site_id: '', position: '' })
  const [unit, setUnit] = useState('')
  const action = useAction((values: Values, key) => post('/api/store/put-aways', { body: { unit: values.text('unit'), site_id: values.text('site_id'), position: values.maybe('position') } }, key), (result) => {
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
              <Field name="site_id" label={t('unit.place')} required options={[{ value: '', label: t('choose') }, ...(places.data?.items ?? []).map((p) => ({ value: p.site_id, label: rangeOf(p, pick(p.name)) }))]} value={place.site_id} onChange={(e) => setPlace({ ...place, site_id: e.currentTarget.value })} />
              <Field name="position" label={t('putAway.position')} hint={t('putAway.positionHow')} value={place.position} onChange={(e) => setPlace({ ...place, position: e.currentTarget.value })} />
            </div>
          </Form>
        </Panel>
        <Panel title={t('putAway.done')}>
          {done.length === 0 && <p className="muted">{t('putAway.none')}</p>}
          <ol className="plain-list">
            {done.map((item) => (
              <li key={item.unit_id} className="row">
                <UnitLink unit={item} />
                <span className="muted">{[pick(item.product_name), pick(item.site_name), item.position].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </Page>
  )
}
