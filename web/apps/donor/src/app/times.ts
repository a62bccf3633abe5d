// Days and times as people here read them, on Chinese clocks wherever the phone is.
import type { Lang } from './words.ts'

const ZONE = 'Asia/Shanghai'
const locale = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB')

/** `2026-11-22` of a moment. */
export const dayOf = (at: string | Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date(at))

/** `09:30` */
export const clock = (at: string): string => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(new Date(at))

/** `11月22日 周日` or `Sun 22 Nov` */
export function dayName(day: string, lang: Lang): string {
  const at = new Date(`${day}T12:00:00+08:00`)
  const parts: Intl.DateTimeFormatOptions = { timeZone: ZONE, month: lang === 'zh' ? 'long' : 'short', day: 'numeric', weekday: 'short' }
  return new Intl.DateTimeFormat(locale(lang), parts).format(at).replace(/日(?=周)/, '日 ')
}

export const weekday = (day: string, lang: Lang): string =>
  new Intl.DateTimeFormat(locale(lang), { timeZone: ZONE, weekday: 'short' }).format(new Date(`${day}T12:00:00+08:00`))

/** `2026-11-22 14:05` */
export const moment = (at: string): string => `${dayOf(at)} ${clock(at)}`

/** Kilometres between two places on the map. */
export function kilometres(a: Spot, b: Spot): number {
  const rad = Math.PI / 180
  const [dLat, dLon] = [(b.latitude - a.latitude) * rad, (b.longitude - a.longitude) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 12742 * Math.asin(Math.sqrt(h))
}

export interface Spot { latitude: number, longitude: number }

const utc = (at: string) => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
const safe = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n')

/** An appointment for the phone's calendar (RFC 5545). */
export function ics({ id, title, place, starts, ends, note }: { id: string, title: string, place: string, starts: string, ends: string, note: string }): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Vena//donor//ZH', 'BEGIN:VEVENT', `UID:${id}@vena`, `DTSTAMP:${utc(starts)}`,
    `DTSTART:${utc(starts)}`, `DTEND:${utc(ends)}`, `SUMMARY:${safe(title)}`, `LOCATION:${safe(place)}`, `DESCRIPTION:${safe(note)}`,
    'BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT2H', `DESCRIPTION:${safe(title)}`, 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR']
  return `${lines.map(folded).join('\r\n')}\r\n`
}

/** At most 75 bytes a line. */
function folded(line: string): string {
  const bytes = new TextEncoder()
  let [out, length] = ['', 0]
  for (const letter of line) {
    const size = bytes.encode(letter).length
    if (length + size > 74) [out, length] = [`${out}\r\n `, 1]
    out += letter
    length += size
  }
  return out
}
