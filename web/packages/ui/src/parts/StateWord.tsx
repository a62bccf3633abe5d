import type { ReactNode } from 'react'

/** `quiet` is for what is over and needs nobody; `unknown` for what nobody knows. */
export type Tone = 'good' | 'notice' | 'warning' | 'danger' | 'unknown' | 'quiet'

const SIGNS: Record<Tone, string> = {
  good: 'M3 8.5L6.5 12L13 4.5',
  notice: 'M8 3V9M8 12.2V13',
  warning: 'M8 2.5L14.5 13.5H1.5ZM8 6.5V9.5M8 11.4V11.8',
  danger: 'M4 4L12 12M12 4L4 12',
  quiet: 'M4 8H12',
  unknown: 'M5.5 6A2.5 2.5 0 1 1 8 8.6V10M8 12.4V13',
}

export function Sign({ tone }: { tone: Tone }) {
  return <svg className="sign" viewBox="0 0 16 16" aria-hidden="true"><path d={SIGNS[tone]} /></svg>
}

/** A state as colour, sign and word together; the colour alone never carries it. */
export function StateWord({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`state state-${tone}`}><Sign tone={tone} />{children}</span>
}
