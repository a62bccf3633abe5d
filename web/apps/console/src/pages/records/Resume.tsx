import { get } from '@vena/api'
import { Button, ProblemBox, StateWord, useAction } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { keepLeft, leftOf } from './left.ts'
import type { Waiting } from './SignMany.tsx'

/** What this person may still sign of these; meanwhile others may have closed some. */
async function stillWaiting(ids: string[]): Promise<Waiting[]> {
  const documents = await Promise.all(ids.map((id) => get('/api/records/documents/{id}', { path: { id } })))
  return documents.filter(({ state, signatures }) => state === 'open' && signatures.find((place) => place.state === 'waiting')?.can.sign.ok)
}

/** A batch that stopped half-way can be gone on with, after a reload too. */
export function Resume({ onResume }: { onResume: (found: Waiting[]) => void }) {
  const { t } = useTranslation()
  const { user } = useMe()
  const [left, setLeft] = useState(() => leftOf(user.user_id))
  const [none, setNone] = useState(false)
  const forget = () => {
    keepLeft(user.user_id, [])
    setLeft([])
  }
  const action = useAction(stillWaiting, (found) => {
    forget()
    if (found.length > 0) onResume(found)
    else setNone(true)
  })
  if (none) return <p role="status"><StateWord tone="good">{t('document.resumeNone')}</StateWord></p>
  if (left.length === 0) return null
  return (
    <section className="resume">
      {action.problem && <ProblemBox problem={action.problem} />}
      <StateWord tone="notice">{t('document.resume', { count: left.length })}</StateWord>
      <Button busy={action.pending} onClick={() => void action.run(left)}>{t('document.resumeDo')}</Button>
      <Button kind="quiet" onClick={forget}>{t('document.resumeNot')}</Button>
    </section>
  )
}
