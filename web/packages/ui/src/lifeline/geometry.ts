/** Soft bend of the whole river, so that it reads as water and not as a bar. */
export function meander(x: number): number {
  return 4 * Math.sin((x / 300) * Math.PI * 2)
}

export function smooth(share: number): number {
  const s = Math.max(0, Math.min(1, share))
  return s * s * (3 - 2 * s)
}

/** Course of one branch: where its middle lies and how wide it is, at each x. */
export interface Course {
  y: (x: number) => number
  thick: (x: number) => number
}

/** Thickness of the water by its volume: a 400 mL donation is the widest that is drawn. */
export function thickness(volume_ml: number): number {
  return Math.max(8, Math.min(28, (volume_ml / 400) * 26))
}

export interface CourseShape {
  laneY: number
  own: number
  /** Where and from which course this branch leaves; none for the first. */
  from?: { x: number; course: Course; length: number }
  /** True for the branch that goes straight on: it keeps its upper bank and narrows from below. */
  straight: boolean
}

export function course({ laneY, own, from, straight }: CourseShape): Course {
  if (!from) return { y: (x) => laneY + meander(x), thick: () => own }
  const share = (x: number) => smooth((x - from.x) / from.length)
  const parent = from.course.thick(from.x)
  const parentY = from.course.y(from.x) - meander(from.x)
  if (straight) {
    const thick = (x: number) => parent + (own - parent) * share(x)
    return { thick, y: (x) => parentY - (parent - thick(x)) / 2 + meander(x) }
  }
  const startY = parentY + (parent - own) / 2
  return { thick: () => own, y: (x) => startY + (laneY - startY) * share(x) + meander(x) }
}

function samples(x1: number, x2: number): number[] {
  const count = Math.max(1, Math.ceil((x2 - x1) / 8))
  return Array.from({ length: count + 1 }, (_, i) => x1 + ((x2 - x1) * i) / count)
}

const point = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`

/** One bank of a stretch as an open path; `side` −1 is the upper, 1 the lower bank. */
export function bankPath(c: Course, x1: number, x2: number, side: -1 | 1, away = 0): string {
  return samples(x1, x2)
    .map((x, i) => `${i === 0 ? 'M' : 'L'}${point(x, c.y(x) + side * (c.thick(x) / 2 + away))}`)
    .join('')
}

/** A stretch of water as a closed path. */
export function waterPath(c: Course, x1: number, x2: number): string {
  const xs = samples(x1, x2)
  const upper = xs.map((x) => point(x, c.y(x) - c.thick(x) / 2))
  const lower = xs.map((x) => point(x, c.y(x) + c.thick(x) / 2)).toReversed()
  return `M${upper.join('L')}L${lower.join('L')}Z`
}

/** The mouth between a vein and the river: a thin line that widens to the band (or the other way round). */
export function mouthPath(vein: { x: number; y: number }, c: Course, at: number): string {
  const half = c.thick(at) / 2
  const y = c.y(at)
  const bend = (vein.x + at) / 2
  const upper = `M${point(vein.x, vein.y - 1.5)}C${point(bend, vein.y - 1.5)} ${point(bend, y - half)} ${point(at, y - half)}`
  return `${upper}L${point(at, y + half)}C${point(bend, y + half)} ${point(bend, vein.y + 1.5)} ${point(vein.x, vein.y + 1.5)}Z`
}
