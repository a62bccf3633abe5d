import { useEffect, useState } from 'react'
import { exactMoment } from '../format.ts'
import { useWords } from '../words.ts'

const MINUTE = 60_000

/** The present moment, refreshed while somebody looks. */
export function useNow(every = 10_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

/** How old a figure is: silent while fresh, spoken after a minute, grey beyond its limit. */
export function AsOf({ at, limitMinutes = 15 }: { at: string | undefined; limitMinutes?: number }) {
  const { t } = useWords()
  const now = useNow()
  if (!at) return null
  const age = now - Date.parse(at)
  const key = age > limitMinutes * MINUTE ? 'asOf.stale' : age > MINUTE ? 'asOf.at' : 'asOf.live'
  return (
    <time className={age > limitMinutes * MINUTE ? 'as-of as-of-stale' : 'as-of'} dateTime={at} title={exactMoment(at)}>
      {t(key, { at: exactMoment(at) })}
    </time>
  )
}
