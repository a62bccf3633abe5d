import { expect, it } from 'vitest'
import { day, donationNumber, durationParts, exactMoment, inCityTime, localInput, moment, temperatures } from './format.ts'

it('shows every time on the city’s clock, wherever the browser stands', () => {
  expect(moment('2026-11-22T06:05:00Z')).toBe('2026-11-22 14:05')
  expect(day('2026-11-22T18:00:00Z')).toBe('2026-11-23')
  expect(exactMoment('2026-11-22T06:05:09Z')).toBe('2026-11-22 14:05:09')
})

it('shows nothing for what is no time', () => {
  expect(moment('')).toBe('')
  expect(moment('yesterday')).toBe('')
})

it('reads back the very instant that an input shows', () => {
  const at = '2026-12-31T16:30:00.000Z'
  expect(localInput(at)).toBe('2027-01-01T00:30')
  expect(new Date(inCityTime(localInput(at))).toISOString()).toBe(at)
})

it.each([
  [8_000, [['second', 8]]],
  [8 * 60_000, [['minute', 8]]],
  [90 * 60_000, [['hour', 1], ['minute', 30]]],
  [20 * 3_600_000, [['hour', 20]]],
  [51 * 3_600_000, [['day', 2], ['hour', 3]]],
  [30 * 86_400_000, [['day', 30]]],
])('says %i ms by its largest parts', (ms, parts) => {
  expect(durationParts(ms)).toEqual(parts)
})

it.each([[2, 6, '2 – 6 ℃'], [null, -18, '≤ −18 ℃'], [2, undefined, '≥ 2 ℃'], [null, null, '']])('says the range %s to %s', (min, max, text) => {
  expect(temperatures(min, max)).toBe(text)
})

it('writes a donation number as people read it and leaves other texts alone', () => {
  expect(donationNumber('0160226012345')).toBe('01602-26012345')
  expect(donationNumber('A99992112345600')).toBe('A99992112345600')
})
