import type { Can, Page, Person, Refusal, Text } from './types.ts'

type Cans<K extends string> = Record<K, Can>

/** A unit as every list shows it. */
export interface Unit {
  unit_id: string
  donation_number: string
  product: string
  product_name: Text
  division?: string
  group: string | null
  volume_ml: number
  life: string
  safety: string
  holds: { hold_id: string; kind: string; reason?: string | null }[]
  promise: { kind: string; until?: string | null; order_id?: string | null }
  mode: string
  custodian_org: string
  custodian_name: string
  site_id: string | null
  site_name: string | null
  position: string | null
  collected_at: string
  expires_at: string | null
}

// recruit

export interface DonorRow {
  donor_id: string
  name_masked: string
  sex: string
  age: number
  group: string | null
  document_masked: string
  phone_masked: string
  last_donation_on: string | null
  may_give: boolean
  from: string | null
}

export interface Donor {
  donor_id: string
  name_masked: string
  sex: string
  age: number
  group: string | null
  document: { kind: string; number_masked: string }
  phone_masked: string
  consent_to_be_told: boolean
  registered_at: string
  donations: number
  last_donation_on: string | null
  eligibility: { whole_blood: { may: boolean; from: string | null; lines: { rule: string; reason: Text; until: string | null; clause: string }[] } }
  deferrals: { deferral_id: string; label: Text; permanent: boolean; until: string | null }[]
  can: Cans<'donate' | 'unmask' | 'defer'>
}

export interface DonorCandidate {
  donor_id: string
  name_masked: string
  document_masked: string
  phone_masked: string
  age: number
  sex: string
  last_donation_on: string | null
}

export interface DonorNewAnswer {
  outcome: 'registered' | 'candidates'
  donor?: Donor
  candidates?: DonorCandidate[]
}

export interface DonorUnmasked {
  donor_id: string
  name: string
  document: { kind: string; number: string }
  phone: string
  born_on: string
  sex: string
}

// collect

export interface Inquiry {
  version: string
  volumes_ml: number[]
  tubes_min: number
  media: { code: string; name: Text }[]
  questions: { code: string; text: Text; sex: string | null; expected: boolean }[]
}

export interface DonationRow {
  donation_id: string
  state: string
  donor_id: string
  donor_name_masked: string
  site_id: string
  site_name: string
  registered_at: string
  volume_ml: number
  donation_number: string | null
  donation_number_shown: string | null
  ended_at: string | null
  unit_id: string | null
}

export interface Donation extends DonationRow {
  registered_by: string
  refusals: { rule: string; reason: Text; clause: string }[]
  check: Record<string, number | boolean>
  bag: { lot: string; medium: string; expires_on: string } | null
  tubes: number | null
  bound_at: string | null
  bound_by: string | null
  started_at: string | null
  collected_ml: number | null
  reaction: { severity: string; note: string } | null
  cancelled_at: string | null
  cancelled_reason: string | null
  can: Cans<'bind' | 'complete' | 'cancel'>
}

// lab

export interface Marker {
  code: string
  name: Text
  value: 'reactive' | 'number' | 'abo' | 'rhd'
  rounds: number
  repeats: number
  distinct_makers: boolean
  conditional: boolean
  limit_max: number | null
  unit: string | null
}

export interface LabRow {
  donation_number: string
  donation_number_shown: string
  collected_at: string
  state: string
  version: number | null
  missing: Text[]
  verdict: string | null
}

export interface LabResult {
  marker: string
  round: number
  repeat: number
  value: { kind: string; number?: number; abo?: string; rhd?: string }
  pooled: boolean
  reagent_maker: string
  reagent_lot: string
  instrument: string
  typed_by: string
  typed_at: string
  superseded: boolean
}

export interface LabSignature {
  user_id: string
  name: string
  signed_at: string
}

export interface LabVersion {
  version: number
  reason: string | null
  opened_at: string
  digest: string
  results: LabResult[]
  tester: LabSignature | null
  checker: LabSignature | null
  verdict: string | null
  group: string | null
  findings: Text[]
  judged_at: string | null
  evidence: string | null
}

export interface LabDonation {
  donation_number: string
  donation_number_shown: string
  collected_at: string
  state: string
  missing: Text[]
  versions: LabVersion[]
  can: Cans<'enter' | 'correct' | 'sign_tester' | 'sign_checker'>
}

// process

export interface ProcessUnit extends Unit {
  state: string
  medium: string | null
  label_verified: boolean
  can: Partial<Cans<'split' | 'label' | 'label_check' | 'release'>>
}

export interface ProcessOutput {
  product: string
  product_name: Text
  ok: boolean
  reason?: Refusal | null
  media: string[]
  usual_medium: string | null
  latest_at: string | null
  volumes_ml: [number, number][]
}

export interface ProcessUnitView extends ProcessUnit {
  outputs: ProcessOutput[]
}

export interface Receipt {
  site_id: string
  received_at: string
  items: { scan: string; ok: boolean; refusal?: Refusal | null; unit?: Unit | null }[]
}

export interface LabelPrint {
  print_id: string
  copy: number
  unit: Unit
  station_name: Text
  donation_number: string
  donation_number_shown: string
  check_character: string
  product: string
  product_name: Text
  division: string
  group: string
  group_shown: string
  volume_ml: number
  collected_at: string
  prepared_at: string | null
  expires_at: string
  storage: string
  code128: { field: string; text: string }[]
  data_matrix: string
}

export interface GateLine {
  line: string
  title: Text
  ok: boolean
  rule: string
  reason?: Text | null
  who_can_supply?: Text | null
}

export interface ReleaseRow {
  release_id: string
  state: string
  proposed_by: string
  proposed_by_name: string
  proposed_at: string
  confirmed_by: string | null
  confirmed_by_name: string | null
  confirmed_at: string | null
  note: string | null
  counts: { units: number; ready: number; released: number; refused: number }
}

export interface Release extends ReleaseRow {
  units: { unit: Unit; ok: boolean; lines: GateLine[]; outcome: string | null; refusal?: Refusal | null }[]
  can: Cans<'confirm'>
}

// store

export interface StorePlace {
  site_id: string
  org_id: string
  code: string
  name: Text
  kind: string
  use: string
  temp_range: { min_c: number | null; max_c: number | null }
  bags: number
  products: string[]
}

export interface StockRow extends Unit {
  state: string
  hours_left: number | null
  units: number | null
  doses: number | null
  can: Partial<Cans<'put_away' | 'discard'>>
}

export interface StockSummary {
  as_of: string
  rows: { product: string; product_name: Text; class: string; group: string | null; bags: number; volume_ml: number }[]
}

export interface DiscardReason {
  code: string
  name: Text
  basis: string
}

export interface StoreDiscardRow {
  discard_id: string
  state: string
  reason_code: string
  reason_name: Text
  note: string | null
  proposed_by: string
  proposed_by_name: string
  proposed_at: string
  confirmed_by: string | null
  confirmed_by_name: string | null
  confirmed_at: string | null
}

export interface StoreDiscard extends StoreDiscardRow {
  units: { unit: Unit; outcome: string | null; refusal?: Refusal | null }[]
  can: Cans<'confirm'>
}

// govern

export type Grade = 'good' | 'notice' | 'warning' | 'danger'

export interface StockCell {
  product_class: string
  group: string
  units: number
  promised_units: number
  volume_ml: number
  unit_count: number | null
  dose_count: number | null
  grade: Grade | null
  grade_by: string | null
  days_cover: number | null
  expiring_72h: number
  as_of: string
}

export interface CityStock {
  as_of: string
  sites_reporting: number
  sites_total: number
  reporting_hours: number
  cover: { days: number; minimum_bags: number; source: Text }
  cells: StockCell[]
}

// ledger

export interface Named {
  id: string
  name: string
  name_en?: string | null
}

export interface TracedEvent {
  event_id: string
  version: number
  kind: string
  title: Text
  at: string
  recorded_at: string
  actor: Named
  second: Named | null
  org: Named
  site: Named
  device: string | null
  reason: string | null
  /** What happened, word for word; absent where the reader may not see it. */
  fact: ({ kind: string } & Record<string, unknown>) | null
  hash: string
  leaf_index: number | null
}

export interface UnitRecord {
  unit_id: string
  state: {
    life: string
    safety: string
    holds: { hold_id: string; kind: string; reason: string; since: string }[]
    promise: { kind: string; order?: string; until?: string }
    custody: { org: string; place: string | null; position: string | null; mode: { kind: string } }
  }
  facts: {
    donation_number: string
    product: string
    division: string
    group: string | null
    volume_ml: number
    collected_at: string
    expires_at: string | null
  }
}

export interface TracedUnit {
  unit_id: string
  relation: 'asked' | 'ancestor' | 'descendant'
  record: UnitRecord
  custodian: Named
  place: Named | null
  parents: { unit: string; role: string; volume_ml: number }[]
  children: string[]
  events: TracedEvent[]
}

export interface Trace {
  asked: string
  as_of: string
  units: TracedUnit[]
  /** Names of organisations and sites that facts mention, by plain UUID. */
  names: Record<string, string>
  truncated: boolean
  checkpoint: string | null
}

// issue

export interface OrderLine {
  line_no: number
  product: string
  product_name: Text
  group: string
  bags: number
  substitution: boolean
  progress: { asked: number; promised: number; issued: number; received: number; damaged: number; missing: number; open: number }
  allocation?: OrderAllocation | null
}

export interface OrderAllocation {
  at: string
  by: Person
  considered: number
  taken: number
  short: number
  rejected: { unit_id: string; donation_number: string; group: string | null; expires_at: string | null; rule: string; reason: Text }[]
  rejected_by_rule: { rule: string; count: number }[]
}

export interface OrderRow {
  order_id: string
  order_no: string
  org_id: string
  org_name: string
  site_id: string
  site_name: string
  urgency: string
  needed_by: string
  note: string | null
  state: string
  created_at: string
  created_by: Person
  cancelled_at?: string | null
  cancel_reason?: string | null
  lines: OrderLine[]
}

export interface OrderUnit {
  line_no: number
  state: string
  until?: string | null
  promised_at?: string | null
  issued_at?: string | null
  received_at?: string | null
  unit: Unit
}

export interface Order extends OrderRow {
  units: OrderUnit[]
  can: Cans<'allocate' | 'issue' | 'cancel'>
  as_of: string
}

// transport

interface Signed {
  at: string
  by: Person
  temp_c?: number | null
}

export interface ShipmentRow {
  shipment_id: string
  shipment_no: string
  order_id: string
  box: string
  vehicle: string
  driver_name: string | null
  note: string | null
  state: string
  range: { min_c: number | null; max_c: number | null }
  from_name: string
  from_site_name: string
  to_name: string
  to_site_name?: string | null
  packed: Signed
  handed_over?: Signed | null
  received?: Signed | null
  cancelled?: (Signed & { reason: string }) | null
  bags: number
}

export interface Shipment extends Omit<ShipmentRow, 'bags'> {
  units: { unit: Unit; condition?: string | null; note?: string | null; case_id?: string | null }[]
  can: Cans<'hand_over' | 'receive' | 'cancel'>
  as_of: string
}

// transfuse

export interface HospitalStock {
  as_of: string
  org_id: string
  cells: { product: string; product_name: Text; group: string | null; bags: number; volume_ml: number; free: number; matched: number; held: number; expiring: number; next_expiry?: string | null }[]
}

export interface Sample {
  sample_id: string
  sample_no: string
  patient_id: string
  drawn_at: string
  valid_until: string
  valid: boolean
  group?: string | null
  registered_by: Person
}

export interface Patient {
  patient_id: string
  record_no: string
  name: string
  name_is_masked: boolean
  sex: string
  born_on?: string | null
  ward?: string | null
  group: { confirmed?: string | null; conflict: boolean; results: { group: string; source: string; sample_no?: string | null; at: string; by: Person }[] }
  samples: Sample[]
  created_at: string
}

export interface Match {
  match_id: string
  state: string
  unit: Unit
  patient: { patient_id: string; record_no: string; name_masked: string; group?: string | null }
  sample?: Sample | null
  crossmatch: { result: string; reason?: string | null }
  emergency?: { reason: string; signed_by?: Person | null; signed_at?: string | null; due_at?: string | null; later_result?: string | null } | null
  preference: number | null
  valid_until: string | null
  dispensed?: { at: string; by: Person; ward_id: string; ward_name: string } | null
  start?: { first: Person; first_at: string; second?: Person | null; started_at?: string | null } | null
  ended?: { at: string; by: Person; volume_ml: number | null; reaction?: { code: string; severity: number; note?: string | null } | null } | null
  returned?: { at: string; by: Person; minutes_out: number; reason: string } | null
  warnings: Refusal[]
  can: Cans<'cancel' | 'sign_emergency' | 'dispense' | 'crossmatch' | 'return' | 'start' | 'confirm_start' | 'finish'>
}

export interface HospitalDiscard {
  discard_id: string
  unit: Unit
  cause: string
  cause_name: Text
  reason: string
  state: string
  asked_by: Person
  asked_at: string
  confirmed_by?: Person | null
  confirmed_at?: string | null
  can: Cans<'confirm' | 'withdraw'>
}

export interface TransfuseCodes {
  reactions: { code: string; name: Text }[]
  discard_causes: { code: string; name: Text }[]
}

// care

export interface Message {
  message_id: string
  kind: string
  donation_number: string
  donor_id: string
  to_masked: string | null
  text: Text
  state: string
  reason?: Text | null
  created_at: string
  delivered_at?: string | null
  channel?: string | null
  attempts: number
}

// imports

export interface ImportKind {
  kind: string
  title: Text
  columns: { name: string; title_en: string; filled: boolean; incidental: boolean }[]
}

export interface Import {
  import_id: string
  kind: string
  kind_title: Text
  file_name: string
  size_bytes: number
  encoding: string
  header: string[]
  notes: Text[]
  by_name: string
  at: string
  counts: { rows: number; accepted: number; rejected: number; duplicate: number }
}

export interface ImportReason {
  field: string
  value: string | null
  rule: string
  reason: Text
}

export interface ImportRow {
  row: number
  line: number
  raw: string[]
  values: Record<string, string>
  version: number
  outcome: 'accepted' | 'rejected' | 'duplicate'
  reasons: ImportReason[]
  subject?: { kind: string; id: string; title: Text; path: string } | null
  decided_by_name: string
  decided_at: string
  history: { version: number; outcome: string; decided_by_name: string; decided_at: string }[]
  can: Cans<'resubmit'>
}

export interface ImportReport extends Import {
  already_imported: boolean
  rows: Page<ImportRow>
}
