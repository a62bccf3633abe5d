import { describe, expect, it } from 'vitest'
import { scaled, type Plotted } from './curve.ts'

const chart = (values: number[], more: Partial<Plotted> = {}): Plotted => ({ points: values.map((value) => ({ valid: true, value })), ...more })

describe('a chart of a control', () => {
  it('has its mean in the middle and a line for each standard deviation', () => {
    const { marks, lines } = scaled(chart([10, 12, 8], { mean: 10, sd: 2 }), 400, 224)
    expect(marks.map(({ x, y }) => [x, y])).toEqual([[48, 112], [216, 87], [384, 137]])
    expect(lines.map(({ sd, y }) => [sd, y])).toEqual([[-3, 187], [-2, 162], [-1, 137], [0, 112], [1, 87], [2, 62], [3, 37]])
  })

  it('makes room for what lies far outside', () => {
    const { marks } = scaled(chart([10, 30], { mean: 10, sd: 2 }), 400, 224)
    expect(marks[1]!.y).toBe(12)
  })

  it('shows plain values while there is no mean, one alone in the middle', () => {
    expect(scaled(chart([5]), 400, 224).marks[0]).toEqual({ at: 0, x: 216, y: 212, tone: 'plain' })
    expect(scaled(chart([5, 6]), 400, 224).lines).toEqual([])
  })

  it('leaves room for limits and draws them where they are', () => {
    const { marks, limits } = scaled(chart([1, 3], { limits: [{ value: 5, word: '5' }] }), 400, 224)
    expect([marks.map(({ y }) => y), limits]).toEqual([[212, 112], [{ word: '5', y: 12 }]])
  })

  it('tells void runs and broken rules apart', () => {
    const points = chart([1, 2, 3]).points
    const marked = chart([], { points: [{ ...points[0]!, valid: false }, { ...points[1]!, verdict: 'warn' }, { ...points[2]!, verdict: 'reject' }] })
    expect(scaled(marked, 400, 224).marks.map(({ tone }) => tone)).toEqual(['void', 'warn', 'reject'])
  })
})
