import type { PadSession } from '@vena/api'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'

/** Long enough to be read; the next person sees nothing of the one before. */
const STAYS_MS = 8_000

const TITLES = { signed: ['pad.doneTitle', 'pad.doneHow'], refused: ['pad.refusedTitle', 'pad.refusedHow'] } as const
const ELSE = ['pad.endedTitle', 'pad.endedHow'] as const

/** How it ended, for a moment or until it is touched. */
export function Ended({ state, onLeave }: { state: PadSession['state']; onLeave: () => void }) {
  const { t } = useTranslation()
  const leave = useEffectEvent(onLeave)
  useEffect(() => {
    const timer = setTimeout(() => leave(), STAYS_MS)
    return () => clearTimeout(timer)
  }, [])
  const [title, how] = state === 'signed' || state === 'refused' ? TITLES[state] : ELSE
  return (
    <main className={`pad pad-ended pad-ended-${state}`}>
      <svg className="pad-ended-sign" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="29" />{state === 'signed' ? <path d="M19 33L28.5 42.5L46 23" /> : <path d="M20 32H44" />}</svg>
      <div role="status"><h1>{t(title)}</h1></div>
      <p>{t(how)}</p>
      <button type="button" className="pad-button pad-button-quiet" onClick={onLeave}>{t('pad.toWaiting')}</button>
    </main>
  )
}
