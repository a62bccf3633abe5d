import { describe, expect, it } from 'vitest'
import { readings } from './readings.ts'

describe('readings of a logger', () => {
  it.each([
    ['2026-11-16 08:30,4.2', '2026-11-16T00:30:00.000Z', 4.2],
    ['2026-11-16T08:30:15+08:00\t-3', '2026-11-16T00:30:15.000Z', -3],
    ['2026/11/6 8:05;4,2;55', '2026-11-06T00:05:00.000Z', 4.2],
    ['2026-11-16 08:30:00Z, 4.2 ℃', '2026-11-16T08:30:00.000Z', 4.2],
  ])('%s', (line, at, temp_c) => {
    expect(readings(`时间,温度\n${line}\n\n`)).toEqual({ points: [{ at, temp_c }], wrong: [] })
  })

  it.each(['2026-11-16 08:30,4,2', '2026-13-16 08:30,4.2', '2026-11-16 08:30,', '2026-11-16 08:30,--', '08:30,4.2'])('tells %s', (line) => {
    expect(readings(line)).toEqual({ points: [], wrong: [line] })
  })

  it('tells what stands behind the first reading', () => {
    expect(readings('序号\n2026-11-16 08:30,4.2\n断电\n2026-11-16 08:35,4.3').wrong).toEqual(['断电'])
  })
})
