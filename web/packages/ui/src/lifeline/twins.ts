import type { LifeEvent, LifeUnit } from './model.ts'

/** What makes two events one act: the same thing, at the same instant and place, by the same hands. */
function actOf(event: LifeEvent): string {
  return [event.kind, event.at, event.site_name, event.actor_name, event.second_name ?? ''].join('|')
}

function joined(events: LifeEvent[]): LifeEvent['facts'] {
  const byTerm = new Map<string, Set<string>>()
  for (const { term, value } of events.flatMap((event) => event.facts)) byTerm.set(term, (byTerm.get(term) ?? new Set()).add(value))
  return [...byTerm].map(([term, values]) => ({ term, value: [...values].join('、') }))
}

/** Six tests of one run are one act: told once, with all their facts. */
export function mergeActs(events: LifeEvent[]): LifeEvent[] {
  const acts = new Map<string, LifeEvent[]>()
  for (const event of events) acts.set(actOf(event), [...(acts.get(actOf(event)) ?? []), event])
  return [...acts.values()].flatMap((same) => {
    const [first] = same
    if (!first || same.length === 1) return same
    return [{ ...first, count: same.length, facts: joined(same), sealed: same.every((event) => event.sealed !== false) }]
  })
}

const SPENT = new Set(['divided', 'pooled', 'modified'])

/**
 * What is recorded about a bag after it became others (a test result of the whole donation) is told by its children;
 * where a child tells it too, the empty bag keeps silent.
 */
export function withoutEchoes(unit: LifeUnit, units: LifeUnit[]): LifeEvent[] {
  const spent = unit.life === 'consumed' ? unit.events.findLast((event) => SPENT.has(event.kind)) : undefined
  if (!spent) return unit.events
  const told = new Set(units.filter((other) => other.parents.includes(unit.unit_id)).flatMap((child) => child.events.map(actOf)))
  return unit.events.filter((event) => Date.parse(event.at) <= Date.parse(spent.at) || !told.has(actOf(event)))
}
