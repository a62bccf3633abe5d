import type { BatchLine, DocumentForm, DocumentRow } from '@vena/api'
import { expect, it } from 'vitest'
import { nextSlot, portions, signAll, type Portion } from './batch.ts'

const ids = (count: number) => Array.from({ length: count }, (_, i) => `d${i}`)
const lines = ({ documents }: Portion): BatchLine[] => documents.map((document_id) => ({ document_id }))

it('makes portions of one place each, none too large and nothing lost', () => {
  const made = portions([...ids(5).map((id) => ({ id, slot: 'a' })), { id: 'x', slot: 'b' }], 2)
  expect(made).toEqual([
    { slot: 'a', documents: ['d0', 'd1'] }, { slot: 'a', documents: ['d2', 'd3'] }, { slot: 'a', documents: ['d4'] }, { slot: 'b', documents: ['x'] },
  ])
  expect(portions(ids(101).map((id) => ({ id, slot: 'a' }))).map((portion) => portion.documents.length)).toEqual([50, 50, 1])
})

it('knows the next place only from the version of the form that the document was made with', () => {
  const form = { form: 'slip', version: 1, slots: [{ name: 'sender' }, { name: 'receiver' }] } as DocumentForm
  const row = { form: 'slip', form_version: 1, signed: 1 } as DocumentRow
  expect(nextSlot(row, [form])).toBe('receiver')
  expect(nextSlot({ ...row, form_version: 2 }, [form])).toBeUndefined()
  expect(nextSlot({ ...row, signed: 2 }, [form])).toBeUndefined()
})

it('tells of what is signed before a portion fails, and sends nothing after it', async () => {
  const told: string[] = []
  const sent: Portion[] = []
  const send = async (portion: Portion) => {
    sent.push(portion)
    if (sent.length === 2) throw new Error('line cut')
    return lines(portion)
  }
  const all = portions(ids(6).map((id) => ({ id, slot: 'a' })), 2)
  await expect(signAll(all, send, (done) => told.push(...done.map((line) => line.document_id)), () => false)).rejects.toThrow('line cut')
  expect(told).toEqual(['d0', 'd1'])
  expect(sent).toHaveLength(2)
})

it('stops between two portions when asked', async () => {
  const told: string[] = []
  const all = portions(ids(4).map((id) => ({ id, slot: 'a' })), 2)
  await signAll(all, async (portion) => lines(portion), (done) => told.push(...done.map((line) => line.document_id)), () => told.length > 0)
  expect(told).toEqual(['d0', 'd1'])
})
