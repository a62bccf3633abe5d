import type { PoolCandidate } from '@vena/api'
import { expect, test } from 'vitest'
import { meant, whyNot } from './poolwords.ts'

const bag = (serial: number, group: string | null, ok = true) => ({ unit: { unit_id: `u${serial}`, donation_number: `016022600000${serial}` }, group, ok }) as PoolCandidate

test('a bag is meant by its number, its label or its id', () => {
  const units = [bag(1, 'O+'), bag(2, 'O+')]
  expect(meant('0160226000002', units)?.unit.unit_id).toBe('u2')
  expect(meant('01602-26000001', units)?.unit.unit_id).toBe('u1')
  expect(meant('0160226000001/PLT-C/00', units)?.unit.unit_id).toBe('u1')
  expect(meant('u2', units)?.unit.unit_id).toBe('u2')
  expect(meant('0160226000009', units)).toBeUndefined()
})

test('only bags of one group go together, each once and not too many', () => {
  const first = bag(1, 'O+')
  expect(whyNot(first, [], 2)).toBeNull()
  expect(whyNot(bag(2, 'O+'), [first], 2)).toBeNull()
  expect(whyNot(first, [first], 2)).toBe('twice')
  expect(whyNot(bag(2, 'A+'), [first], 2)).toBe('group')
  expect(whyNot(bag(3, 'O+'), [first, bag(2, 'O+')], 2)).toBe('full')
  expect(whyNot(bag(2, 'O+', false), [], 2)).toBe('barred')
})
