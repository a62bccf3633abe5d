/** A text for people in both languages of the product. */
export interface Text {
  zh: string
  en: string
}

export interface Page<T> {
  items: T[]
  next: string | null
  as_of: string
}

/** Whether something may be done now and, when not, why. */
export interface Can {
  ok: boolean
  reason?: Text | string | null
}

export interface Scene {
  name: string
  glyph: string
  title: Text
}

export interface Me {
  user: { user_id: string; username: string; display_name: string }
  organisation: { org_id: string; name: string; kind: 'station' | 'hospital' | 'commission' }
  site?: { site_id: string; name: string } | null
  roles: string[]
  permissions: string[]
  scenes: Scene[]
}

export interface DemoAccount {
  username: string
  password: string
  display_name: string
  role: Text
}

export interface SystemInfo {
  version: string
  demo: boolean
  demo_accounts?: DemoAccount[]
}

export interface UserRow {
  user_id: string
  username: string
  display_name: string
  org_id: string
  org_name: string
  site_name?: string | null
  roles: string[]
  disabled: boolean
  disabled_reason?: string | null
  last_seen_at?: string | null
}

export interface Role {
  name: string
  title: Text
  permissions: string[]
}

export interface Organisation {
  org_id: string
  name: string
  kind: string
}

export interface Site {
  site_id: string
  org_id: string
  name: string
  kind?: string
}

export interface Hit {
  kind: string
  id: string
  title: Text
  detail: Text
  path: string
}

export interface ScanAnswer {
  scanned: ({ kind: string } & Record<string, unknown>) | null
  refusal?: { rule: string; reason: Text } | null
  hits: Hit[]
}

export type Grade = 'good' | 'notice' | 'warning' | 'danger' | 'unknown'

export interface StockCell {
  product_class: string
  group: string
  units: number
  volume_ml: number
  grade: Grade
  expiring_72h: number
  days_cover?: number | null
}

export interface CityStock {
  as_of: string
  sites_reporting: number
  sites_total: number
  products: { product_class: string; name: Text }[]
  cells: StockCell[]
}

export interface TraceEvent {
  event_id: string
  kind: string
  title: Text
  at: string
  recorded_at: string
  actor_name: string
  second_name?: string | null
  org_name: string
  site_name: string
  device?: string | null
  reason?: string | null
  data: Record<string, unknown>
  hash: string
  sealed: boolean
}

export interface Thermal {
  min_c: number
  max_c: number
  points: { at: string; celsius: number }[]
}

export interface TraceUnit {
  unit_id: string
  donation_number: string
  product: string
  product_name: Text
  group: string
  volume_ml: number
  life: string
  safety: string
  holds: { kind: string; reason?: string; opened_at?: string }[]
  promise?: { kind: string; until?: string | null; order_id?: string | null } | null
  custody?: { org_name: string; site_name?: string | null; mode: string; since?: string | null } | null
  collected_at: string
  expires_at: string
  parents: string[]
  thermal?: Thermal | null
  events: TraceEvent[]
}

export interface Trace {
  subject: string
  units: TraceUnit[]
  checkpoint?: { size: number; root: string; at: string } | null
}
