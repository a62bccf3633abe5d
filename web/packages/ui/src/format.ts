/** The city's own clock: people read the time of their station wherever the browser stands. */
export const CITY_ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: CITY_ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

function read(at: number | string): Record<string, string> {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return {}
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]))
}

/** 2026-11-22 */
export function day(at: number | string): string {
  const p = read(at)
  return p.year ? `${p.year}-${p.month}-${p.day}` : ''
}

/** 11-22 */
export function shortDay(at: number | string): string {
  return day(at).slice(5)
}

/** 14:05 */
export function clock(at: number | string): string {
  const p = read(at)
  return p.hour ? `${p.hour}:${p.minute}` : ''
}

/** 2026-11-22 14:05 */
export function moment(at: number | string): string {
  return `${day(at)} ${clock(at)}`.trim()
}

/** 2026-11-22 14:05:09 */
export function exactMoment(at: number | string): string {
  const p = read(at)
  return p.hour ? `${moment(at)}:${p.second}` : ''
}

export type DurationPart = ['day' | 'hour' | 'minute' | 'second', number]

/** A span as its one or two largest parts: 2 days 3 hours, 8 minutes. */
export function durationParts(ms: number): DurationPart[] {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds < 60) return [['second', seconds]]
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return [['minute', minutes]]
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 && hours < 6 ? [['hour', hours], ['minute', minutes % 60]] : [['hour', hours]]
  const days = Math.floor(hours / 24)
  return hours % 24 && days < 7 ? [['day', days], ['hour', hours % 24]] : [['day', days]]
}

const figures = new Intl.NumberFormat('en-US')

/** 12,345 */
export function figure(value: number): string {
  return figures.format(value)
}

/** A donation number as people read it: 01602-22096813. Anything else stays as it is. */
export function donationNumber(number: string): string {
  return /^\d{13}$/.test(number) ? `${number.slice(0, 5)}-${number.slice(5)}` : number
}

/** What a date-and-time input shows for an instant, on the city's clock. */
export function localInput(at: number | string): string {
  return moment(at).replace(' ', 'T')
}

/** The instant that a date-and-time input of the city means. The city keeps one offset all year. */
export function inCityTime(input: string): string {
  return input ? `${input.length === 16 ? `${input}:00` : input}+08:00` : ''
}

const degrees = (celsius: number) => String(celsius).replace('-', '−')

/** 2 – 6 ℃, ≤ −18 ℃, ≥ 2 ℃; nothing when there is no limit. Minus signs as typographers set them. */
export function temperatures(min: number | null | undefined, max: number | null | undefined): string {
  if (min == null && max == null) return ''
  if (min == null) return `≤ ${degrees(max ?? 0)} ℃`
  if (max == null) return `≥ ${degrees(min)} ℃`
  return `${degrees(min)} – ${degrees(max)} ℃`
}
