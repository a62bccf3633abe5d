// What a hand writes on a pad, as numbers: places in thousandths of the width of the field, so that a signature keeps its
// shape whatever the screen; time since the first point; pressure.
import type { StrokePoint } from '@vena/api'

export type Stroke = StrokePoint[]

/** What of a pointer event matters here. */
export interface Touch {
  x: number
  y: number
  /** When, ms. */
  at: number
  /** 0 to 1; 0 where it is not measured. */
  pressure: number
}

const THOUSAND = 1000
/** Pressure of screens that measure none. */
const UNMEASURED = 500
/** Places and pressures have sixteen bits. */
const MOST = 65_535

const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)))

/** A point of the field; `width` is that of the field and `since` the time of the first point. */
export function pointOf(touch: Touch, width: number, since: number): StrokePoint {
  return {
    x: within((touch.x / width) * THOUSAND, THOUSAND), y: within((touch.y / width) * THOUSAND, MOST),
    t: within(touch.at - since, Number.MAX_SAFE_INTEGER), p: touch.pressure > 0 ? within(touch.pressure * THOUSAND, THOUSAND) : UNMEASURED,
  }
}

/** No hand tells more than 250 points a second, whatever the glass measures. */
const APART_MS = 4

/** Whether a point tells anything that the one before it has not told: a later moment, another place. */
export function isNews(before: StrokePoint | undefined, point: StrokePoint): boolean {
  return before === undefined || (point.t - before.t >= APART_MS && (point.x !== before.x || point.y !== before.y))
}

/**
 * Whether this pointer may write: once a pen has been seen, hands rest on the glass and write nothing; and only one pointer
 * writes at a time.
 */
export function mayWrite(kind: string, penSeen: boolean, writing: number | null, pointer: number): boolean {
  return (kind === 'pen' || !penSeen) && (writing === null || writing === pointer)
}

/** What is being written. It changes with every point and is no state of the page, which would be drawn anew each time. */
export class Hand {
  strokes: Stroke[] = []
  private pointer: number | null = null
  private penSeen = false
  private since: number | null = null

  /** Puts a pointer down; false when it may not write. */
  press(kind: string, pointer: number): boolean {
    if (kind === 'pen') this.penSeen = true
    if (!mayWrite(kind, this.penSeen, this.pointer, pointer)) return false
    this.pointer = pointer
    this.strokes.push([])
    return true
  }

  /** Goes on with the stroke of this pointer; answers the points that are new, after the last one before them. */
  write(pointer: number, touches: Touch[], width: number): Stroke {
    const stroke = this.pointer === pointer ? this.strokes.at(-1) : undefined
    if (!stroke) return []
    const from = Math.max(0, stroke.length - 1)
    for (const touch of touches) {
      this.since ??= touch.at
      const point = pointOf(touch, width, this.since)
      if (isNews(stroke.at(-1), point)) stroke.push(point)
    }
    return stroke.slice(from)
  }

  /** Takes a pointer away; false when it has not written. */
  lift(pointer: number): boolean {
    if (this.pointer !== pointer) return false
    this.pointer = null
    return true
  }

  /** Begins anew; hands go on resting beside a pen that was seen. */
  clear(): void {
    this.strokes = []
    this.pointer = null
    this.since = null
  }
}

/** Width of a line, as parts of the width of the field. */
export const widthOf = ({ p }: StrokePoint): number => 0.0022 + (p / THOUSAND) * 0.0036

/** Everything written within, and how high it is as parts of its width; nothing for an empty field. */
export function extentOf(strokes: Stroke[]): { left: number; top: number; width: number; height: number } | null {
  const points = strokes.flat()
  if (points.length === 0) return null
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

/** When the last point was written, ms after the first. */
export const lasts = (strokes: Stroke[]): number => strokes.at(-1)?.at(-1)?.t ?? 0

/** As much of it as stood after so many milliseconds. */
export function until(strokes: Stroke[], ms: number): Stroke[] {
  return strokes.map((stroke) => stroke.filter(({ t }) => t <= ms)).filter((stroke) => stroke.length > 0)
}
