import { post } from '@vena/api'
import { Field, Form, signal, useAction, Verdict, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface BoxScanProps {
  submit: string
  /** Whether one of the journeys that the code names is meant here; what is not meant is told as wrong. */
  accept: (shipmentIds: string[]) => boolean
  wrong: string
}

/** One big field for the code on the box. What a code means is the server's answer. */
export function BoxScan({ submit, accept, wrong }: BoxScanProps) {
  const { t } = useTranslation()
  const [refused, setRefused] = useState('')
  const action = useAction((values: Values) => post('/api/scan', { body: { text: values.text('box_scan') } }), (answer, values) => {
    const ids = answer.hits.filter((hit) => hit.kind === 'shipment').map((hit) => hit.id)
    const right = accept(ids)
    signal(right ? 'right' : 'wrong')
    setRefused(right ? '' : values.text('box_scan'))
  })
  return (
    <Form action={action} submit={submit}>
      {refused && <Verdict tone="danger" title={wrong}><code>{refused}</code></Verdict>}
      <Field name="box_scan" label={t('handOver.scan')} required autoFocus autoCapitalize="characters" enterKeyHint="go" onFocus={(event) => event.currentTarget.select()} />
    </Form>
  )
}
