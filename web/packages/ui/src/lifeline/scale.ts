const MINUTE = 60_000

/** One instant on the axis and how many events of one branch share it. */
export interface Stop {
  at: number
  slots: number
}

export interface Gap {
  x1: number
  x2: number
  ms: number
}

export interface TimeScale {
  /** Place of an instant; `slot` tells events of the same instant apart. */
  x: (at: number, slot?: number) => number
  gaps: Gap[]
  stops: { at: number; x: number }[]
  start: number
  end: number
}

/** Room that a silence deserves: minutes stay apart, days do not run away. */
export function weight(ms: number): number {
  return 1 + 0.75 * Math.log10(1 + ms / MINUTE)
}

function countStops(instants: number[][]): Stop[] {
  const slots = new Map<number, number>()
  for (const lane of instants) {
    const here = new Map<number, number>()
    for (const at of lane) here.set(at, (here.get(at) ?? 0) + 1)
    for (const [at, n] of here) slots.set(at, Math.max(slots.get(at) ?? 1, n))
  }
  return [...slots].map(([at, n]) => ({ at, slots: n })).sort((a, b) => a.at - b.at)
}

/**
 * A piecewise scale: each pause between neighbouring instants gets room by the logarithm of its length, so that a
 * collection of eight minutes and a month on the shelf are readable in one picture.
 * `lanes` are the instants (ms) of each branch, `from`/`to` the pixels to fill, `step` the least distance of two events.
 */
export function timeScale(lanes: number[][], from: number, to: number, step: number): TimeScale {
  const stops = countStops(lanes)
  const spans = stops.slice(1).map((stop, i) => stop.at - (stops[i]?.at ?? stop.at))
  const inside = stops.reduce((sum, stop) => sum + stop.slots - 1, 0)
  const total = spans.reduce((sum, ms) => sum + weight(ms), 0) + inside
  const unit = Math.max(step, total > 0 ? (to - from) / total : step)
  const placed: { at: number; x: number; width: number }[] = []
  const gaps: Gap[] = []
  let x = from
  stops.forEach((stop, i) => {
    const width = (stop.slots - 1) * unit
    placed.push({ at: stop.at, x, width })
    const ms = spans[i]
    if (ms === undefined) return
    gaps.push({ x1: x + width, x2: x + width + weight(ms) * unit, ms })
    x += width + weight(ms) * unit
  })
  const last = placed.at(-1)
  return {
    x: (at, slot = 0) => locate(placed, at, slot * unit),
    gaps,
    stops: placed.map(({ at, x }) => ({ at, x })),
    start: from,
    end: last ? last.x + last.width : from,
  }
}

function locate(placed: { at: number; x: number; width: number }[], at: number, shift: number): number {
  const after = placed.findIndex((stop) => stop.at >= at)
  const right = placed[after]
  if (!right) return (placed.at(-1)?.x ?? 0) + (placed.at(-1)?.width ?? 0)
  if (right.at === at || after === 0) return right.x + Math.min(shift, right.width)
  const left = placed[after - 1] ?? right
  const share = (at - left.at) / (right.at - left.at)
  return left.x + left.width + share * (right.x - left.x - left.width)
}
