// What of a form people still add, when the system knows the rest of it.
import type { DocumentField, DocumentFields } from '@vena/api'

type Known = Record<string, unknown>

const recordOf = (value: unknown): Known => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Known) : {})

/** The field with only those parts that are not known; null when all of it is. */
function prunedField(field: DocumentField, value: unknown): DocumentField | null {
  if (value === undefined || value === null) return field
  if (field.type === 'record') return withFields(field, [recordOf(value)])
  if (field.type === 'list' && Array.isArray(value)) return withFields(field, value.map(recordOf))
  return null
}

/** What any of these rows lacks, every row is asked for; as many rows as are known. */
function withFields(field: DocumentField, rows: Known[]): DocumentField | null {
  const kept: DocumentFields = {}
  for (const row of rows) Object.assign(kept, pruned(field.fields, row))
  return Object.keys(kept).length > 0 ? { ...field, fields: kept, max: rows.length } : null
}

/** The fields that are not known, in their order. */
export function pruned(fields: DocumentFields, known: Known): DocumentFields {
  const kept = Object.entries(fields).flatMap(([name, field]): [string, DocumentField][] => {
    const rest = prunedField(field, known[name])
    return rest ? [[name, rest]] : []
  })
  return Object.fromEntries(kept)
}
