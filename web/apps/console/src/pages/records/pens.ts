// Which key is taken: of a person's certificates, and of the tokens that are plugged in.
import type { Certificate, KeyMedium } from '@vena/api'
import type { AgentKey } from '../../keys/agent.ts'

/** Which kind is offered first where nobody has signed yet: the better kept it is, the sooner. */
const ORDER: KeyMedium[] = ['webauthn', 'skf', 'pkcs11', 'service', 'software']

/** What was last signed with at this workstation, else the best kept. */
export function preferred(usable: Certificate[], last: string | null): Certificate | undefined {
  const rank = ({ medium }: Certificate) => (medium === last ? -1 : ORDER.indexOf(medium))
  return usable.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** The key of this certificate on a token; a token that holds no certificate is known by its kind, when it is the only one. */
export function keyOf({ medium, info }: Certificate, keys: AgentKey[]): AgentKey | undefined {
  const ofKind = keys.filter((key) => key.medium === medium && key.profile === info.profile)
  const bare = ofKind.filter((key) => !key.serial)
  return ofKind.find((key) => key.serial?.toLowerCase() === info.serial.toLowerCase()) ?? (bare.length === 1 ? bare[0] : undefined)
}
