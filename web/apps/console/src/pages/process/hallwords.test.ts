import { expect, it } from 'vitest'
import { rangeOf, wordsOf } from './hallwords.ts'

it.each([
  [{ min: 2, max: 6, is: null, unit: '°C' }, '2–6 °C'],
  [{ min: null, max: 0.3, is: null, unit: 'µmol/L' }, '≤ 0.3 µmol/L'],
  [{ min: 3, max: null, is: null, unit: '' }, '≥ 3'],
  [{ min: null, max: -30, is: null, unit: '°C' }, '≤ -30 °C'],
  [{ min: null, max: null, is: 'pass', unit: '' }, 'pass'],
])('%o reads %s', (window, text) => {
  expect(rangeOf(window)).toBe(text)
})

it('offers the good word and its opposite', () => {
  expect([wordsOf('pass'), wordsOf('ok')]).toEqual([['pass', 'fail'], ['ok', 'failed']])
})
