import type { Certificate, KeyMedium } from '@vena/api'
import { expect, it } from 'vitest'
import type { AgentKey } from '../../keys/agent.ts'
import { keyOf, preferred } from './pens.ts'

const certificate = (medium: KeyMedium, profile = 'sm2', serial = '0a1b') => ({ medium, info: { profile, serial } }) as Certificate
const key = (name: string, medium: AgentKey['medium'], serial?: string, profile: AgentKey['profile'] = 'sm2'): AgentKey => ({ key: name, medium, profile, label: name, public_key: '', ...(serial && { serial }) })

it('offers what was last signed with here, else the best kept', () => {
  const usable = [certificate('software'), certificate('pkcs11'), certificate('webauthn')]
  expect(preferred(usable, 'software')?.medium).toBe('software')
  expect(preferred(usable, null)?.medium).toBe('webauthn')
  expect(preferred(usable.slice(0, 2), 'skf')?.medium).toBe('pkcs11')
  expect(preferred([], 'software')).toBeUndefined()
})

it('finds the key of a certificate by its number', () => {
  const keys = [key('a', 'skf', 'FF'), key('b', 'skf', '0A1B'), key('c', 'pkcs11', '0A1B')]
  expect(keyOf(certificate('skf'), keys)?.key).toBe('b')
  expect(keyOf(certificate('skf', 'sm2', '77'), keys)).toBeUndefined()
})

it('takes a key without a certificate only when there is no other of its kind', () => {
  expect(keyOf(certificate('skf'), [key('a', 'skf'), key('b', 'skf', 'FF')])?.key).toBe('a')
  expect(keyOf(certificate('skf'), [key('a', 'skf'), key('b', 'skf')])).toBeUndefined()
  expect(keyOf(certificate('skf'), [key('a', 'skf', undefined, 'p256')])).toBeUndefined()
})
