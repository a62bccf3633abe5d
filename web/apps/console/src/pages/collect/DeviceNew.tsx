import { post, type Device } from '@vena/api'
import { Field, Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh } from '../../app/queries.ts'
import { DeviceFields, placeOf } from './Device.tsx'
import { useDevices } from './Devices.tsx'

/** An instrument that is entered before it has reported. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const list = useDevices()
  const [kind, setKind] = useState<string>('')
  const action = useAction(
    (values: Values, key) => post('/api/collect/devices', { body: { kind: values.word<Device['kind']>('kind'), serial: values.text('serial'), ...placeOf(values) } }, key),
    (device) => {
      refresh('/api/collect/devices')
      void navigate(`/collect/devices/${device.device_id}`)
    },
  )
  return (
    <Opened from={list}>
      {(data) => (
        <Page title={t('device.newTitle')}>
          <Panel>
            <Form action={action} submit={t('device.new')}>
              <div className="form-grid" onChange={(event) => event.target instanceof HTMLSelectElement && setKind(event.target.value)}>
                <Field name="kind" label={t('device.kind')} required options={data.kinds.map((one) => ({ value: one.kind, label: pick(one.title) }))} autoFocus />
                <Field name="serial" label={t('device.serial')} hint={t('device.serialHow')} required maxLength={60} autoComplete="off" />
              </div>
              <DeviceFields needsCalibration={data.kinds.find((one) => one.kind === kind)?.calibrated ?? data.kinds[0]?.calibrated ?? true} />
            </Form>
          </Panel>
        </Page>
      )}
    </Opened>
  )
}
