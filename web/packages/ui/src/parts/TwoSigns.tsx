import type { ReactNode } from 'react'
import { moment } from '../format.ts'
import { useWords } from '../words.ts'

export interface Signature {
  name: string
  at?: string | null | undefined
}

function Slot({ term, by, children }: { term: string; by: Signature | null | undefined; children?: ReactNode }) {
  const { t } = useWords()
  return (
    <div className="sign-slot">
      <span className={by ? 'name-seal' : 'name-seal name-seal-open'} aria-hidden="true">{by ? [...by.name][0] : ''}</span>
      <div>
        <span className="muted">{term}</span>
        <b>{by ? by.name : t('signs.waiting')}</b>
        {by?.at && <time dateTime={by.at}>{moment(by.at)}</time>}
        {!by && children}
      </div>
    </div>
  )
}

/** The two seals that an act needs; what the second person does stands in the empty one. */
export function TwoSigns({ first, second, children }: { first: Signature | null | undefined; second: Signature | null | undefined; children?: ReactNode }) {
  const { t } = useWords()
  return (
    <div className="two-signs" role="group" aria-label={t('signs.title')}>
      <Slot term={t('signs.first')} by={first}>{!first && children}</Slot>
      <Slot term={t('signs.second')} by={second}>{first && children}</Slot>
    </div>
  )
}
