import { post, type Order } from '@vena/api'
import { donationNumber, Field, Form, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'

/** Takes back a bag that has not left yet: the order waits for another one. */
export function Withdraw({ order }: { order: Order }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const here = order.units.filter((unit) => unit.state === 'promised' || unit.state === 'issued')
  const action = useAction(
    (values: Values, key) => post('/api/issue/orders/{id}/withdraw', { path: { id: order.order_id }, body: { unit: values.text('unit'), reason: values.text('reason') } }, key),
    () => refresh('/api/issue', '/api/store', '/api/ledger'),
  )
  return (
    <details>
      <summary>{t('order.withdraw')}</summary>
      <Form action={action} submit={t('order.withdraw')} kind="danger" can={order.can.withdraw} className="after">
        <div className="form-grid">
          <Field name="unit" label={t('putAway.unit')} required options={here.map(({ unit }) => ({ value: unit.unit_id, label: `${donationNumber(unit.donation_number)} ${pick(unit.product_name)}` }))} />
          <Field name="reason" label={t('reason')} required minLength={2} />
        </div>
      </Form>
    </details>
  )
}
