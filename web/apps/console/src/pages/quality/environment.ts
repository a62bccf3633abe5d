// Tones and words that the board and a point share.
import type { EnvironmentPlate, EnvironmentPoint, EnvironmentRule } from '@vena/api'
import type { Tone } from '@vena/ui'

export const STANDINGS: Record<EnvironmentPoint['standing'], Tone> = { overdue: 'danger', due: 'warning', running: 'notice', repeat: 'danger', fine: 'good', closed: 'quiet' }
export const STATES: Record<EnvironmentPlate['state'], Tone> = { exposed: 'notice', forgotten: 'danger', incubating: 'notice', readable: 'warning', overgrown: 'danger', unconfirmed: 'warning', confirmed: 'good', void: 'quiet' }
export const LEVELS: Record<NonNullable<EnvironmentPoint['last_level']>, Tone> = { within: 'good', alert: 'warning', outside: 'danger' }

/** `≤ 7 CFU/皿`, `18 – 26 °C`. */
export function limits({ minimum, maximum, unit }: Pick<EnvironmentRule, 'minimum' | 'maximum' | 'unit'>): string {
  if (minimum != null && maximum != null) return `${minimum} – ${maximum} ${unit}`
  return minimum != null ? `≥ ${minimum} ${unit}` : `≤ ${maximum} ${unit}`
}
