import { post, type Shipment } from '@vena/api'
import { Button, Field, Form, moment, Page, Panel, signal, temperatures, useAction, Verdict, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLinks } from '../../app/UnitLinks.tsx'
import { BoxScan } from './BoxScan.tsx'
import './hand-over.css'

/** The keypad of many phones has no minus: one key turns the sign. */
function Temperature({ range }: { range: string }) {
  const { t } = useTranslation()
  const [value, setValue] = useState('')
  const turn = () => setValue(value.startsWith('-') ? value.slice(1) : `-${value}`)
  return (
    <div className="box-temp">
      <Field name="temp_c" label={t('shipment.temp')} hint={range ? t('handOver.range', { range }) : ''} inputMode="decimal" pattern="-?[0-9]+([.][0-9])?" unit="℃" value={value} onChange={(e) => setValue(e.currentTarget.value.replace('−', '-'))} />
      <Button aria-label={t('handOver.sign')} onClick={turn}>±</Button>
    </div>
  )
}

function TakeOver({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/transport/shipments/{id}/hand-over', { path: { id: shipment.shipment_id }, body: { temp_c: values.maybeNumber('temp_c') } }, key),
    () => {
      signal('right')
      refresh('/api/transport', '/api/issue', '/api/store')
    },
  )
  return (
    <Panel>
      <Form action={action} submit={t('handOver.take')} can={shipment.can.hand_over}>
        <Temperature range={temperatures(shipment.range.min_c, shipment.range.max_c)} />
      </Form>
    </Panel>
  )
}

/** The box in the hand is the box on the screen: first its code, then its temperature. */
function Steps({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  const { state } = useLocation()
  const [right, setRight] = useState(typeof state === 'object' && state !== null && 'scanned' in state)
  const compare = (ids: string[]) => {
    const same = ids.includes(shipment.shipment_id)
    if (same) setRight(true)
    return same
  }
  if (!right) return <Panel><BoxScan submit={t('handOver.compare')} accept={compare} wrong={t('handOver.notThis', { box: shipment.box })} /></Panel>
  return <><Verdict tone="good" title={t('handOver.right')}>{shipment.box}</Verdict><TakeOver shipment={shipment} /></>
}

function Detail({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation()
  const { handed_over: taken } = shipment
  return (
    <div className="hand-over">
      <Page title={`${shipment.box} → ${shipment.to_name}`} aside={<><StepState state={shipment.state} /><span className="number">{shipment.shipment_no}</span><span>{shipment.vehicle}</span></>}>
        {shipment.state === 'packed' && <Steps shipment={shipment} />}
        {taken && <Verdict tone="good" title={t('handOver.taken')}>{taken.by.display_name} · {moment(taken.at)}{taken.temp_c != null && ` · ${String(taken.temp_c).replace('-', '−')} ℃`}</Verdict>}
        {shipment.note && <p className="notice">{shipment.note}</p>}
        {shipment.state !== 'packed' && <Link className="button-link" to="/transport/hand-over">{t('handOver.next')}</Link>}
        <Panel title={t('shipment.units', { count: shipment.units.length })}><UnitLinks units={shipment.units.map((unit) => unit.unit)} /></Panel>
        {shipment.state === 'packed' && <Link to="/transport/hand-over">← {t('handOver.back')}</Link>}
      </Page>
    </div>
  )
}

/** One box passes into the driver's hands. */
export function Component() {
  const { id = '' } = useParams()
  const shipment = useGet('/api/transport/shipments/{id}', { path: { id } })
  return <Opened from={shipment}>{(data) => <Detail key={data.shipment_id} shipment={data} />}</Opened>
}
