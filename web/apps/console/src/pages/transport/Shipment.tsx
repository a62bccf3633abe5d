import { post, type Shipment } from '@vena/api'
import { AsOf, Facts, Field, Form, moment, Page, Panel, temperatures, TwoSigns, useAction, type Values } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLinks } from '../../app/UnitLinks.tsx'
import { Receive } from './Receive.tsx'
import { ShipmentSlip } from './ShipmentSlip.tsx'

const reload = () => refresh('/api/transport', '/api/issue', '/api/store', '/api/transfuse')

function HandOver({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) =>
      post('/api/transport/shipments/{id}/hand-over', { path: { id: shipment.shipment_id }, body: { temp_c: values.maybeNumber('temp_c'), driver_name: values.maybe('driver_name') } }, key),
    reload,
  )
  return (
    <Panel title={t('shipment.handOver')}>
      <Form action={action} submit={t('shipment.handOver')} can={shipment.can.hand_over}>
        <div className="form-grid">
          <Field name="temp_c" label={t('shipment.temp')} type="number" step="0.1" unit="℃" />
          <Field name="driver_name" label={t('shipment.driver')} defaultValue={shipment.driver_name ?? ''} />
        </div>
      </Form>
    </Panel>
  )
}

/** Before it has left, a box can be unpacked again: its bags wait for another one. */
function Cancel({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('shipment.cancel')} how={t('shipment.cancelHow')} kind="danger" can={shipment.can.cancel} onDone={reload}
      perform={(values, key) => post('/api/transport/shipments/{id}/cancel', { path: { id: shipment.shipment_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

const degrees = (value: number | null | undefined) => (value == null ? '—' : `${value} ℃`.replace('-', '−'))

const signed = (act: { at: string; by: { display_name: string } } | null | undefined) => act && { name: act.by.display_name, at: act.at }

function Detail({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  const may = { hand: useMay('transport.shipment.hand_over'), receive: useMay('transport.shipment.receive'), slip: useMay('transport.shipment.slip'), cancel: useMay('transport.shipment.cancel'), order: useMay('issue.order.view') }
  const facts: [string, ReactNode][] = [
    [t('shipment.from'), `${shipment.from_name} · ${shipment.from_site_name}`],
    [t('shipment.to'), shipment.to_name],
    [t('shipment.order'), may.order ? <Link key="o" className="number" to={`/issue/orders/${shipment.order_id}`}>{shipment.order_no}</Link> : <span key="o" className="number">{shipment.order_no}</span>],
    [t('shipment.box'), shipment.box],
    [t('shipment.vehicle'), [shipment.vehicle, shipment.driver_name].filter(Boolean).join(' · ')],
    [t('shipment.range'), temperatures(shipment.range.min_c, shipment.range.max_c)],
    [t('shipment.packed'), `${moment(shipment.packed.at)} ${shipment.packed.by.display_name}`],
  ]
  if (shipment.handed_over) facts.push([t('shipment.tempOut'), degrees(shipment.handed_over.temp_c)])
  if (shipment.received) facts.push([t('shipment.tempIn'), degrees(shipment.received.temp_c)])
  if (shipment.cancelled) facts.push([t('shipment.cancelled'), `${shipment.cancelled.reason ?? ''} · ${shipment.cancelled.by.display_name} ${moment(shipment.cancelled.at)}`])
  if (shipment.note) facts.push([t('note'), shipment.note])
  const condition = new Map(shipment.units.map((unit) => [unit.unit.unit_id, unit.condition]))
  return (
    <Page
      title={shipment.shipment_no} aside={<><StepState state={shipment.state} /><AsOf at={shipment.as_of} /></>}
      actions={may.cancel && shipment.state === 'packed' && <Cancel shipment={shipment} />}
    >
      {shipment.state !== 'cancelled' && <TwoSigns first={signed(shipment.handed_over)} second={signed(shipment.received)} terms={[t('shipment.gave'), t('shipment.took')]} waiting={t('shipment.notYet')} />}
      {may.hand && shipment.state === 'packed' && <HandOver shipment={shipment} />}
      {may.receive && shipment.state === 'handed_over' && <Receive shipment={shipment} onDone={reload} />}
      <Panel><Facts items={facts} /></Panel>
      <Papers kind="shipment" id={shipment.shipment_id} />
      <Panel title={t('shipment.units', { count: shipment.units.length })}>
        <UnitLinks units={shipment.units.map((unit) => unit.unit)} aside={(unit) => { const state = condition.get(unit.unit_id); return state ? <StepState state={state} /> : undefined }} />
      </Panel>
      {may.slip && <ShipmentSlip id={shipment.shipment_id} />}
    </Page>
  )
}

/** One box on its way: packed, handed over, received, with both sides' names. */
export function Component() {
  const { id = '' } = useParams()
  const shipment = useGet('/api/transport/shipments/{id}', { path: { id } })
  return <Opened from={shipment}>{(data) => <Detail shipment={data} />}</Opened>
}
