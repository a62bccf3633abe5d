// Reading from the server: one answer at a time, shown again at once when a page comes back, and the last known file of the donor
// without a network.
import { LOCAL_CODES, ProblemError } from '@vena/api'
import { useCallback, useEffect, useState } from 'react'

export interface Loaded<T> { data?: T, problem?: ProblemError, loading: boolean, again: () => void }

const known = new Map<string, unknown>()

/** Forgets everything that was read: somebody else may be next. */
export const forgetAll = (): void => known.clear()

export const isOffline = (problem?: ProblemError): boolean => problem?.problem.code === LOCAL_CODES.offline
export const isSignedOut = (problem?: ProblemError): boolean => problem?.problem.status === 401

/** What `read` answers; `name` says what it is, so that the same is not asked blank twice. */
export function useLoaded<T>(name: string, read: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ name: string, data?: T, problem?: ProblemError, loading: boolean }>({ name, loading: true })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let gone = false
    setState({ name, data: known.get(name) as T | undefined, loading: true })
    read().then(
      (data) => { known.set(name, data); if (!gone) setState({ name, data, loading: false }) },
      (error: unknown) => { if (!gone && error instanceof ProblemError) setState({ name, data: known.get(name) as T | undefined, problem: error, loading: false }) },
    )
    return () => { gone = true }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `read` is told apart by its name
  }, [name, round])
  const again = useCallback(() => setRound((count) => count + 1), [])
  const data = state.name === name ? state.data : known.get(name) as T | undefined
  return { data, problem: state.name === name ? state.problem : undefined, loading: state.loading || state.name !== name, again }
}
