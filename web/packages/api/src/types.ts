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

/** Why something may not be: the rule by its name, and its reason for people. */
export interface Refusal {
  rule: string
  reason: Text
}

/** Whether something may be done now and, when not, why. */
export interface Can {
  ok: boolean
  reason?: Refusal | null
}

export interface Person {
  user_id: string
  display_name: string
}

export interface Scene {
  name: string
  glyph: string
  title: Text
}

export type OrgKind = 'station' | 'hospital' | 'commission'

export interface Me {
  user: { user_id: string; username: string; display_name: string }
  organisation: { org_id: string; name: string; kind: OrgKind }
  site: { site_id: string; name: string }
  roles: string[]
  /** What people call the roles, in the same order. */
  role_titles?: Text[]
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
  demo_accounts: DemoAccount[]
}

export interface User {
  user_id: string
  org_id: string
  org_name: string
  site_id: string
  site_name: string
  username: string
  display_name: string
  roles: string[]
  disabled_at: string | null
  disabled_reason: string | null
}

export interface Role {
  name: string
  title: Text
  org_kinds: OrgKind[]
  permissions: string[]
}

export interface Organisation {
  org_id: string
  code: string
  kind: OrgKind
  name: string
  name_en: string
  district: string
}

export interface Site {
  site_id: string
  org_id: string
  code: string
  kind: string
  name: string
  name_en: string
  district: string
  temp_c_min: number | null
  temp_c_max: number | null
}

export interface Hit {
  kind: string
  id: string
  title: Text
  detail: Text
  path: string
}

export interface ScanAnswer {
  scanned: { raw: string; normalized: string; meaning: { kind: string } } | null
  refusal?: Refusal | null
  hits: Hit[]
}
