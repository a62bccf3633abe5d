// What of a form people still add, when the system knows the rest of it.
import type { DocumentField, DocumentFields } from '@vena/api'

type Known = Record<string, unknown>

const recordOf = (value: unknown): Known => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Known) : {})

/** The field with only those parts that are not known; null when all of it is. */
function prunedField(field: DocumentField, value: unknown): DocumentField | null {
  if (value === undefined || value === null) return field
  if (field.type === 'record') return withFields(field, pruned(field.fields, recordOf(value)))
  if (field.type === 'list' && Array.isArray(value)) return withFields(field, lacking(field.fields, value.map(recordOf)), value.length)
  return null
}

const withFields = (field: DocumentField, fields: DocumentFields, max = field.max): DocumentField | null => (Object.keys(fields).length > 0 ? { ...field, fields, max } : null)

/** What some row lacks and must have; what a row may leave out, nobody adds to rows of the record. */
function lacking(fields: DocumentFields, rows: Known[]): DocumentFields {
  const kept: DocumentFields = {}
  for (const row of rows) Object.assign(kept, pruned(fields, row))
  return Object.fromEntries(Object.entries(kept).filter(([, field]) => !field.optional))
}

/** The fields that are not known, in their order. */
export function pruned(fields: DocumentFields, known: Known): DocumentFields {
  const kept = Object.entries(fields).flatMap(([name, field]): [string, DocumentField][] => {
    const rest = prunedField(field, known[name])
    return rest ? [[name, rest]] : []
  })
  return Object.fromEntries(kept)
}
