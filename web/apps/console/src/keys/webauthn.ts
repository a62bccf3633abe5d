// Security keys of the browser: what the server says in JSON and what the browser wants in bytes, and back.
import { fromText, toText } from './bytes.ts'
import { KeyFault, whyOf } from './faults.ts'

const ES256 = -7
const WAIT_MIN_MS = 30_000
const WAIT_MAX_MS = 180_000

/** What the server wants a new key to be made for. */
export interface Registering {
  challenge: string
  rp: { id: string; name: string }
  user: { id: string; name: string; display_name: string }
  /** Keys of this person that are known already. */
  exclude: string[]
  expires_at: string
}

/** What the server wants answered by a key. */
export interface Asking {
  challenge: string
  rp_id: string
  /** Keys that may answer; any that knows this address when empty. */
  allow: string[]
  expires_at: string
}

export interface Registered {
  client_data_json: string
  attestation_object: string
}

export interface Assertion {
  credential_id: string
  client_data_json: string
  authenticator_data: string
  signature: string
}

/** Whether this browser speaks with security keys here: never over an address that others can read. */
export const hasSecurityKeys = (): boolean => globalThis.isSecureContext && typeof globalThis.PublicKeyCredential === 'function'

/** Whether keys of this domain may be used on a page of this host. */
export const belongs = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)

/** Milliseconds until then, kept within what a person needs: the clock of a workstation may be wrong. */
export function waitFor(expiresAt: string, now: number): number {
  const left = Date.parse(expiresAt) - now
  return Number.isNaN(left) ? WAIT_MIN_MS : Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, left))
}

const known = (ids: string[]): PublicKeyCredentialDescriptor[] => ids.map((id) => ({ type: 'public-key', id: fromText(id) }))

export function creationOptions({ challenge, rp, user, exclude, expires_at }: Registering, now: number): PublicKeyCredentialCreationOptions {
  return {
    challenge: fromText(challenge), rp, user: { id: fromText(user.id), name: user.name, displayName: user.display_name },
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }], excludeCredentials: known(exclude), attestation: 'none', timeout: waitFor(expires_at, now),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  }
}

export function requestOptions({ challenge, rp_id, allow, expires_at }: Asking, now: number): PublicKeyCredentialRequestOptions {
  return { challenge: fromText(challenge), rpId: rp_id, allowCredentials: known(allow), userVerification: 'required', timeout: waitFor(expires_at, now) }
}

/** Runs one dialog of the browser; what it throws becomes a fault in our words. */
async function dialog(domain: string, timeout: number, open: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!hasSecurityKeys()) throw new KeyFault('unsupported')
  if (!belongs(location.hostname, domain)) throw new KeyFault('address', domain)
  const began = performance.now()
  const answer = await open().catch((thrown: unknown) => {
    const name = thrown instanceof Error ? thrown.name : ''
    throw new KeyFault(whyOf(name, performance.now() - began, timeout), domain)
  })
  if (!answer) throw new KeyFault('cancelled')
  return answer as PublicKeyCredential
}

/** Makes a key for this person on the security key at hand. */
export async function makeKey(asked: Registering, signal: AbortSignal): Promise<Registered> {
  const publicKey = creationOptions(asked, Date.now())
  const made = await dialog(asked.rp.id, publicKey.timeout ?? WAIT_MIN_MS, () => navigator.credentials.create({ publicKey, signal }))
  const response = made.response as AuthenticatorAttestationResponse
  return { client_data_json: toText(response.clientDataJSON), attestation_object: toText(response.attestationObject) }
}

/** Has a security key answer. */
export async function answerWithKey(asked: Asking, signal: AbortSignal): Promise<Assertion> {
  const publicKey = requestOptions(asked, Date.now())
  const answer = await dialog(asked.rp_id, publicKey.timeout ?? WAIT_MIN_MS, () => navigator.credentials.get({ publicKey, signal }))
  const response = answer.response as AuthenticatorAssertionResponse
  return {
    credential_id: toText(answer.rawId), client_data_json: toText(response.clientDataJSON),
    authenticator_data: toText(response.authenticatorData), signature: toText(response.signature),
  }
}
