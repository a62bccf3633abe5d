// What was typed into a form, as the data of a document, and back. Inputs are named by the paths that the server's
// refusals name: `slip_number`, `rhd_negative.a`, `rows.1.product` with rows counted from 1.
import type { DocumentField, DocumentFields, ProblemDocument } from '@vena/api'
import { inCityTime, type Values } from '@vena/ui'

type Data = Record<string, unknown>

export const below = (at: string, name: string | number): string => (at ? `${at}.${name}` : String(name))

const one: Partial<Record<DocumentField['type'], (text: string) => unknown>> = {
  integer: Number, number: Number, instant: inCityTime,
  texts: (text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean),
  yes_no: (text) => text === 'true',
}

/** The numbers of the rows of a list that are on the form. */
function rowsOf(values: Values, at: string): number[] {
  const numbers = values.under(`${at}.`).map((rest) => Number.parseInt(rest, 10))
  return [...new Set(numbers)].filter(Number.isInteger).toSorted((a, b) => a - b)
}

function valueOf(field: DocumentField, at: string, values: Values): unknown {
  if (field.type === 'record') {
    const record = dataOf(field.fields, values, at)
    return field.optional && Object.keys(record).length === 0 ? undefined : record
  }
  if (field.type === 'list') {
    const rows = rowsOf(values, at).map((row) => dataOf(field.fields, values, below(at, row)))
    return field.optional && rows.length === 0 ? undefined : rows
  }
  if (field.type === 'choices') return field.choices.map(({ value }) => value).filter((value) => values.yes(below(at, value)))
  const text = values.text(at).replaceAll('\r\n', '\n')
  if (text === '') return field.type === 'texts' && !field.optional ? [] : undefined
  return (one[field.type] ?? String)(text)
}

/** The data of a document; what was left empty is left out. */
export function dataOf(fields: DocumentFields, values: Values, at = ''): Data {
  const data: Data = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = valueOf(field, below(at, name), values)
    if (value !== undefined) data[name] = value
  }
  return data
}

const SIMPLE = new Set<DocumentField['type']>(['text', 'integer', 'number', 'day', 'instant', 'choice', 'yes_no'])
const LINE = 100

/** Long texts and what has several parts need the whole width. */
export const isLong = (field: DocumentField): boolean => !SIMPLE.has(field.type) || (field.type === 'text' && (field.max ?? 0) > LINE)

/** As the form has them, from top to bottom. */
export function inOrder(fields: DocumentFields): [string, DocumentField][] {
  return Object.entries(fields).toSorted(([, a], [, b]) => a.place - b.place)
}

/** The path of the server, whose rows are counted from 0 (`rows[2].volume_ml`), as the name of an input, whose rows are counted from 1. */
const inputOf = (path: string): string => path.replace(/^data\./, '').replace(/\[(\d+)\]/g, (_, row: string) => `.${Number(row) + 1}`)

/** A refusal of the data stands at the input that it names. */
export function atField(problem: ProblemDocument | null): ProblemDocument | null {
  return problem?.field ? { ...problem, field: inputOf(problem.field) } : problem
}
