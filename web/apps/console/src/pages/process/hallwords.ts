import type { HallWindow } from '@vena/api'
import type { Tone } from '@vena/ui'

/** What the words of the hall look like. */
export const LIGHTS = { green: 'good', amber: 'warning', red: 'danger', over: 'danger' } as const satisfies Record<string, Tone>
export const BATCH_TONES = { open: 'unknown', running: 'notice', done: 'good', broken_off: 'quiet' } as const satisfies Record<string, Tone>
export const MACHINE_TONES = { free: 'good', loading: 'unknown', running: 'notice', stopped: 'danger', uncalibrated: 'danger' } as const satisfies Record<string, Tone>

/** What a value must be, as people read it: `2–6 °C`, `≤ 0.3 µmol/L`, a word. */
export function rangeOf(window: Pick<HallWindow, 'min' | 'max' | 'is' | 'unit'>): string {
  const { min, max, is, unit } = window
  if (is) return is
  const number = min != null && max != null ? `${min}–${max}` : min != null ? `≥ ${min}` : max != null ? `≤ ${max}` : ''
  return [number, unit].filter(Boolean).join(' ')
}

/** The words that may be chosen where a value is a word: the good one and its opposite. */
export function wordsOf(is: string): ('ok' | 'failed' | 'pass' | 'fail')[] {
  return is === 'pass' ? ['pass', 'fail'] : ['ok', 'failed']
}
