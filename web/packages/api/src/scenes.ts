import type { Can, Page, Text, TraceUnit } from './types.ts'

/** A unit as the lists show it. */
export interface UnitRow {
  unit_id: string
  donation_number: string
  product: string
  product_name: Text
  group: string
  volume_ml: number
  life: string
  safety: string
  holds: { kind: string }[]
  promise?: TraceUnit['promise']
  site_id?: string | null
  site_name?: string | null
  position?: string | null
  collected_at: string
  expires_at: string
  can?: Record<string, Can>
}

export interface StockPage extends Page<UnitRow> {
  units?: number
  volume_ml?: number
}

export interface OrderRow {
  order_id: string
  number: string
  hospital_name: string
  urgency: string
  state: string
  needed_by: string
  created_at: string
  lines: OrderLine[]
}

export interface OrderLine {
  line_id: string
  product: string
  product_name: Text
  group: string
  units: number
  allocated: number
  issued: number
}

export interface Candidate {
  unit_id: string
  donation_number: string
  group: string
  expires_at: string
  site_name: string
  chosen: boolean
  rule?: string | null
  reason: Text
}

export interface Allocation {
  made_at: string
  by: string
  lines: { line_id: string; candidates: Candidate[]; missing: number; summary?: Text | null }[]
}

export interface Order extends OrderRow {
  note?: string | null
  units: UnitRow[]
  allocation?: Allocation | null
  can: Record<string, Can>
}

export interface Donor {
  donor_id: string
  name: string
  id_number: string
  phone: string
  sex?: string | null
  birth_date?: string | null
  group?: string | null
  donations: number
  last_donated_at?: string | null
  eligible_from?: string | null
  created_at?: string
  can?: Record<string, Can>
  history?: { donation_number: string; at: string; site_name: string; volume_ml: number }[]
}

export interface Unmasked {
  name: string
  id_number: string
  phone: string
  until?: string | null
}

export interface Donation {
  donation_id: string
  donation_number?: string | null
  donor_id: string
  donor_name: string
  group?: string | null
  site_name: string
  state: string
  volume_ml?: number | null
  started_at?: string | null
  ended_at?: string | null
  created_at: string
  can: Record<string, Can>
}

export interface LabRow {
  donation_number: string
  collected_at: string
  group?: string | null
  state: string
  results: { marker: string; value: string; entered_by: string; entered_at: string }[]
  required: { marker: string; name: Text; options: { value: string; name: Text }[] }[]
  signed: { name: string; at: string }[]
  verdict?: string | null
  can: Record<string, Can>
}

export interface SplitPlan {
  product: string
  name: Text
}

export interface ProcessUnit extends UnitRow {
  plans: SplitPlan[]
  label_printed_at?: string | null
  label_verified_at?: string | null
  can: Record<string, Can>
}

export interface Release {
  release_id: string
  units: UnitRow[]
  gate: { name: Text; ok: boolean; rule?: string | null; detail?: Text | null }[]
  state: string
  first_name: string
  second_name?: string | null
  created_at: string
  can: Record<string, Can>
}

export interface Shipment {
  shipment_id: string
  number: string
  from_name: string
  to_name: string
  vehicle?: string | null
  driver_name?: string | null
  box: string
  state: string
  units: UnitRow[]
  packed_at: string
  handed_over_at?: string | null
  received_at?: string | null
  can: Record<string, Can>
}

export interface Match {
  match_id: string
  unit: UnitRow
  patient: string
  patient_group: string
  ward: string
  state: string
  matched_at: string
  started_at?: string | null
  ended_at?: string | null
  can: Record<string, Can>
}

export interface Discard {
  discard_id: string
  unit: UnitRow
  reason: string
  first_name: string
  second_name?: string | null
  at: string
}

export interface Message {
  message_id: string
  donor: string
  text: Text
  channel: string
  state: string
  created_at: string
  sent_at?: string | null
  donation_number?: string | null
}

export interface ImportReason {
  field: string
  value: string
  rule: string
  reason: Text
}

export interface ImportRow {
  row: number
  raw: Record<string, string>
  outcome: 'accepted' | 'rejected'
  reasons: ImportReason[]
  resubmitted?: boolean
}

export interface ImportReport {
  import_id: string
  file_name: string
  kind: string
  accepted: number
  rejected: number
  created_at: string
  by?: string
  rows: ImportRow[]
}
