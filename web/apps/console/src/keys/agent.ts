// The key agent at this workstation: it opens the USB key of whoever sits here, after the PIN, and signs with it.
import { ProblemError, readProblem, type ProblemDocument } from '@vena/api'
import { useQuery } from '@tanstack/react-query'
import { KeyFault } from './faults.ts'

/** Always this address: the pages may speak to no other outside their own server. */
export const AGENT = 'http://127.0.0.1:17420'
/** As many messages as it signs after one PIN. */
export const MESSAGES_MAX = 50

const LIST_MS = 3_000
const SIGN_MS = 120_000

/** A key on a token that is plugged in. */
export interface AgentKey {
  /** The agent's name for it. */
  key: string
  medium: 'pkcs11' | 'skf'
  profile: 'sm2' | 'p256'
  label: string
  public_key: string
  /** Its certificate, when one is stored on it. */
  certificate?: string | null
  /** Of that certificate. */
  serial?: string | null
}

interface Ask {
  body?: unknown
  signal?: AbortSignal | undefined
  limit: number
}

async function ask<T>(path: string, { body, signal, limit }: Ask): Promise<T> {
  const late = AbortSignal.timeout(limit)
  const init: RequestInit = { credentials: 'omit', cache: 'no-store', signal: signal ? AbortSignal.any([signal, late]) : late, headers: { 'Accept-Language': document.documentElement.lang } }
  if (body !== undefined) Object.assign(init, { method: 'POST', body: JSON.stringify(body), headers: { ...init.headers, 'Content-Type': 'application/json' } })
  const response = await fetch(AGENT + path, init).catch((thrown: unknown) => {
    throw new KeyFault(thrown instanceof DOMException && thrown.name === 'TimeoutError' ? 'late' : signal?.aborted ? 'cancelled' : 'noAgent')
  })
  if (!response.ok) throw new ProblemError(await readProblem(response))
  return (await response.json().catch(() => undefined)) as T
}

/** The keys on the tokens that are plugged in here. */
export const agentKeys = (signal?: AbortSignal): Promise<AgentKey[]> => ask('/keys', { signal, limit: LIST_MS })

/** Signs each message with this key; the PIN goes to the agent on this machine and to nobody else. */
export async function agentSign(key: string, pin: string, messages: string[], signal?: AbortSignal): Promise<string[]> {
  const { signatures } = await ask<{ signatures: string[] }>('/sign', { body: { key, pin, messages }, signal, limit: SIGN_MS })
  if (signatures.length !== messages.length) throw new KeyFault('failed')
  return signatures
}

/** Keeps a certificate on the token, beside its key. */
export const agentKeep = (key: string, pin: string, certificate: string): Promise<unknown> => ask('/certificates', { body: { key, pin, certificate }, limit: SIGN_MS })

/** What the workstation has. */
export interface Station {
  keys: AgentKey[]
  /** Why there are none. */
  problem?: ProblemDocument
}

/** Null when no agent answers; one that answers and has nothing to show says why. */
async function stationOf(signal: AbortSignal): Promise<Station | null> {
  try {
    return { keys: await agentKeys(signal) }
  } catch (thrown) {
    return thrown instanceof ProblemError && thrown.problem.status !== 403 ? { keys: [], problem: thrown.problem } : null
  }
}

/**
 * Whether a page may look for the agent unasked. Pages of another machine need the person's leave in some browsers; that
 * question is not put to everybody who only opens the door.
 */
export async function mayLook(): Promise<boolean> {
  if (['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return true
  try {
    const leave = await navigator.permissions.query({ name: 'local-network-access' as PermissionName })
    return leave.state === 'granted'
  } catch {
    return true
  }
}

/** Looks for the agent and its keys; undefined until known. `asked`: the person wants to use a USB key now. */
export function useAgent(asked: boolean, enabled = true): { station: Station | null | undefined } {
  const query = useQuery({
    queryKey: ['agent', asked], enabled, retry: false, staleTime: 3_000, refetchOnWindowFocus: true, refetchInterval: asked ? 4_000 : false,
    queryFn: async ({ signal }) => (asked || (await mayLook()) ? stationOf(signal) : null),
  })
  return { station: query.data }
}
