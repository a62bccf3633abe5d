import { expect, it } from 'vitest'
import { clock, dayName, dayOf, ics, kilometres } from './times.ts'

it('reads moments on Chinese clocks', () => {
  expect(dayOf('2026-11-21T16:00:00Z')).toBe('2026-11-22')
  expect(clock('2026-11-21T16:05:00Z')).toBe('00:05')
  expect(dayName('2026-11-22', 'zh')).toBe('11月22日 周日')
  expect(dayName('2026-11-22', 'en')).toMatch(/22 Nov/)
})

it('measures the way to a house', () => {
  expect(kilometres({ latitude: 36.06, longitude: 120.38 }, { latitude: 36.06, longitude: 120.38 })).toBe(0)
  expect(kilometres({ latitude: 36, longitude: 120 }, { latitude: 37, longitude: 120 })).toBeCloseTo(111.2, 0)
})

it('writes an appointment that a calendar reads', () => {
  const text = ics({ id: 'booking_1', title: '献血：全血', place: '市南区, 某路 1 号', starts: '2026-11-22T01:00:00Z', ends: '2026-11-22T01:30:00Z', note: '带身份证；'.repeat(20) })
  expect(text).toContain('DTSTART:20261122T010000Z')
  expect(text).toContain('LOCATION:市南区\\, 某路 1 号')
  for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
})
