import { afterEach, expect, it, vi } from 'vitest'
import { get, newKey, post, setLanguage, withQuery } from './http.ts'
import { LOCAL_CODES, ProblemError, type ProblemDocument } from './problem.ts'

const answer = (status: number, body: string, type = 'application/json') => vi.fn<typeof fetch>(async () => new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } }))

afterEach(() => vi.unstubAllGlobals())

async function problemOf(call: Promise<unknown>): Promise<ProblemDocument> {
  const thrown: unknown = await call.then(() => null, (error: unknown) => error)
  expect(thrown).toBeInstanceOf(ProblemError)
  return (thrown as ProblemError).problem
}

it('leaves empty values out of the address', () => {
  expect(withQuery('/api/x', { q: '', group: 'O+', limit: 8, state: undefined })).toBe('/api/x?group=O%2B&limit=8')
})

it('fills and escapes the values of an address', async () => {
  const fetching = answer(200, '{}')
  vi.stubGlobal('fetch', fetching)
  await get('/api/govern/traces/{text}', { path: { text: '=A9999/00' } })
  expect(fetching.mock.calls[0]?.[0]).toBe('/api/govern/traces/%3DA9999%2F00')
})

it('names the language and the intent with every change', async () => {
  const fetching = answer(200, '{"ok":true}')
  vi.stubGlobal('fetch', fetching)
  setLanguage('en')
  await post('/api/x', { body: { a: 1 } }, 'key-1')
  const headers = new Headers(fetching.mock.calls[0]?.[1]?.headers)
  expect(headers.get('accept-language')).toBe('en')
  expect(headers.get('idempotency-key')).toBe('key-1')
})

it('throws the problem that the server told', async () => {
  vi.stubGlobal('fetch', answer(409, JSON.stringify({ title: '规则不允许', status: 409, code: 'refused', rule: 'unit.held' }), 'application/problem+json'))
  expect((await problemOf(post('/api/x'))).rule).toBe('unit.held')
})

it('makes a problem of an answer that is none', async () => {
  vi.stubGlobal('fetch', answer(502, '<html>bad gateway</html>', 'text/html'))
  expect(await problemOf(get('/api/x'))).toMatchObject({ status: 502, code: LOCAL_CODES.unreadable })
})

it('makes a problem of a cut line', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('failed to fetch') }))
  expect(await problemOf(get('/api/x'))).toMatchObject({ status: 0, code: LOCAL_CODES.offline })
})

it('answers nothing for nothing', async () => {
  vi.stubGlobal('fetch', answer(204, ''))
  expect(await get('/api/x')).toBeUndefined()
})

it('never makes the same key twice', () => {
  expect(new Set(Array.from({ length: 1000 }, newKey)).size).toBe(1000)
})
