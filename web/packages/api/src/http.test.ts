import { afterEach, expect, it, vi } from 'vitest'
import { get, newKey, post, remove, setLanguage } from './http.ts'
import { LOCAL_CODES, ProblemError, type ProblemDocument } from './problem.ts'

const answer = (status: number, body: string, type = 'application/json') =>
  vi.fn<(request: Request) => Promise<Response>>(async () => new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } }))

afterEach(() => vi.unstubAllGlobals())

async function problemOf(call: Promise<unknown>): Promise<ProblemDocument> {
  const thrown: unknown = await call.then(() => null, (error: unknown) => error)
  expect(thrown).toBeInstanceOf(ProblemError)
  return (thrown as ProblemError).problem
}

const asked = (fetching: ReturnType<typeof answer>): Request => fetching.mock.calls[0]?.[0] ?? new Request('http://nothing')

it('leaves empty values out of the address', async () => {
  const fetching = answer(200, '{"items":[]}')
  vi.stubGlobal('fetch', fetching)
  await get('/api/store/stock', { query: { q: '', group: 'O+', limit: 8, state: undefined } })
  expect(asked(fetching).url).toMatch(/\/api\/store\/stock\?group=O%2B&limit=8$/)
})

it('fills and escapes the values of an address', async () => {
  const fetching = answer(200, '{}')
  vi.stubGlobal('fetch', fetching)
  await get('/api/ledger/traces/{text}', { path: { text: '=A9999/00' } })
  expect(new URL(asked(fetching).url).pathname).toBe('/api/ledger/traces/%3DA9999%2F00')
})

it('names the language and the intent with every change', async () => {
  const fetching = answer(200, '{"ok":true}')
  vi.stubGlobal('fetch', fetching)
  setLanguage('en')
  await post('/api/session', { body: { username: 'a', password: 'b' } }, 'key-1')
  expect(asked(fetching).headers.get('accept-language')).toBe('en')
  expect(asked(fetching).headers.get('idempotency-key')).toBe('key-1')
  expect(await asked(fetching).json()).toEqual({ username: 'a', password: 'b' })
})

it('throws the problem that the server told', async () => {
  vi.stubGlobal('fetch', answer(409, JSON.stringify({ title: '规则不允许', status: 409, code: 'refused', rule: 'order.closed' }), 'application/problem+json'))
  expect((await problemOf(post('/api/issue/orders/{id}/allocate', { path: { id: 'order_1' } }))).rule).toBe('order.closed')
})

it('makes a problem of an answer that is none', async () => {
  vi.stubGlobal('fetch', answer(502, '<html>bad gateway</html>', 'text/html'))
  expect(await problemOf(get('/api/session'))).toMatchObject({ status: 502, code: LOCAL_CODES.unreadable })
})

it('makes a problem of a cut line', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('failed to fetch') }))
  expect(await problemOf(get('/api/session'))).toMatchObject({ status: 0, code: LOCAL_CODES.offline })
})

it('answers nothing for nothing', async () => {
  vi.stubGlobal('fetch', answer(204, ''))
  expect(await remove('/api/session')).toBeUndefined()
})

it('never makes the same key twice', () => {
  expect(new Set(Array.from({ length: 1000 }, newKey)).size).toBe(1000)
})
