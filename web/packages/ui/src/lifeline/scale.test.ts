import { describe, expect, it } from 'vitest'
import { DAY, MINUTE, START } from './fixture.ts'
import { timeScale, weight } from './scale.ts'

describe('timeScale', () => {
  const instants = [START, START + MINUTE, START + 2 * MINUTE, START + 9 * DAY]

  it('gives a longer silence more room, but far less than in proportion', () => {
    expect(weight(DAY)).toBeGreaterThan(weight(MINUTE))
    expect(weight(30 * DAY) / weight(MINUTE)).toBeLessThan(5)
  })

  it('fills the room that it is given when there is enough of it', () => {
    const scale = timeScale([instants], 100, 1000, 15)
    expect(scale.x(START)).toBe(100)
    expect(scale.end).toBeCloseTo(1000)
  })

  it('keeps the least distance when there is not, and grows beyond the room', () => {
    const many = Array.from({ length: 50 }, (_, i) => START + i * MINUTE)
    const scale = timeScale([many], 0, 100, 15)
    expect(scale.end).toBeGreaterThan(100)
    many.slice(1).forEach((at, i) => expect(scale.x(at) - scale.x(many[i] ?? 0)).toBeGreaterThanOrEqual(15))
  })

  it('tells events of one instant apart', () => {
    const scale = timeScale([[START, START, START, START + DAY]], 0, 800, 15)
    expect(scale.x(START, 1)).toBeGreaterThan(scale.x(START, 0))
    expect(scale.x(START, 2)).toBeLessThan(scale.x(START + DAY))
  })

  it('never runs backwards between its stops', () => {
    const scale = timeScale([instants], 0, 900, 15)
    let last = -1
    for (let at = START; at <= START + 9 * DAY; at += 6 * 60 * MINUTE) {
      const x = scale.x(at)
      expect(x).toBeGreaterThanOrEqual(last)
      last = x
    }
  })

  it('stands with no events at all', () => {
    expect(timeScale([[]], 10, 100, 15).end).toBe(10)
  })
})
