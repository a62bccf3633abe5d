import { post, type ProcessUnitView, type Unit } from '@vena/api'
import { Button, Field, Form, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh } from '../../app/queries.ts'

interface Part {
  product: string
  volume_ml: number
}

function bodyOf(unit: string, values: Values, count: number) {
  const outputs = Array.from({ length: count }, (_, i) => ({ product: values[`outputs.${i}.product`], volume_ml: Number(values[`outputs.${i}.volume_ml`]) }))
  return { unit, outputs, added_ml: Number(values.added_ml || 0) }
}

/** Parent, additive and parts in one sum, so that a slip of the pen shows before it is sent. */
function Balance({ have, added, parts }: { have: number; added: number; parts: Part[] }) {
  const { t } = useTranslation()
  const out = parts.reduce((sum, part) => sum + part.volume_ml, 0)
  const loss = have + added - out
  return (
    <p className="balance" role="status">
      {t('split.sum', { have, added, out })}{' '}
      <StateWord tone={loss < 0 ? 'danger' : loss > have * 0.1 ? 'warning' : 'good'}>{loss < 0 ? t('split.over', { ml: -loss }) : t('split.loss', { ml: loss })}</StateWord>
    </p>
  )
}

/** One donation becomes components; what is left over is the loss, and the sum must close. */
export function Split({ unit }: { unit: ProcessUnitView }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const [added, setAdded] = useState(0)
  const first = unit.outputs.find((output) => output.ok)?.product ?? ''
  const [parts, setParts] = useState<(Part & { key: number })[]>([{ key: 0, product: first, volume_ml: 0 }])
  const action = useAction((values: Values, key) => post<{ children: Unit[] }>('/api/process/splits', { body: bodyOf(unit.unit_id, values, parts.length) }, key), (made) => {
    refresh('/api/process', '/api/ledger')
    const child = made.children[0]
    if (child) void navigate(`/process/units/${child.unit_id}`)
  })
  const change = (key: number, next: Partial<Part>) => setParts(parts.map((part) => (part.key === key ? { ...part, ...next } : part)))
  const range = (product: string) => unit.outputs.find((output) => output.product === product)?.volumes_ml.map(([min, max]) => `${min}–${max}`).join(' / ')
  const barred = unit.outputs.filter((output) => !output.ok)
  return (
    <Panel title={t('split.title')}>
      <Form action={action} submit={t('split.do')} can={unit.can.split}>
        {parts.map((part, i) => (
          <div key={part.key} className="form-grid">
            <Field name={`outputs.${i}.product`} label={t('unit.product')} required value={part.product} onChange={(e) => change(part.key, { product: e.currentTarget.value })} options={unit.outputs.filter((o) => o.ok).map((o) => ({ value: o.product, label: pick(o.product_name) }))} />
            <Field name={`outputs.${i}.volume_ml`} label={t('unit.volume')} hint={range(part.product) ?? ''} unit="mL" type="number" min={1} required onChange={(e) => change(part.key, { volume_ml: Number(e.currentTarget.value) })} />
            {parts.length > 1 && <div className="align-end"><Button kind="quiet" onClick={() => setParts(parts.filter((other) => other.key !== part.key))}>{t('remove')}</Button></div>}
          </div>
        ))}
        <div className="row">
          <Button onClick={() => setParts([...parts, { key: Math.max(...parts.map((p) => p.key)) + 1, product: first, volume_ml: 0 }])}>{t('split.add')}</Button>
        </div>
        <Field name="added_ml" label={t('split.additive')} unit="mL" type="number" min={0} defaultValue={0} className="short" onChange={(e) => setAdded(Number(e.currentTarget.value))} />
        <Balance have={unit.volume_ml} added={added} parts={parts} />
      </Form>
      {barred.length > 0 && (
        <details className="barred"><summary>{t('split.barred', { count: barred.length })}</summary>
          <ul className="plain-list">{barred.map((o) => <li key={o.product}>{pick(o.product_name)} <span className="muted">{pick(o.reason?.reason)} <code>{o.reason?.rule}</code></span></li>)}</ul>
        </details>
      )}
    </Panel>
  )
}
