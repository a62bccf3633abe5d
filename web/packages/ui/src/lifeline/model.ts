import type { Text } from '@vena/api'

/** One thing that happened to a bag, as the picture needs it. */
export interface LifeEvent {
  event_id: string
  /** The ledger's word for what happened. */
  kind: string
  title: Text
  at: string
  recorded_at: string
  actor_name: string
  second_name?: string | null | undefined
  org_name: string
  site_name: string
  device?: string | null | undefined
  reason?: string | null | undefined
  /** How many like things happened at once, told as one: six tests of one run. */
  count?: number
  /** Facts worth reading, worded. */
  facts: { term: string; value: string }[]
  hash?: string | null | undefined
  /** Whether a published seal covers it; unknown is drawn as sealed. */
  sealed?: boolean | null | undefined
}

/** Temperatures that the bag itself has seen, with the band that its product allows. */
export interface Thermal {
  min_c: number
  max_c: number
  points: { at: string; celsius: number }[]
}

/** One bag of a donation's family. */
export interface LifeUnit {
  unit_id: string
  product_name: Text
  volume_ml: number
  life: string
  parents: string[]
  thermal?: Thermal | null
  events: LifeEvent[]
}
