// One instrument: what is wrong with it, what it is, what it last reported.
import { post, type Device, type Reading } from '@vena/api'
import { Button, Dialog, Facts, Field, Form, moment, NameToConfirm, Page, Panel, StateWord, Table, useAction, useWords, Verdict, type Column, type Values } from '@vena/ui'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Agent, DeviceLine, DeviceState, useAgo, useDevices } from './Devices.tsx'
import './devices.css'

const reload = () => refresh('/api/collect/devices', '/api/collect/readings')

/** What is typed of an instrument that comes into use. */
export function DeviceFields({ device, needsCalibration = true }: { device?: Device; needsCalibration?: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="form-grid">
      <Field name="name" label={t('device.name')} hint={t('device.nameHow')} required maxLength={60} defaultValue={device?.name} autoFocus={device !== undefined} />
      <Field name="place" label={t('device.place')} hint={t('device.placeHow')} maxLength={60} defaultValue={device?.place} />
      {needsCalibration && <Field name="calibrated_until" label={t('device.calibrated')} hint={t('device.untilHow')} type="date" required defaultValue={device?.calibrated_until ?? undefined} />}
    </div>
  )
}

export const placeOf = (values: Values) => ({ name: values.text('name'), place: values.text('place'), ...(values.text('calibrated_until') && { calibrated_until: values.text('calibrated_until') }) })

function Adopt({ device }: { device: Device }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/collect/devices/{id}/adopt', { path: { id: device.device_id }, body: { ...placeOf(values), site_id: device.site_id } }, key), reload)
  return (
    <Panel title={t('device.adoptTitle', { serial: device.serial })}>
      <Form action={action} submit={t('device.adoptDo')}>
        <p>{t('device.adoptHow')}</p>
        <DeviceFields device={device} needsCalibration={device.needs_calibration} />
      </Form>
    </Panel>
  )
}

function Calibrate({ device }: { device: Device }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/devices/{id}/calibrate', { path: { id: device.device_id }, body: { calibrated_until: values.text('calibrated_until'), certificate: values.text('certificate') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind={device.alarms.some((alarm) => alarm.rule.startsWith('device.calibration')) ? 'primary' : 'plain'} onClick={() => setOpen(true)}>{t('device.calibrate')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('device.calibrateTitle', { name: device.name })}>
        <Form action={action} submit={t('device.calibrateDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div className="form-grid">
            <Field name="calibrated_until" label={t('device.calibrated')} hint={t('device.untilHow')} type="date" required autoFocus />
            <Field name="certificate" label={t('device.certificate')} required minLength={2} maxLength={200} />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

function Retire({ device }: { device: Device }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const name = device.name || device.serial
  const action = useAction((values: Values, key) => post('/api/collect/devices/{id}/retire', { path: { id: device.device_id }, body: { reason: values.text('reason') } }, key), () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>{t('device.retire')}</Button>
      <NameToConfirm open={open} onClose={() => setOpen(false)} title={t('device.retireTitle', { name })} name={device.serial} action={action} submit={t('device.retireDo')}>
        <p>{t('device.retireHow')}</p>
        <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
      </NameToConfirm>
    </>
  )
}

function useColumns(): Column<Reading>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'at', title: t('device.at'), cell: (r) => moment(r.at), text: (r) => r.at },
      { key: 'value', title: t('device.value'), cell: (r) => r.shown.map((line) => `${pick(line.title)} ${line.text} ${line.unit}`.trim()).join(' · '), text: (r) => r.shown.map((line) => `${line.name}=${line.text}`).join('; ') },
      { key: 'about', title: t('device.about'), cell: (r) => (r.about ? <span className="number">{r.about}</span> : '—'), text: (r) => r.about ?? '', wide: true },
      {
        key: 'marks', title: t('device.marks'),
        cell: (r) => (
          <span className="device-marks">
            {r.taken && <StateWord tone="good">{t('device.taken')}</StateWord>}
            {r.marks.map((mark) => <StateWord key={mark.rule + (mark.field ?? '')} tone={mark.blocking ? 'danger' : 'notice'}>{pick(mark.reason)}</StateWord>)}
          </span>
        ),
        text: (r) => r.marks.map((mark) => mark.rule).join('; '), block: true,
      },
    ],
    [t, pick],
  )
}

function Readings({ device }: { device: Device }) {
  const { t } = useTranslation()
  const list = usePages('/api/collect/readings', { query: { device_id: device.device_id, limit: 20 } })
  return (
    <Panel title={t('device.readings')}>
      <Table id="readings" caption={t('device.readings')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.reading_id} more={list.more} empty={<p className="table-none">{t('device.noReadings')}</p>} />
    </Panel>
  )
}

function Detail({ device, agent }: { device: Device; agent: ReactNode }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const ago = useAgo()
  const mayRead = useMay('collect.reading.list')
  const facts: [string, ReactNode][] = [
    [t('device.kind'), pick(device.kind_title)], [t('device.serial'), <code key="s">{device.serial}</code>], [t('device.site'), device.site_name], [t('device.place'), device.place || '—'],
    [t('device.line'), <span key="l"><DeviceLine device={device} />{device.link_since && <small className="muted"> {t('device.since', { at: moment(device.link_since) })}</small>}</span>],
    [t('device.last'), ago(device.last_reading_at)], [t('device.calibrated'), device.needs_calibration ? (device.calibrated_until ?? '—') : t('device.noCalibration')],
    [t('device.firstSeen'), moment(device.first_seen_at)], [t('device.enteredBy'), device.entered_by ?? '—'],
  ]
  if (device.retired_reason) facts.push([t('device.why'), device.retired_reason])
  const actions = <>{device.can.calibrate.ok && device.needs_calibration && <Calibrate device={device} />}{device.can.retire.ok && <Retire device={device} />}</>
  return (
    <Page title={device.name || pick(device.kind_title)} aside={<DeviceState device={device} />} actions={actions}>
      {device.alarms.map((alarm) => <Verdict key={alarm.rule} tone="danger" title={pick(alarm.reason)}><code>{alarm.rule}</code></Verdict>)}
      {device.state !== 'in_use' && device.can.adopt.ok && <Adopt key={device.state} device={device} />}
      <Panel title={t('device.facts')}><Facts items={facts} />{device.dropped > 0 && <p><StateWord tone="warning">{t('device.dropped', { n: device.dropped })}</StateWord></p>}{agent}</Panel>
      {mayRead && <Readings device={device} />}
    </Page>
  )
}

/** One instrument. */
export function Component() {
  const { id = '' } = useParams()
  const list = useDevices()
  return (
    <Opened from={list}>
      {(data) => {
        const device = data.items.find((one) => one.device_id === id)
        const agent = data.agents.find((one) => one.site_id === device?.site_id)
        return device ? <Detail key={device.device_id} device={device} agent={agent && <p className="device-agent"><Agent agent={agent} /></p>} /> : null
      }}
    </Opened>
  )
}
