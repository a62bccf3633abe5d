import { get, getFile, ProblemError, toProblem, type PadSession, type ProblemDocument } from '@vena/api'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queries } from '../../app/queries.ts'

/** News comes at once; where its line is cut for a moment, the pad asks by itself. */
const ASKS_EVERY_MS = 5_000
const NEXT = ['/api/records/pads/next']
const keyOf = (id: string | null) => ['/api/records/pads/{id}', id]

/** What this pad has taken: the session, and its exact bytes until they have been read. */
export interface Held {
  id: string
  file: Blob | null
}

export const OVER: ReadonlySet<PadSession['state']> = new Set<PadSession['state']>(['signed', 'refused', 'cancelled', 'expired'])
const UNREAD: ReadonlySet<PadSession['state']> = new Set<PadSession['state']>(['waiting', 'shown'])

/** Another pad was quicker, or it has been called back: it is not ours, and there may be a next one. */
const gone = (thrown: unknown): boolean => thrown instanceof ProblemError && [404, 409].includes(thrown.problem.status)

/** Takes what waits for this pad, oldest first: the first pad that asks for the bytes is the one that shows them. */
async function take(signal: AbortSignal): Promise<Held | null> {
  const next = await get('/api/records/pads/next', {}, signal)
  if (!next) return null
  if (!UNREAD.has(next.state)) return { id: next.pad_id, file: null }
  try {
    return { id: next.pad_id, file: await getFile('/api/records/pads/{id}/file', { path: { id: next.pad_id } }, signal) }
  } catch (thrown) {
    if (gone(thrown)) return null
    throw thrown
  }
}

/** While nobody signs here, looks out for the next one. */
export function useWaiting(idle: boolean, onTaken: (held: Held) => void): { problem: ProblemDocument | null; none: boolean } {
  const next = useQuery({ queryKey: NEXT, enabled: idle, refetchInterval: ASKS_EVERY_MS, gcTime: 0, staleTime: 0, queryFn: ({ signal }) => take(signal) })
  const held = idle ? next.data : undefined
  useEffect(() => {
    if (!held) return
    queries.setQueryData(NEXT, null)
    onTaken(held)
  }, [held, onTaken])
  return { problem: next.error ? toProblem(next.error) : null, none: idle && next.isSuccess && !next.isFetching && next.data === null }
}

/** The session on this pad, as the staff's acts change it too. Nothing of it stays once it is over. */
export function useOpen(id: string | null): PadSession | undefined {
  const open = useQuery({
    queryKey: keyOf(id), enabled: id !== null, refetchInterval: ASKS_EVERY_MS, gcTime: 0,
    queryFn: ({ signal }) => get('/api/records/pads/{id}', { path: { id: id ?? '' } }, signal),
  })
  return id === null ? undefined : open.data
}

/** What the server made of it stands at once. */
export const went = (session: PadSession): void => {
  queries.setQueryData(keyOf(session.pad_id), session)
}
