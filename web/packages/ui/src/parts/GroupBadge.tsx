import { useWords } from '../words.ts'

export interface Group {
  abo: 'A' | 'B' | 'O' | 'AB' | ''
  negative: boolean
}

/** Reads `O+`, `AB-`, `A−`; anything else keeps an empty ABO. */
export function readGroup(text: string): Group {
  const match = /^(AB|A|B|O)\s*([+\-−]?)/i.exec(text.trim())
  const abo = (match?.[1]?.toUpperCase() ?? '') as Group['abo']
  return { abo, negative: match?.[2] === '-' || match?.[2] === '−' }
}

/** A blood group in its own colour; RhD-negative stands out by a double outline. */
export function GroupBadge({ group }: { group: string | null | undefined }) {
  const { t } = useWords()
  const { abo, negative } = readGroup(group ?? '')
  if (!abo) return <span className="group group-none">{group || '—'}</span>
  return (
    <span className={`group group-${abo.toLowerCase()}${negative ? ' group-negative' : ''}`} title={negative ? t('group.negative') : t('group.positive')}>
      {abo}<sup>{negative ? '−' : '+'}</sup>
    </span>
  )
}
