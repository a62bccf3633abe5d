import type { DocumentField, DocumentFields } from '@vena/api'
import { Values } from '@vena/ui'
import { expect, it } from 'vitest'
import { atField, dataOf, inOrder } from './filled.ts'

const field = (type: DocumentField['type'], more: Partial<DocumentField> = {}): DocumentField => ({ type, zh: type, en: type, optional: false, place: 1, max: null, choices: [], fields: {}, ...more })

const FIELDS: DocumentFields = {
  rows: field('list', { fields: { product: field('text'), a: field('integer') } }),
  rhd: field('record', { fields: { a: field('integer') } }),
  remark: field('text', { optional: true, max: 500 }),
  numbers: field('texts'),
  sent_at: field('instant'),
  slip: field('text'),
  warm: field('yes_no'),
  temp: field('number', { optional: true }),
  groups: field('choices', { choices: [{ value: 'A', zh: '', en: '' }, { value: 'B', zh: '', en: '' }] }),
}

it('builds the data that the inputs mean, and leaves out what is empty', () => {
  const values = new Values({
    slip: 'S1', remark: '', numbers: '1\r\n\r\n 2 ', sent_at: '2026-03-16T19:58', warm: 'false', 'rhd.a': '0', 'groups.B': 'true', temp: '-3.5',
    'rows.2.product': '血浆', 'rows.2.a': '2', 'rows.1.product': '红细胞', 'rows.1.a': '1', 'rows.10.product': '血小板', 'rows.10.a': '3',
  })
  expect(dataOf(FIELDS, values)).toEqual({
    slip: 'S1', numbers: ['1', '2'], sent_at: '2026-03-16T19:58:00+08:00', warm: false, rhd: { a: 0 }, groups: ['B'], temp: -3.5,
    rows: [{ product: '红细胞', a: 1 }, { product: '血浆', a: 2 }, { product: '血小板', a: 3 }],
  })
})

it('leaves an optional group or table out, and sends an empty table that is wanted', () => {
  const fields = { a: field('list'), b: field('list', { optional: true }), c: field('record', { optional: true, fields: { x: field('text', { optional: true }) } }) }
  expect(dataOf(fields, new Values({}))).toEqual({ a: [] })
})

it('asks in the order of the form, whatever the names are', () => {
  const fields = { b: field('text', { place: 0 }), a: field('list', { place: 1 }), d: field('text', { place: 2 }), c: field('integer', { place: 3, optional: true }) }
  expect(inOrder({ a: fields.a, b: fields.b, c: fields.c, d: fields.d }).map(([name]) => name)).toEqual(['b', 'a', 'd', 'c'])
})

it('puts a refusal at the field that it names', () => {
  const problem = { title: '', status: 422, code: 'invalid', rule: 'document.field-type' }
  const at = (path?: string) => atField({ ...problem, field: path })?.field
  expect(at('slip')).toBe('slip')
  expect(at('data.slip')).toBe('slip')
  expect(at('rows[0].product')).toBe('rows.1.product')
  expect(at('data.rows[11].a')).toBe('rows.12.a')
  expect(at('numbers[3]')).toBe('numbers.4')
  expect(at()).toBeUndefined()
  expect(atField(null)).toBeNull()
})
