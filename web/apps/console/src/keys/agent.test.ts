import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AGENT, agentKeys, agentSign } from './agent.ts'

const answer = (status: number, body: unknown) => vi.fn(async () => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }))

beforeEach(() => vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } }))
afterEach(() => vi.unstubAllGlobals())

it('asks the one address, without cookies, and hands the PIN over in the body', async () => {
  const fetched = answer(200, { signatures: ['AQ', 'Ag'] })
  vi.stubGlobal('fetch', fetched)
  expect(await agentSign('k1', '482150', ['m1', 'm2'])).toEqual(['AQ', 'Ag'])
  const [url, init] = fetched.mock.calls[0] as unknown as [string, RequestInit]
  expect(url).toBe(`${AGENT}/sign`)
  expect(init).toMatchObject({ method: 'POST', credentials: 'omit' })
  expect(JSON.parse(String(init.body))).toEqual({ key: 'k1', pin: '482150', messages: ['m1', 'm2'] })
})

it('takes no answer that leaves a message out', async () => {
  vi.stubGlobal('fetch', answer(200, { signatures: ['AQ'] }))
  await expect(agentSign('k1', '482150', ['m1', 'm2'])).rejects.toMatchObject({ why: 'failed' })
})

it('passes a refusal of the agent on as it is', async () => {
  const refusal = { title: 'PIN', status: 409, code: 'refused', rule: 'key.pin-refused', detail: '还可以试 4 次' }
  vi.stubGlobal('fetch', answer(409, refusal))
  await expect(agentSign('k1', '000000', ['m'])).rejects.toMatchObject({ problem: refusal })
})

it('tells an agent that does not run from one that takes too long and from a person who stops', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('Failed to fetch') }))
  await expect(agentKeys()).rejects.toMatchObject({ why: 'noAgent' })
  vi.stubGlobal('fetch', vi.fn(async () => { throw new DOMException('late', 'TimeoutError') }))
  await expect(agentKeys()).rejects.toMatchObject({ why: 'late' })
  vi.stubGlobal('fetch', vi.fn(async () => { throw new DOMException('stop', 'AbortError') }))
  await expect(agentKeys(AbortSignal.abort())).rejects.toMatchObject({ why: 'cancelled' })
})
