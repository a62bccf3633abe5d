import type { DocumentField, DocumentFields } from '@vena/api'
import { Button, Check, Field, FieldProblem, localInput, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { below, inOrder, isLong } from './filled.ts'

interface FieldAt {
  field: DocumentField
  /** Its path, by which the input is named. */
  at: string
  /** What stands in it at first. */
  value: unknown
}

const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const shown = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

const INPUTS = {
  text: {}, integer: { type: 'number', step: 1 }, number: { type: 'number', step: 'any' }, day: { type: 'date' }, instant: { type: 'datetime-local' },
} as const

function Simple({ field, at, value }: FieldAt) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const label = pick(field)
  const usual = { name: at, label, required: !field.optional, defaultValue: shown(value) }
  if (field.type === 'choice') return <Field {...usual} options={[{ value: '', label: t('choose') }, ...field.choices.map((choice) => ({ value: choice.value, label: pick(choice) }))]} />
  if (field.type === 'yes_no') return <Field {...usual} options={[{ value: '', label: t('choose') }, { value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} />
  if (field.type === 'texts') return <Field {...usual} className="field-wide" lines={4} defaultValue={listOf(value).join('\n')} hint={t('document.textsHow', { count: field.max ?? 200 })} />
  if (field.type === 'text') return <Field {...usual} className={isLong(field) ? 'field-wide' : ''} maxLength={field.max ?? 200} {...(isLong(field) && { lines: 2 })} />
  const input = INPUTS[field.type as keyof typeof INPUTS]
  return <Field {...usual} {...input} defaultValue={field.type === 'instant' && value ? localInput(shown(value)) : shown(value)} />
}

function Choices({ field, at, value }: FieldAt) {
  const { pick } = useWords()
  return (
    <fieldset className="field-wide" name={at} tabIndex={-1}>
      <legend>{pick(field)}</legend>
      <FieldProblem name={at} />
      <div className="row">{field.choices.map((choice) => <Check key={choice.value} name={below(at, choice.value)} label={pick(choice)} defaultChecked={listOf(value).includes(choice.value)} />)}</div>
    </fieldset>
  )
}

function Record({ field, at, value }: FieldAt) {
  const { pick } = useWords()
  return (
    <fieldset className="document-part field-wide" name={at} tabIndex={-1}>
      <legend>{pick(field)}</legend>
      <FieldProblem name={at} />
      <FormFields fields={field.fields} at={at} data={recordOf(value)} />
    </fieldset>
  )
}

interface ListRow {
  key: number
  value: unknown
}

function List({ field, at, value }: FieldAt) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [rows, setRows] = useState<ListRow[]>(() => {
    const given = listOf(value)
    return (given.length || field.optional ? given : [{}]).map((row, key) => ({ key, value: row }))
  })
  const add = () => setRows([...rows, { key: Math.max(-1, ...rows.map((row) => row.key)) + 1, value: {} }])
  return (
    <fieldset className="document-part field-wide" name={at} tabIndex={-1}>
      <legend>{pick(field)}</legend>
      <FieldProblem name={at} />
      {rows.map((row, index) => (
        <div key={row.key} className="document-row" role="group" aria-label={t('document.row', { name: pick(field), row: index + 1 })}>
          <span className="document-row-number" aria-hidden="true">{index + 1}</span>
          <FormFields fields={field.fields} at={below(at, index + 1)} data={recordOf(row.value)} />
          <button type="button" className="icon-button" aria-label={t('document.removeRow', { row: index + 1 })} title={t('remove')} onClick={() => setRows(rows.filter((other) => other !== row))}>✕</button>
        </div>
      ))}
      {rows.length < (field.max ?? 500) && <div><Button onClick={add}>{t('document.addRow')}</Button></div>}
    </fieldset>
  )
}

const KINDS: Partial<{ [K in DocumentField['type']]: typeof Simple }> = { list: List, record: Record, choices: Choices }

/** The inputs of a form, made of what the form says of its fields. */
export function FormFields({ fields, at = '', data }: { fields: DocumentFields; at?: string; data: Record<string, unknown> }) {
  return (
    <div className="form-grid">
      {inOrder(fields).map(([name, field]) => {
        const Kind = KINDS[field.type] ?? Simple
        return <Kind key={name} field={field} at={below(at, name)} value={data[name]} />
      })}
    </div>
  )
}
