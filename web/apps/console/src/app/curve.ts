/** Values in their order, and the line and width by which they are judged. */
export interface Plotted {
  points: { value: number, valid: boolean, verdict?: 'warn' | 'reject' | null }[]
  mean?: number | null
  sd?: number | null
  /** Values at which something begins or ends, with what is written beside them. */
  limits?: { value: number, word: string }[]
}

export interface Mark { x: number, y: number, at: number, tone: 'plain' | 'warn' | 'reject' | 'void' }

/** Where values stand on a picture of this size; the lowest and highest places are those of 4 standard deviations, or of the values. */
export function scaled(chart: Plotted, width: number, height: number): { marks: Mark[], y: (value: number) => number, lines: { sd: number, y: number }[], limits: { word: string, y: number }[] } {
  const values = chart.points.map((point) => point.value)
  const { mean, sd, limits = [] } = chart
  const seen = [...values, ...limits.map((limit) => limit.value)]
  const [low, high] = mean != null && sd != null
    ? [Math.min(mean - 4 * sd, ...values), Math.max(mean + 4 * sd, ...values)]
    : [Math.min(...seen), Math.max(...seen)]
  const room = high - low || 1
  const y = (value: number) => Math.round((1 - (value - low) / room) * (height - 24) + 12)
  const x = (at: number) => Math.round(48 + (values.length === 1 ? 0.5 : at / (values.length - 1)) * (width - 64))
  const marks = chart.points.map((point, at) => ({ at, x: x(at), y: y(point.value), tone: point.verdict ?? (point.valid ? 'plain' : 'void') }) as Mark)
  const lines = mean != null && sd != null ? [-3, -2, -1, 0, 1, 2, 3].map((times) => ({ sd: times, y: y(mean + times * sd) })) : []
  return { marks, y, lines, limits: limits.map(({ word, value }) => ({ word, y: y(value) })) }
}
