import type { ReactNode } from 'react'
import { moment } from '../format.ts'
import { useWords } from '../words.ts'

export interface Signature {
  name: string
  at?: string | null | undefined
}

function Slot({ term, waiting, by, children }: { term: string; waiting: string | undefined; by: Signature | null | undefined; children?: ReactNode }) {
  const { t } = useWords()
  return (
    <div className="sign-slot">
      <span className={by ? 'name-seal' : 'name-seal name-seal-open'} aria-hidden="true">{by ? [...by.name][0] : ''}</span>
      <div>
        <span className="muted">{term}</span>
        <b>{by ? by.name : (waiting ?? t('signs.waiting'))}</b>
        {by?.at && <time dateTime={by.at}>{moment(by.at)}</time>}
        {!by && children}
      </div>
    </div>
  )
}

interface TwoSignsProps {
  first: Signature | null | undefined
  second: Signature | null | undefined
  /** What the two do where they are not simply first and second: who gives, who takes. */
  terms?: [first: string, second: string]
  /** What an open slot waits for. */
  waiting?: string
  children?: ReactNode
}

interface SignsProps {
  /** One for each person, in their order. */
  signed: (Signature | null | undefined)[]
  terms: string[]
  waiting?: string | undefined
  children?: ReactNode
}

/** The seals that an act needs; what the next person does stands in the first empty one. */
export function Signs({ signed, terms, waiting, children }: SignsProps) {
  const { t } = useWords()
  const next = signed.findIndex((by) => !by)
  return (
    <div className="two-signs" role="group" aria-label={t('signs.title')}>
      {signed.map((by, index) => <Slot key={terms[index]} term={terms[index] ?? ''} waiting={waiting} by={by}>{index === next && children}</Slot>)}
    </div>
  )
}

/** The two seals that an act needs; what the second person does stands in the empty one. */
export function TwoSigns({ first, second, terms, waiting, children }: TwoSignsProps) {
  const { t } = useWords()
  return <Signs terms={terms ?? [t('signs.first'), t('signs.second')]} signed={[first, second]} waiting={waiting}>{children}</Signs>
}
