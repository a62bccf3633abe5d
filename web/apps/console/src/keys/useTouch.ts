import { useCallback, useEffect, useRef, useState } from 'react'

/** One wait for a security key, which its owner may end; leaving the page ends it too. */
export function useTouch() {
  const control = useRef<AbortController | null>(null)
  const [waiting, setWaiting] = useState(false)
  const cancel = useCallback(() => control.current?.abort(), [])
  useEffect(() => cancel, [cancel])
  const during = useCallback(async <T,>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const mine = new AbortController()
    control.current?.abort()
    control.current = mine
    setWaiting(true)
    try {
      return await work(mine.signal)
    } finally {
      setWaiting(false)
    }
  }, [])
  return { waiting, cancel, during }
}

export type Touch = ReturnType<typeof useTouch>
