import { post, type Shipment } from '@vena/api'
import { donationNumber, Field, Form, GroupBadge, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'

const CONDITIONS = ['good', 'damaged', 'missing'] as const

/** The receiver answers for every bag of the box: in order, damaged, or not there. */
export function Receive({ shipment, onDone }: { shipment: Shipment; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const bodyOf = (values: Values) => ({
    temp_c: values.maybeNumber('temp_c'),
    units: shipment.units.map(({ unit }, i) => ({ unit: unit.unit_id, condition: values.word<(typeof CONDITIONS)[number]>(`units.${i}.condition`), note: values.maybe(`units.${i}.note`) })),
  })
  const action = useAction((values: Values, key) => post('/api/transport/shipments/{id}/receive', { path: { id: shipment.shipment_id }, body: bodyOf(values) }, key), onDone)
  return (
    <Panel title={t('shipment.receive')}>
      <Form action={action} submit={t('shipment.receive')} can={shipment.can.receive}>
        <Field name="temp_c" label={t('shipment.temp')} type="number" step="0.1" unit="℃" className="short" />
        <ul className="plain-list">
          {shipment.units.map(({ unit }, i) => (
            <li key={unit.unit_id} className="receive-row">
              <span className="row"><span className="number">{donationNumber(unit.donation_number)}</span><GroupBadge group={unit.group} /><span>{pick(unit.product_name)}</span></span>
              <Field name={`units.${i}.condition`} label={t('shipment.condition')} required options={CONDITIONS.map((value) => ({ value, label: t(`condition.${value}`) }))} />
              <Field name={`units.${i}.note`} label={t('note')} />
            </li>
          ))}
        </ul>
      </Form>
    </Panel>
  )
}
