// Which bag a scanned text means, and why a bag does not go into the pool that is being made. The server judges all of it again.
import type { PoolCandidate } from '@vena/api'

/** The candidate that a scanned text means: its number stands in every label of it, with or without hyphen. */
export function meant(scan: string, units: PoolCandidate[]): PoolCandidate | undefined {
  const text = scan.replace(/[\s-]/g, '')
  return units.find((one) => one.unit.unit_id === scan.trim() || text.includes(one.unit.donation_number))
}

/** Why a candidate cannot be added to what is chosen; `null` when it can. */
export function whyNot(one: PoolCandidate, chosen: PoolCandidate[], most: number): 'barred' | 'twice' | 'group' | 'full' | null {
  if (!one.ok) return 'barred'
  if (chosen.some((other) => other.unit.unit_id === one.unit.unit_id)) return 'twice'
  const first = chosen[0]
  if (first && first.group !== one.group) return 'group'
  return chosen.length >= most ? 'full' : null
}
