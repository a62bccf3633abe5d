import { expect, it } from 'vitest'
import { admitsFrames } from './framing.ts'

it.each([
  [null, true],
  ["default-src 'self'; img-src 'self' data:", false],
  ["default-src 'self'; frame-src 'self' blob:", true],
  ["default-src 'self' blob:; frame-src 'self'", false],
  ["default-src 'self'; Child-Src blob:", true],
  ["img-src 'self'", true],
])('%s', (policy, admits) => {
  expect(admitsFrames(policy)).toBe(admits)
})
