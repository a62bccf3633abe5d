import { post, type ProcessUnitView } from '@vena/api'
import { Button, Field, Form, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh } from '../../app/queries.ts'

interface Part {
  key: number
  product: string
  volume_ml: number
  additive_ml: number
}

type Outputs = ProcessUnitView['outputs']

function outputsOf(values: Values, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    product: values.text(`outputs.${i}.product`), volume_ml: values.number(`outputs.${i}.volume_ml`), additive_ml: values.number(`outputs.${i}.additive_ml`), medium: values.maybe(`outputs.${i}.medium`),
  }))
}

/** Parent, additive and parts in one sum, so that a slip of the pen shows before it is sent. */
function Balance({ have, parts }: { have: number; parts: Part[] }) {
  const { t } = useTranslation()
  const out = parts.reduce((sum, part) => sum + part.volume_ml, 0)
  const added = parts.reduce((sum, part) => sum + part.additive_ml, 0)
  const loss = have + added - out
  return (
    <p className="balance" role="status">
      {t('split.sum', { have, added, out })}
      {out > 0 && <StateWord tone={loss < 0 ? 'danger' : loss > have * 0.1 ? 'warning' : 'good'}>{loss < 0 ? t('split.over', { ml: -loss }) : t('split.loss', { ml: loss })}</StateWord>}
    </p>
  )
}

function PartRow({ i, part, outputs, onChange, onRemove }: { i: number; part: Part; outputs: Outputs; onChange: (next: Partial<Part>) => void; onRemove: (() => void) | null }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const media = outputs.find((output) => output.product === part.product)?.media ?? []
  return (
    <div className="part">
      <Field name={`outputs.${i}.product`} label={t('unit.product')} required value={part.product} onChange={(e) => onChange({ product: e.currentTarget.value })} options={outputs.map((o) => ({ value: o.product, label: pick(o.product_name) }))} />
      <Field name={`outputs.${i}.volume_ml`} label={t('unit.volume')} unit="mL" type="number" min={1} required onChange={(e) => onChange({ volume_ml: Number(e.currentTarget.value) })} />
      <Field name={`outputs.${i}.additive_ml`} label={t('split.additive')} unit="mL" type="number" min={0} onChange={(e) => onChange({ additive_ml: Number(e.currentTarget.value) })} />
      {media.length > 1 && <Field name={`outputs.${i}.medium`} label={t('split.medium')} options={media.map((medium) => ({ value: medium, label: medium }))} />}
      {onRemove && <Button kind="quiet" onClick={onRemove}>{t('remove')}</Button>}
    </div>
  )
}

/** One donation becomes components; what is left over is the loss, and the sum must close. */
export function Split({ unit }: { unit: ProcessUnitView }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const possible = unit.outputs.filter((output) => output.ok)
  const barred = unit.outputs.filter((output) => !output.ok)
  const [parts, setParts] = useState<Part[]>([{ key: 0, product: possible[0]?.product ?? '', volume_ml: 0, additive_ml: 0 }])
  const action = useAction((values: Values, key) => post('/api/process/splits', { body: { unit: unit.unit_id, outputs: outputsOf(values, parts.length) } }, key), (made) => {
    refresh('/api/process', '/api/ledger')
    const child = made.children[0]
    if (child) void navigate(`/process/units/${child.unit_id}`)
  })
  const change = (key: number, next: Partial<Part>) => setParts(parts.map((part) => (part.key === key ? { ...part, ...next } : part)))
  const more = () => setParts([...parts, { key: Math.max(...parts.map((part) => part.key)) + 1, product: possible[0]?.product ?? '', volume_ml: 0, additive_ml: 0 }])
  return (
    <Panel title={t('split.title')}>
      <Form action={action} submit={t('split.do')} can={unit.can.split}>
        {parts.map((part, i) => (
          <PartRow key={part.key} i={i} part={part} outputs={possible} onChange={(next) => change(part.key, next)} onRemove={parts.length > 1 ? () => setParts(parts.filter((other) => other !== part)) : null} />
        ))}
        <div><Button onClick={more}>{t('split.add')}</Button></div>
        <Balance have={unit.volume_ml} parts={parts} />
      </Form>
      {barred.length > 0 && (
        <details className="barred"><summary>{t('split.barred', { count: barred.length })}</summary>
          <ul className="plain-list">{barred.map((o) => <li key={o.product}>{pick(o.product_name)} <span className="muted">{pick(o.reason?.reason)} <code>{o.reason?.rule}</code></span></li>)}</ul>
        </details>
      )}
    </Panel>
  )
}
