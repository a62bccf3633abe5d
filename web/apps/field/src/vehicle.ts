// What the vehicle's own program is asked. Every wish has an id of its own: asked twice, it is done once.

export interface Text { zh: string, en: string }
export interface Member { user_id: string, name: string, duty: 'physician' | 'nurse', decides: boolean }
export interface Row { visit_id: string, stage: Stage, since: string, name_masked: string, number: string | null, started_at: string | null, ended_at: string | null, resting: boolean, final: boolean }
export type Stage = 'identified' | 'answered' | 'checked' | 'accepted' | 'refused' | 'bound' | 'started' | 'ended' | 'left' | 'failed'
export interface Line { rule: string, reason: Text, clause: string, confidential?: boolean }
export interface Sheet { version: string, media: { code: string, name: Text }[], volumes_ml: number[], tubes_min: number, minutes_max: number, rest_minutes: number, reactions: { code: string, name: Text }[] }
export interface Question {
  code: string, text: Text, help: Text | null, kind: 'yes_no' | 'date' | 'choice' | 'several' | 'text' | 'number'
  asked_if: { question: string, is: unknown } | null, choices: { code: string, text: Text }[], min: number | null, max: number | null
}
/** What is read before a donation: title and text of each page. */
export interface Reading { version: string, pages: [Text, Text][] }
/** What was read and agreed to. */
export interface Consented { version: string, research: boolean, notice: boolean }
export interface Expected { booking_id: string, code: string, at: string, name_masked: string, group: string | null, visit_id: string | null, stage: Stage | null }
export interface Session { place: string, from: string, until: string, target: number, group_only: boolean }
export interface Visit {
  visit_id: string, stage: Stage, since: string, name_masked: string, sex: 'male' | 'female', known: boolean, volume_ml: number | null
  kit: { number: string, lot: string, medium: string } | null, started_at: string | null, ended_at: string | null
  refusals: Line[], questions: Question[] | null, reading: Reading | null, verdict?: Line[], hidden?: number, early?: Line[], collected_ml: number | null, booking: string | null, reaction: ['mild' | 'moderate' | 'severe', string | null] | null
  over_at: string | null, went_at: string | null, rest_from: string | null, wished: boolean
}
export interface State {
  trip_id: string | null, unlocked: boolean, site_name: string | null, day: string | null, today: string | null, now: string | null
  crew: Member[], me: Member | null, waiting: number, entries: number, online: boolean, problem: string | null, last_contact: string | null
  clock_jumps: number, numbers: number, numbers_used: number, numbers_void: number, known: number, package_made_at: string | null
  closed_at: string | null, visits: Row[], expected: Expected[], sessions: Session[], sheet: Sheet | null
}

/** A refusal, with the rule that refuses and its words in both languages. */
export class Refused extends Error {
  readonly rule: string
  readonly reason: Text
  constructor(rule: string, reason: Text) {
    super(reason.zh)
    this.rule = rule
    this.reason = reason
  }
}

const AWAY: Text = { zh: '连不上车载机，请检查车内网络', en: 'The vehicle\'s own machine does not answer: look at the network on board' }
const device = `tablet-${Math.random().toString(36).slice(2, 8)}`
let token = sessionStorage.getItem('staff') ?? ''

export function keepToken(given: string) {
  token = given
  sessionStorage.setItem('staff', given)
}

export async function call<T>(path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'x-staff': token, 'x-device': device }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const asked = { method: body === undefined ? 'GET' : 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) }
  const answer = await fetch(`/api/vehicle/${path}`, asked).catch(() => { throw new Refused('trip.away', AWAY) })
  const told: unknown = await answer.json().catch(() => null)
  if (answer.ok) return told as T
  const { rule, reason } = (told ?? { rule: 'trip.away', reason: AWAY }) as { rule: string, reason: Text }
  throw new Refused(rule, reason)
}

/** A fresh id of a wish. `crypto.randomUUID` needs https, which a vehicle's own network does not have. */
export function id(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export const visitId = () => `visit_${id().replaceAll('-', '')}`

export const step = (visit: string, wish: string, asked: object) => call<Visit>(`visits/${visit}/steps`, { entry_id: wish, ...asked })

/** The time of day on Chinese clocks, whatever the tablet's own zone. */
export const clock = (at: string) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
