// The donor's own file: read once for all tabs, put aside (masked, as it came) for when there is no network.
import { get, type Answer } from '@vena/api'
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import { forgetAll, isOffline, isSignedOut, useLoaded } from './load.ts'

export type Me = Answer<'/api/recruit/own/me', 'get'>
export type Booking = Me['bookings'][number]

const KEPT = 'vena.donor.me'

interface Mine { me?: Me, offline: boolean, signedOut: boolean, loading: boolean, again: () => void, problem?: Error }

const MeContext = createContext<Mine>({ offline: false, signedOut: false, loading: true, again: () => undefined })
export const useMe = (): Mine => useContext(MeContext)

function kept(): Me | undefined {
  try {
    const text = localStorage.getItem(KEPT)
    return text ? JSON.parse(text) as Me : undefined
  } catch {
    return undefined
  }
}

/** Nothing of anybody stays on this phone. */
export function forgetMe(): void {
  localStorage.removeItem(KEPT)
  forgetAll()
}

export function MeProvider({ children }: { children: ReactNode }) {
  const { data, problem, loading, again } = useLoaded('me', () => get('/api/recruit/own/me'))
  const offline = isOffline(problem)
  const signedOut = isSignedOut(problem)
  useEffect(() => {
    if (data && !problem) localStorage.setItem(KEPT, JSON.stringify(data))
    if (signedOut) forgetMe()
  }, [data, problem, signedOut])
  useEffect(() => {
    const seen = () => { if (document.visibilityState === 'visible') again() }
    window.addEventListener('online', again)
    document.addEventListener('visibilitychange', seen)
    return () => { window.removeEventListener('online', again); document.removeEventListener('visibilitychange', seen) }
  }, [again])
  const value = useMemo(
    () => ({ me: signedOut ? undefined : data ?? (loading || offline ? kept() : undefined), offline, signedOut, loading, again, problem }),
    [data, problem, loading, again, offline, signedOut],
  )
  return <MeContext.Provider value={value}>{children}</MeContext.Provider>
}
