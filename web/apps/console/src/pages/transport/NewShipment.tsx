import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { refresh, usePages } from '../../app/queries.ts'

/** Packs what was issued to an order into one sealed box. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const orders = usePages('/api/issue/orders', { query: { state: 'issued,part_issued', limit: 200 } })
  const open = orders.rows ?? []
  const wanted = params.get('order') ?? ''
  const action = useAction(
    (values: Values, key) =>
      post('/api/transport/shipments', { body: { order_id: values.text('order_id'), box: values.text('box'), vehicle: values.text('vehicle'), driver_name: values.maybe('driver_name'), note: values.maybe('note') } }, key),
    (shipment) => {
      refresh('/api/transport', '/api/issue')
      void navigate(`/transport/shipments/${shipment.shipment_id}`)
    },
  )
  return (
    <Page title={t('shipment.new')}>
      <Panel>
        <Form action={action} submit={t('shipment.pack')}>
          <Field
            key={open.length} name="order_id" label={t('shipment.order')} hint={t('shipment.orderHow')} required defaultValue={wanted}
            options={[{ value: '', label: t('choose') }, ...open.map((order) => ({ value: order.order_id, label: `${order.order_no} ${order.org_name}` }))]}
          />
          <div className="form-grid">
            <Field name="box" label={t('shipment.box')} required placeholder="BOX-017" />
            <Field name="vehicle" label={t('shipment.vehicle')} required placeholder="鲁B·12345" />
            <Field name="driver_name" label={t('shipment.driver')} />
          </div>
          <Field name="note" label={t('note')} lines={2} />
        </Form>
      </Panel>
    </Page>
  )
}
