import { post } from '@vena/api'
import { Button, Check, Field, Form, inCityTime, localInput, Page, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useProducts, useSites } from '../../app/lists.ts'
import { refresh } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { groupOptions } from '../../app/units.tsx'
import './orders.css'

function bodyOf(values: Values, rows: number[]) {
  const lines = rows.map((_, i) => ({
    product: values.text(`lines.${i}.product`), group: values.text(`lines.${i}.group`), bags: values.number(`lines.${i}.bags`), substitution: values.yes(`lines.${i}.substitution`),
  }))
  const urgency = values.word<'routine' | 'urgent' | 'emergency'>('urgency')
  return { lines, urgency, needed_by: inCityTime(values.text('needed_by')), note: values.maybe('note'), site_id: values.maybe('site_id') }
}

function Line({ i, products, onRemove }: { i: number; products: { value: string; label: string }[]; onRemove: (() => void) | null }) {
  const { t } = useTranslation()
  return (
    <div className="new-line">
      <Field name={`lines.${i}.product`} label={t('unit.product')} required options={[{ value: '', label: t('choose') }, ...products]} />
      <Field name={`lines.${i}.group`} label={t('unit.group')} required options={groupOptions} />
      <Field name={`lines.${i}.bags`} label={t('order.bags')} required type="number" min={1} max={200} defaultValue={1} />
      <Check name={`lines.${i}.substitution`} label={t('order.substitution')} />
      {onRemove && <Button kind="quiet" onClick={onRemove}>{t('remove')}</Button>}
    </div>
  )
}

/** A hospital asks for blood, one line for each product and group. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const products = useProducts()
  const sites = useSites(me.organisation.org_id)
  const [rows, setRows] = useState([0])
  const [soon] = useState(() => Date.now() + 4 * 3_600_000)
  const action = useAction((values: Values, key) => post('/api/issue/orders', { body: bodyOf(values, rows) }, key), (order) => {
    refresh('/api/issue')
    void navigate(`/issue/orders/${order.order_id}`)
  })
  return (
    <Page title={t('order.new')}>
      <Panel>
        <Form action={action} submit={t('order.send')}>
          <div className="form-grid">
            <Field name="urgency" label={t('order.urgency')} required options={(['routine', 'urgent', 'emergency'] as const).map((value) => ({ value, label: t(`urgency.${value}`) }))} />
            <Field name="needed_by" label={t('order.neededBy')} type="datetime-local" required defaultValue={localInput(soon)} />
            <Field name="site_id" label={t('order.deliverTo')} options={[{ value: '', label: me.site.name }, ...sites.filter((site) => site.value !== me.site.site_id)]} />
          </div>
          <fieldset className="new-lines">
            <legend>{t('order.lines')}</legend>
            {rows.map((row, i) => <Line key={row} i={i} products={products} onRemove={rows.length > 1 ? () => setRows(rows.filter((other) => other !== row)) : null} />)}
            <div><Button onClick={() => setRows([...rows, Math.max(...rows) + 1])}>{t('order.addLine')}</Button></div>
          </fieldset>
          <Field name="note" label={t('note')} lines={2} />
        </Form>
      </Panel>
    </Page>
  )
}
