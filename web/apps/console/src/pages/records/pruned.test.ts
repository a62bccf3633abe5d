import type { DocumentField } from '@vena/api'
import { expect, it } from 'vitest'
import { pruned } from './pruned.ts'

const field = (more: Partial<DocumentField> = {}): DocumentField => ({ type: 'text', zh: '字', en: 'word', optional: false, place: 1, max: null, choices: [], fields: {}, ...more })
const rows = field({ type: 'list', max: 500, fields: { product: field(), method: field(), note: field({ optional: true }) } })

it('asks for what nobody knows yet, in the order of the form', () => {
  expect(Object.keys(pruned({ a: field(), b: field(), c: field({ optional: true }) }, { b: 'x' }))).toEqual(['a', 'c'])
  expect(pruned({ a: field() }, { a: 0 })).toEqual({})
  expect(Object.keys(pruned({ a: field() }, { a: null }))).toEqual(['a'])
})

it('asks for the rest of a record', () => {
  const both = field({ type: 'record', fields: { in_c: field(), out_c: field() } })
  expect(Object.keys(pruned({ t: both }, { t: { out_c: 4 } })['t']?.fields ?? {})).toEqual(['in_c'])
  expect(pruned({ t: both }, { t: { in_c: 4, out_c: 4 } })).toEqual({})
})

it('asks for what some row of a list lacks and must have, and for no more rows than are known', () => {
  const { rows: rest } = pruned({ rows }, { rows: [{ product: 'a', method: 'b' }, { product: 'c' }] })
  expect(Object.keys(rest?.fields ?? {})).toEqual(['method'])
  expect(rest?.max).toBe(2)
  expect(pruned({ rows }, { rows: [{ product: 'a', method: 'b' }] })).toEqual({})
  expect(pruned({ rows }, {})['rows']).toBe(rows)
})
