import { expect, it } from 'vitest'
import { readGroup } from './GroupBadge.tsx'

it.each([
  ['O+', 'O', false], ['AB-', 'AB', true], ['A−', 'A', true], ['B', 'B', false], ['', '', false], ['C+', '', false],
])('reads %s', (text, abo, negative) => {
  expect(readGroup(text)).toEqual({ abo, negative })
})
