import type { Unit } from '@vena/api'
import { donationNumber } from '@vena/ui'
import { Link } from 'react-router'
import { useMay } from './session.ts'

/** A bag by its number; it opens for those who may see its life. */
export function UnitLink({ unit: { unit_id, donation_number } }: { unit: Pick<Unit, 'unit_id' | 'donation_number'> }) {
  const number = donationNumber(donation_number)
  return useMay('ledger.trace.view') ? <Link className="number" to={`/units/${unit_id}`}>{number}</Link> : <span className="number">{number}</span>
}
