import type { LifeEvent, LifeUnit } from './model.ts'

export const START = Date.parse('2026-11-17T02:00:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

let count = 0

/** An event `after` ms from the start of the story, for tests. */
export function event(kind: string, after: number, more: Partial<LifeEvent> = {}): LifeEvent {
  count += 1
  const at = new Date(START + after).toISOString()
  return {
    event_id: `event_${count}`, kind, title: { zh: kind, en: kind }, at, recorded_at: at, actor_name: '赵海宁', org_name: '血站', site_name: '献血屋', facts: [], ...more,
  }
}

export function unit(unit_id: string, parents: string[], events: LifeEvent[], more: Partial<LifeUnit> = {}): LifeUnit {
  return { unit_id, product_name: { zh: unit_id, en: unit_id }, volume_ml: 200, life: 'stock', parents, events, ...more }
}

/** A donation of three branches: red cells given to a patient, plasma on the shelf, platelets destroyed. */
export function donation(): LifeUnit[] {
  const hospital = { org_name: '医院', site_name: '输血科' }
  return [
    unit('whole', [], [event('collected', 0), event('dispatched', 50 * MINUTE), event('received', 2 * HOUR, { site_name: '成分科' }), event('divided', 4 * HOUR, { site_name: '成分科' })], { volume_ml: 400, life: 'consumed' }),
    unit('red', ['whole'], [
      event('prepared', 4 * HOUR), event('tested', 9 * HOUR), event('tested', 9 * HOUR), event('released', 21 * HOUR, { second_name: '王静怡' }),
      event('held', 30 * HOUR), event('lifted', 33 * HOUR), event('issued', 3 * DAY), event('dispatched', 3 * DAY + 9 * MINUTE), event('handed_over', 3 * DAY + 40 * MINUTE, hospital),
      event('received', 3 * DAY + 45 * MINUTE, hospital), event('dispensed', 4 * DAY, hospital), event('transfusion_started', 4 * DAY + 20 * MINUTE, { ...hospital, site_name: '病区' }),
    ], { volume_ml: 280, life: 'transfused' }),
    unit('plasma', ['whole'], [event('prepared', 4 * HOUR), event('released', 21 * HOUR), event('put_away', 22 * HOUR)]),
    unit('platelets', ['whole'], [event('prepared', 4 * HOUR), event('rejected', 26 * HOUR), event('discarded', 29 * HOUR)], { volume_ml: 45, life: 'discarded' }),
  ]
}
