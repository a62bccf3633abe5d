import { bankPath, course, mouthPath, thickness, waterPath, type Course } from './geometry.ts'
import { fitText, placeLabels, textWidth } from './labels.ts'
import type { LifeEvent } from './model.ts'
import { timeScale, type TimeScale } from './scale.ts'
import type { Branch, Mode, Safety, Story } from './story.ts'

/** Words and clocks that the picture needs; the layout itself knows no language. */
export interface Voice {
  word: (event: LifeEvent) => string
  clock: (at: number) => string
  day: (at: number) => string
  duration: (ms: number) => string
}

export interface Band {
  key: string
  d: string
  upper: string
  lower: string
  rails: [string, string] | null
  org: number
  orgTo: number
  x1: number
  x2: number
  mode: Mode
  safety: Safety
  dim: boolean
}

export interface Mark {
  id: string
  unitId: string
  lane: number
  event: LifeEvent
  x: number
  y: number
  half: number
  shape: 'tick' | 'test' | 'gate' | 'gate-open'
  seals: string[]
  label: { x: number; y: number; text: string; level: number } | null
  /** Still on the bend that leaves the parent: told when touched, not by a word. */
  turning: boolean
  dim: boolean
}

export interface Place {
  key: string
  name: string
  label: string
  /** Middle of the name, and its row: names that do not fit their stay stand one row higher. */
  at: number
  row: 0 | 1
  x1: number
  x2: number
  org: number
}

export interface End {
  key: string
  unitId: string
  life: string
  lane: number
  x: number
  y: number
  half: number
  org: number
  alive: boolean
  dim: boolean
}

export interface ThermalLine {
  key: string
  top: number
  bottom: number
  bandTop: number
  bandBottom: number
  x1: number
  x2: number
  d: string
  hot: { x: number; y: number }[]
  min_c: number
  max_c: number
}

export interface River {
  width: number
  height: number
  /** Where the picture begins: a row higher when names of places stand in the upper row. */
  top: number
  orgs: string[]
  bands: Band[]
  marks: Mark[]
  places: Place[]
  ends: End[]
  thermal: ThermalLine[]
  source: string | null
  mouth: string | null
  arms: { y: number; left: number; right: number; reached: boolean }
  axis: { y: number; x1: number; x2: number; ticks: { x: number; text: string }[]; days: { x: number; text: string }[]; calms: { x1: number; x2: number; text: string }[] }
}

const MARGIN = 132
const STEP = 15
const BANK = 44
const MAIN_Y = 108
const LABEL_SIZE = 12
const LEVEL = 17
const PITCH = 88
const THERMAL = 58

const WEIGHTS: Record<string, number> = {
  collected: 5, released: 5, transfusion_ended: 5, transfused: 5, held: 5, recalled: 5, rejected: 5, discarded: 5,
  divided: 4, issued: 4, dispensed: 4, matched: 4, received: 3, tested: 3, dispatched: 3, transfusion_started: 3,
}
const SHAPES: Record<string, Mark['shape']> = { tested: 'test', held: 'gate', recalled: 'gate', taken_over: 'gate', found: 'gate', lifted: 'gate-open' }

interface Drawn {
  branch: Branch
  course: Course
  xs: number[]
  born: number
  until: number
  /** From here on the branch runs in its own row. */
  settled: number
  dim: boolean
}

interface Frame {
  story: Story
  scale: TimeScale
  orgs: string[]
  laneY: (lane: number) => number
  drawn: Map<string, Drawn>
}

/** Names of the custodians in the order in which the blood met them: the order gives each its colour. */
export function custodians(story: Story): string[] {
  const main = story.branches.filter((b) => b.lane === 0)
  const rest = story.branches.filter((b) => b.lane !== 0)
  const names = [...main, ...rest].flatMap((b) => b.steps.map((step) => step.after.org))
  return [...new Set(names.filter(Boolean))]
}

function laneInstants(story: Story, now: number): number[][] {
  const lanes: number[][] = Array.from({ length: story.lanes }, () => [])
  for (const branch of story.branches) lanes[branch.lane]?.push(...branch.steps.map((step) => step.at))
  if (story.branches.some((b) => b.alive)) lanes.push([now])
  return lanes
}

/** Places of a branch's events; the first ones of a side branch wait until the fork has left the main stream. */
function placeSteps(branch: Branch, scale: TimeScale, used: Map<number, number>, least: number): number[] {
  let previous = least
  return branch.steps.map((step) => {
    const slot = used.get(step.at) ?? 0
    used.set(step.at, slot + 1)
    const x = Math.max(scale.x(step.at, slot), previous)
    previous = x + 12
    return x
  })
}

/** Where a branch leaves its parent: at the parent's division, which is the parent's last event before the child's first. */
function birthX(parent: Drawn, branch: Branch): number {
  const born = branch.steps[0]?.at ?? 0
  const index = parent.branch.steps.findLastIndex((step) => step.at <= born)
  return parent.xs[Math.max(0, index)] ?? 0
}

/** All branches turn over the same length, so that a deeper one never crosses the words of a shallower one. */
function forkLength({ story, laneY }: Frame): number {
  return 60 + 0.3 * (laneY(story.lanes - 1) - laneY(0))
}

function drawBranch(frame: Frame, branch: Branch, used: Map<number, number>[], subjectOnly: boolean): Drawn {
  const parent = frame.drawn.get(branch.unit.parents[0] ?? '')
  const straight = parent?.branch.lane === branch.lane
  const born = parent ? birthX(parent, branch) : 0
  const length = forkLength(frame)
  const least = parent && !straight ? born + length * 0.86 : 0
  const xs = placeSteps(branch, frame.scale, used[branch.lane] ?? new Map(), least)
  const own = thickness(branch.unit.volume_ml)
  const from = parent && { x: born, course: parent.course, length }
  const shape = course({ laneY: frame.laneY(branch.lane), own, straight, ...(from ? { from } : {}) })
  const last = xs.at(-1) ?? born
  const until = branch.alive ? frame.scale.end : last
  return { branch, course: shape, xs, born: parent ? born : (xs[0] ?? 0), until, settled: parent && !straight ? born + length * 0.9 : 0, dim: subjectOnly && branch.lane !== 0 }
}

function bandsOf(frame: Frame, { branch, course: c, xs, born, until, dim }: Drawn): Band[] {
  const first = branch.steps[0]
  if (!first) return []
  const cuts = [born, ...xs.slice(1), until]
  const standings = branch.steps.map((step) => step.after)
  return cuts.slice(0, -1).flatMap((x1, i) => {
    const x2 = cuts[i + 1] ?? x1
    const now = standings[i] ?? first.after
    const org = Math.max(0, frame.orgs.indexOf(now.org))
    const coming = now.mode === 'transit' ? standings.slice(i).find((s) => s.mode !== 'transit')?.org : undefined
    const rails: Band['rails'] = now.holds > 0 ? [bankPath(c, x1, x2, -1, 5), bankPath(c, x1, x2, 1, 5)] : null
    if (x2 - x1 < 0.5) return []
    return [{
      key: `${branch.unit.unit_id}-${i}`, d: waterPath(c, x1, x2), upper: bankPath(c, x1, x2, -1), lower: bankPath(c, x1, x2, 1),
      rails, org, orgTo: coming ? Math.max(0, frame.orgs.indexOf(coming)) : org, x1, x2, mode: now.mode, safety: now.safety, dim,
    }]
  })
}

/** A seal shows the first character of a name that is not masked. */
function sealsOf(event: LifeEvent): string[] {
  if (!event.second_name) return []
  return [event.actor_name, event.second_name].map((name) => [...name.trim()][0] ?? '印')
}

function marksOf({ branch, course: c, xs, dim, settled }: Drawn): Mark[] {
  return branch.steps.map(({ event }, i) => {
    const x = xs[i] ?? 0
    return {
      id: event.event_id, unitId: branch.unit.unit_id, lane: branch.lane, event, x, y: c.y(x), half: c.thick(x) / 2,
      shape: SHAPES[event.kind] ?? 'tick', seals: sealsOf(event), label: null, dim, turning: x < settled,
    }
  })
}

/** Neighbouring events of one kind at one place, told by one word: six tests are "Tested ×6". */
function runsOf(marks: Mark[]): Mark[][] {
  const runs: Mark[][] = []
  for (const mark of marks) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const same = last && last.event.kind === mark.event.kind && last.event.site_name === mark.event.site_name && last.shape === mark.shape
    if (run && same && mark.x - last.x < 90) run.push(mark)
    else runs.push([mark])
  }
  return runs
}

/** Within a run the seals are shown once as long as the same persons signed. */
function thinSeals(run: Mark[]): void {
  const middle = run[Math.floor((run.length - 1) / 2)]
  const same = run.every((mark) => mark.seals.join() === middle?.seals.join())
  if (same) for (const mark of run) if (mark !== middle) mark.seals = []
}

function labelMarks(marks: Mark[], frame: Frame, voice: Voice, width: number): void {
  for (let lane = 0; lane < frame.story.lanes; lane++) {
    const here = marks.filter((mark) => mark.lane === lane).sort((a, b) => a.x - b.x)
    const items = runsOf(here).flatMap((run) => {
      thinSeals(run)
      const mark = run[Math.floor((run.length - 1) / 2)]
      if (!mark || mark.turning) return []
      const count = run.reduce((sum, other) => sum + (other.event.count ?? 1), 0)
      const text = voice.word(mark.event) + (count > 1 ? ` ×${count}` : '')
      return [{ mark, x: mark.x, text, weight: WEIGHTS[mark.event.kind] ?? 2 }]
    })
    const placed = placeLabels(items, { size: LABEL_SIZE, levels: lane === 0 ? 3 : 2, min: 4, max: width - 4 })
    const rails = frame.story.branches.some((b) => b.lane === lane && b.steps.some((step) => step.after.holds > 0))
    const deepest = Math.max(...here.map((mark) => mark.half), 0) + (rails ? 6 : 0)
    for (const { item, x, width: textW, level } of placed) {
      const y = frame.laneY(lane) + deepest + 19 + level * LEVEL
      item.mark.label = { x: x + textW / 2, y, text: item.text, level }
    }
  }
}

/** Names that fit stand over their stay; others rise one row where it is free, and are shortened only when it is not. */
function namePlaces(places: Place[]): void {
  let free = -Infinity
  for (const place of places) {
    const middle = (place.x1 + place.x2) / 2
    const need = textWidth(place.name, LABEL_SIZE)
    const room = place.x2 - place.x1 - 10
    place.at = middle
    place.label = place.name
    if (need <= room) continue
    place.row = middle - need / 2 >= free ? 1 : 0
    if (place.row === 1) free = middle + need / 2 + 10
    else place.label = fitText(place.name, LABEL_SIZE, room)
  }
}

/** Places along the main way, one for each unbroken stay. */
function placesOf(frame: Frame, until: number): Place[] {
  const main = frame.story.main.flatMap((id) => frame.drawn.get(id) ?? [])
  const steps = main.flatMap((d) => d.branch.steps.map((step, i) => ({ x: d.xs[i] ?? 0, after: step.after })))
  const places: Place[] = []
  for (const { x, after } of steps) {
    const last = places.at(-1)
    if (last?.name === after.site) continue
    if (last) last.x2 = x
    places.push({ key: `${places.length}`, name: after.site, label: '', at: 0, row: 0, x1: x, x2: until, org: Math.max(0, frame.orgs.indexOf(after.org)) })
  }
  namePlaces(places)
  return places
}

function endsOf(drawn: Drawn[], orgs: string[]): End[] {
  return drawn.filter(({ branch }) => branch.unit.life !== 'consumed').map(({ branch, course: c, until, dim }) => ({
    key: branch.unit.unit_id, unitId: branch.unit.unit_id, life: branch.unit.life, lane: branch.lane, x: until,
    y: c.y(until), half: c.thick(until) / 2, org: Math.max(0, orgs.indexOf(branch.steps.at(-1)?.after.org ?? '')), alive: branch.alive, dim,
  }))
}

function axisOf(scale: TimeScale, voice: Voice, y: number): River['axis'] {
  const ticks: { x: number; text: string }[] = []
  const days: { x: number; text: string }[] = []
  let day = ''
  for (const stop of scale.stops) {
    const text = voice.clock(stop.at)
    if (stop.x - (ticks.at(-1)?.x ?? -99) >= 40) ticks.push({ x: stop.x, text })
    const today = voice.day(stop.at)
    if (today !== day && stop.x - (days.at(-1)?.x ?? -99) >= textWidth(today, 12) + 10) days.push({ x: stop.x, text: today })
    day = today
  }
  const calms = scale.gaps.filter((gap) => gap.ms >= 3 * 3_600_000).map((gap) => ({ ...gap, text: voice.duration(gap.ms) }))
  const readable = calms.filter((calm) => calm.x2 - calm.x1 >= textWidth(calm.text, 11) + 8)
  return { y, x1: scale.start, x2: scale.end, ticks, days, calms: readable }
}

function thermalOf(frame: Frame, { branch, born, until }: Drawn, top: number): ThermalLine[] {
  const thermal = branch.unit.thermal
  if (!thermal || thermal.points.length < 2) return []
  const values = thermal.points.map((point) => point.celsius)
  const low = Math.min(thermal.min_c, ...values) - 1
  const high = Math.max(thermal.max_c, ...values) + 1
  const y = (celsius: number) => top + ((high - celsius) / (high - low)) * (THERMAL - 18)
  const dots = thermal.points.map((point) => ({ x: frame.scale.x(Date.parse(point.at)), y: y(point.celsius), celsius: point.celsius }))
  const hot = dots.filter((dot) => dot.celsius < thermal.min_c || dot.celsius > thermal.max_c)
  const d = dots.map((dot, i) => `${i ? 'L' : 'M'}${dot.x.toFixed(1)} ${dot.y.toFixed(1)}`).join('')
  return [{
    key: branch.unit.unit_id, top, bottom: top + THERMAL - 18, bandTop: y(thermal.max_c), bandBottom: y(thermal.min_c),
    x1: born, x2: until, d, hot, min_c: thermal.min_c, max_c: thermal.max_c,
  }]
}

export interface RiverOptions {
  width: number
  now: number
  voice: Voice
  /** True when one unit is meant: its siblings then stand back. */
  single: boolean
}

function laneHeights(story: Story): (lane: number) => number {
  const hasThermal = story.branches.some((b) => b.lane === 0 && (b.unit.thermal?.points.length ?? 0) > 1)
  const first = MAIN_Y + 96 + (hasThermal ? THERMAL : 0)
  return (lane) => (lane === 0 ? MAIN_Y : first + (lane - 1) * PITCH + 14)
}

/** The whole picture as numbers and paths: pure, so that it can be tested without a browser. */
export function layoutRiver(story: Story, { width, now, voice, single }: RiverOptions): River {
  const scale = timeScale(laneInstants(story, now), MARGIN, Math.max(width, 640) - MARGIN - 20, STEP)
  const full = Math.max(width, scale.end + MARGIN + 20)
  const laneY = laneHeights(story)
  const frame: Frame = { story, scale, orgs: custodians(story), laneY, drawn: new Map() }
  const used = Array.from({ length: story.lanes }, () => new Map<number, number>())
  for (const branch of story.branches) frame.drawn.set(branch.unit.unit_id, drawBranch(frame, branch, used, single))
  const drawn = [...frame.drawn.values()]
  const main = drawn.filter((d) => d.branch.lane === 0)
  const first = main[0]
  const last = main.at(-1)
  const marks = drawn.flatMap(marksOf)
  labelMarks(marks, frame, voice, full)
  const bottom = story.lanes > 1 ? laneY(story.lanes - 1) + 62 : laneY(1) - 24
  const reached = last?.branch.unit.life === 'transfused'
  const right = full - 104
  const places = placesOf(frame, last?.until ?? 0)
  return {
    width: full, height: bottom + 46, top: places.some((place) => place.row === 1) ? 0 : 18, orgs: frame.orgs, marks, thermal: main.flatMap((d) => thermalOf(frame, d, MAIN_Y + 82)),
    bands: drawn.toSorted((a, b) => b.branch.lane - a.branch.lane).flatMap((d) => bandsOf(frame, d)),
    places, ends: endsOf(drawn, frame.orgs),
    source: first ? mouthPath({ x: 46, y: MAIN_Y + 24 }, first.course, first.xs[0] ?? MARGIN) : null,
    mouth: last && reached ? mouthPath({ x: full - 46, y: MAIN_Y + 24 }, last.course, last.until) : null,
    arms: { y: MAIN_Y + 38, left: 0, right, reached },
    axis: axisOf(scale, voice, bottom),
  }
}

export const BANK_Y = BANK
