import { expect, it } from 'vitest'
import { certificateIn, fromText, toText } from './bytes.ts'
import { KeyFault, whyOf } from './faults.ts'
import { answerWithKey, belongs, creationOptions, requestOptions, waitFor } from './webauthn.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const LATER = '2026-11-22T10:02:00Z'
const bytes = (source: BufferSource) => [...new Uint8Array(source as ArrayBuffer)]

it.each([[[]], [[0]], [[255, 254]], [[251, 255, 191, 62, 63]], [Array.from({ length: 256 }, (_, i) => i)]])('writes bytes as text and reads them back: %j', (given) => {
  const text = toText(Uint8Array.from(given))
  expect(text).toMatch(/^[\w-]*$/)
  expect([...fromText(text)]).toEqual(given)
})

it('reads a certificate from either kind of file', () => {
  const der = Uint8Array.of(48, 3, 1, 255, 251)
  const pem = `-----BEGIN CERTIFICATE-----\n${btoa(String.fromCodePoint(...der))}\n-----END CERTIFICATE-----\n`
  expect(certificateIn(der.buffer)).toBe(toText(der))
  expect(certificateIn(Uint8Array.from(pem, (letter) => letter.codePointAt(0) ?? 0).buffer)).toBe(toText(der))
})

it('makes the options of a new key: kept on the key if it can, with the person verified, no attestation', () => {
  const made = creationOptions({ challenge: toText(Uint8Array.of(1, 2)), rp: { id: 'vena.example', name: '示例' }, user: { id: toText(Uint8Array.of(9)), name: 'zhang', display_name: '张' }, exclude: ['AQID'], expires_at: LATER }, NOW)
  expect(bytes(made.challenge)).toEqual([1, 2])
  expect(bytes(made.user.id)).toEqual([9])
  expect(made).toMatchObject({ attestation: 'none', timeout: 120_000, authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' }, pubKeyCredParams: [{ alg: -7 }], user: { displayName: '张' } })
  expect(made.excludeCredentials?.map(({ id }) => bytes(id))).toEqual([[1, 2, 3]])
})

it('asks any key when the server names none, else only those named', () => {
  const asked = { challenge: 'AQ', rp_id: 'vena.example', allow: [] as string[], expires_at: LATER }
  expect(requestOptions(asked, NOW)).toMatchObject({ allowCredentials: [], userVerification: 'required', rpId: 'vena.example' })
  expect(requestOptions({ ...asked, allow: ['AQ', 'Ag'] }, NOW).allowCredentials?.map(({ id }) => bytes(id))).toEqual([[1], [2]])
})

it.each([[LATER, 120_000], ['2026-11-22T09:00:00Z', 30_000], ['2026-11-23T09:00:00Z', 180_000], ['whenever', 30_000]])('waits until %s for %i ms', (until, ms) => {
  expect(waitFor(until, NOW)).toBe(ms)
})

it.each([['vena.example', 'vena.example', true], ['www.vena.example', 'vena.example', true], ['notvena.example', 'vena.example', false], ['127.0.0.1', 'localhost', false]])('%s may use keys of %s: %s', (host, domain, may) => {
  expect(belongs(host, domain)).toBe(may)
})

it.each([
  ['NotAllowedError', 100, 'cancelled'], ['NotAllowedError', 60_000, 'late'], ['AbortError', 90_000, 'cancelled'], ['InvalidStateError', 1, 'known'],
  ['SecurityError', 1, 'address'], ['NotSupportedError', 1, 'unsupported'], ['ConstraintError', 1, 'unverified'], ['UnknownError', 1, 'failed'], ['', 1, 'failed'],
] as const)('%s after %i ms means %s', (name, waited, why) => {
  expect(whyOf(name, waited, 60_000)).toBe(why)
})

it('says that a browser without security keys has none, before asking it', async () => {
  await expect(answerWithKey({ challenge: 'AQ', rp_id: 'x', allow: [], expires_at: LATER }, new AbortController().signal)).rejects.toEqual(new KeyFault('unsupported'))
})
