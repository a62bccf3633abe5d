import type { LifeEvent, LifeUnit } from './model.ts'
import { mergeActs, withoutEchoes } from './twins.ts'

/** How a stretch of a unit's life was kept. */
export type Mode = 'kept' | 'transit' | 'loose'
export type Safety = 'pending' | 'qualified' | 'rejected'

/** What held true from one event to the next. */
export interface Standing {
  org: string
  site: string
  mode: Mode
  safety: Safety
  holds: number
}

export interface Step {
  event: LifeEvent
  at: number
  /** Standing from this event onward. */
  after: Standing
}

export interface Branch {
  unit: LifeUnit
  steps: Step[]
  /** Row of the picture; 0 is the subject's own way from arm to arm. */
  lane: number
  children: string[]
  /** True while the unit still can become somebody's blood. */
  alive: boolean
}

export interface Story {
  branches: Branch[]
  /** Units of lane 0 in the order of their life. */
  main: string[]
  lanes: number
}

const ENDS = new Set(['transfused', 'discarded', 'consumed', 'exported', 'lost'])
const SAFE: Record<string, Safety> = { released: 'qualified', rejected: 'rejected' }
const HOLDING = new Set(['held', 'recalled', 'taken_over', 'found'])

/** What each event does to the custody of a bag, as the ledger's transition table has it. */
const MODES: Record<string, Mode> = {
  dispatched: 'transit',
  received: 'kept',
  dispensed: 'loose',
  returned: 'kept',
  lost: 'loose',
  found: 'kept',
  transfusion_started: 'kept',
}

function next(before: Standing, event: LifeEvent): Standing {
  const mode = MODES[event.kind] ?? before.mode
  const turn = HOLDING.has(event.kind) ? 1 : event.kind === 'lifted' ? -1 : 0
  return {
    org: event.org_name || before.org,
    site: event.site_name || before.site,
    mode,
    safety: before.safety === 'rejected' ? 'rejected' : (SAFE[event.kind] ?? before.safety),
    holds: Math.max(0, before.holds + turn),
  }
}

function fold(unit: LifeUnit, start: Standing): Step[] {
  const sorted = unit.events.map((event, order) => ({ event, order, at: Date.parse(event.at) }))
  sorted.sort((a, b) => a.at - b.at || a.order - b.order)
  let standing = start
  return sorted.map(({ event, at }) => {
    standing = next(standing, event)
    return { event, at, after: standing }
  })
}

const BEGIN: Standing = { org: '', site: '', mode: 'kept', safety: 'pending', holds: 0 }

/** Standing that a child takes over at birth: its parent's last one before the child's first event. */
function inherited(parent: Branch | undefined, bornAt: number): Standing {
  const past = parent?.steps.filter((step) => step.at <= bornAt) ?? []
  return past.at(-1)?.after ?? BEGIN
}

function childrenOf(units: LifeUnit[], id: string): LifeUnit[] {
  return units.filter((unit) => unit.parents.includes(id))
}

function lastAt(unit: LifeUnit): number {
  return unit.events.reduce((latest, event) => Math.max(latest, Date.parse(event.at)), 0)
}

/** What a patient was given comes before everything that happened later elsewhere. */
const GIVEN = 1e15

/** How far anything below a unit came: to a patient, else by its latest moment. Decides which branch a donation's main way follows. */
function reach(units: LifeUnit[], unit: LifeUnit, seen = new Set<string>()): number {
  if (seen.has(unit.unit_id)) return 0
  seen.add(unit.unit_id)
  const below = childrenOf(units, unit.unit_id).map((child) => reach(units, child, seen))
  return Math.max(lastAt(unit) + (unit.life === 'transfused' ? GIVEN : 0), ...below)
}

function upward(units: LifeUnit[], unit: LifeUnit): LifeUnit[] {
  const path = [unit]
  for (let at = unit; path.length <= units.length; ) {
    const parent = units.find((other) => other.unit_id === at.parents[0])
    if (!parent || path.includes(parent)) break
    path.unshift(parent)
    at = parent
  }
  return path
}

function downward(units: LifeUnit[], unit: LifeUnit): LifeUnit[] {
  const path: LifeUnit[] = []
  for (let at = unit; path.length <= units.length; ) {
    const heirs = childrenOf(units, at.unit_id).filter((child) => !path.includes(child))
    if (heirs.length === 0) break
    at = heirs.reduce((best, heir) => (reach(units, heir) > reach(units, best) ? heir : best))
    path.push(at)
  }
  return path
}

/** The way from arm to arm on which the subject lies; for a whole donation the way that went furthest. */
function mainPath(units: LifeUnit[], subject: string): LifeUnit[] {
  const own = units.find((unit) => unit.unit_id === subject)
  const start = own ?? units.find((unit) => !unit.parents.some((id) => units.some((u) => u.unit_id === id)))
  return start ? [...upward(units, start), ...downward(units, start)] : []
}

function parentsFirst(units: LifeUnit[]): LifeUnit[] {
  const known = new Set(units.map((unit) => unit.unit_id))
  const done = new Set<string>()
  const order: LifeUnit[] = []
  for (let round = 0; order.length < units.length && round <= units.length; round++) {
    for (const unit of units) {
      const ready = unit.parents.every((id) => !known.has(id) || done.has(id))
      if (!done.has(unit.unit_id) && (ready || round === units.length)) {
        done.add(unit.unit_id)
        order.push(unit)
      }
    }
  }
  return order
}

/** Reads a trace as a river: which branch runs in which row, and what held true along each stretch. */
export function tellStory(recorded: LifeUnit[], subject: string): Story {
  const units = recorded.map((unit) => ({ ...unit, events: mergeActs(withoutEchoes(unit, recorded)) }))
  const main = new Set(mainPath(units, subject).map((unit) => unit.unit_id))
  const branches = new Map<string, Branch>()
  const continued = new Set<string>()
  let lanes = 1
  for (const unit of parentsFirst(units)) {
    const parent = branches.get(unit.parents[0] ?? '')
    const bornAt = Math.min(...unit.events.map((event) => Date.parse(event.at)))
    const follows = parent && parent.lane > 0 && !continued.has(parent.unit.unit_id)
    if (follows) continued.add(parent.unit.unit_id)
    const lane = main.has(unit.unit_id) ? 0 : follows ? parent.lane : lanes++
    const children = childrenOf(units, unit.unit_id).map((child) => child.unit_id)
    const steps = fold(unit, inherited(parent, bornAt))
    branches.set(unit.unit_id, { unit, steps, lane, children, alive: !ENDS.has(unit.life) })
  }
  const ordered = [...branches.values()]
  return { branches: ordered, main: ordered.filter((b) => b.lane === 0).map((b) => b.unit.unit_id), lanes }
}
