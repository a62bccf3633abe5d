import type { DocumentField, DocumentFields } from '@vena/api'
import { Values } from '@vena/ui'
import { expect, it } from 'vitest'
import { atField, dataOf, inOrder } from './filled.ts'

const field = (type: DocumentField['type'], more: Partial<DocumentField> = {}): DocumentField => ({ type, zh: type, en: type, optional: false, max: null, choices: [], fields: {}, ...more })

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

it('asks for what is needed first and for tables last', () => {
  expect(inOrder(FIELDS).map(([name]) => name)).toEqual(['sent_at', 'slip', 'warm', 'temp', 'numbers', 'groups', 'remark', 'rhd', 'rows'])
})

it('puts a refusal at the field that it names', () => {
  const problem = { title: '', status: 409, code: 'refused', rule: 'document.field-type' }
  const at = (more: object) => atField({ ...problem, ...more }, FIELDS)?.field
  expect(at({ detail: 'rows.2.a 应为整数' })).toBe('rows.2.a')
  expect(at({ detail: 'the page has no room for slip' })).toBe('slip')
  expect(at({ detail: '“很长”放不进它的位置' })).toBeUndefined()
  expect(at({ field: 'data.slip' })).toBe('slip')
  expect(at({ rule: 'exists.form', detail: 'slip' })).toBeUndefined()
  expect(atField(null, FIELDS)).toBeNull()
})
