import type { Unit } from '@vena/api'
import { GroupBadge, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { UnitState } from './states.tsx'
import { UnitLink } from './UnitLink.tsx'

/** A short list of bags inside another thing's page; each may carry a word of its own instead of its state. */
export function UnitLinks({ units, aside }: { units: Unit[]; aside?: (unit: Unit) => ReactNode }) {
  const { pick } = useWords()
  return (
    <ul className="unit-links">
      {units.map((unit) => (
        <li key={unit.unit_id}>
          <UnitLink unit={unit} />
          <GroupBadge group={unit.group} />
          <span>{pick(unit.product_name)} <span className="muted">{unit.volume_ml} mL</span></span>
          {aside?.(unit) ?? <UnitState unit={unit} />}
        </li>
      ))}
    </ul>
  )
}
