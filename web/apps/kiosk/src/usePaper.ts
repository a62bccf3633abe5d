import { get } from '@vena/api'
import { useEffect, useState } from 'react'

const ASKS_EVERY_MS = 4000

/** A paper that the staff has sent to be signed by hand at this place. */
export interface Paper {
  title: { zh: string; en: string }
  /** Family name alone: everybody in the room reads this screen. */
  whose: string
}

/** While nobody is at the kiosk, looks out for papers to sign. */
export function usePaper(idle: boolean): Paper | null {
  const [paper, setPaper] = useState<Paper | null>(null)
  useEffect(() => {
    if (!idle) return undefined
    let left = false
    const ask = () => {
      get('/api/records/pads/next').then((next) => {
        if (!left) setPaper(next ? { title: next.title, whose: `${[...next.name][0] ?? ''}**` } : null)
      }, () => { if (!left) setPaper(null) })
    }
    ask()
    const timer = setInterval(ask, ASKS_EVERY_MS)
    return () => {
      left = true
      clearInterval(timer)
    }
  }, [idle])
  return idle ? paper : null
}
