import { ProblemError, readProblem, toProblem } from './problem.ts'

let language = 'zh'

/** The language in which the server words its messages from now on. */
export function setLanguage(lang: 'zh' | 'en'): void {
  language = lang
}

export type Query = Record<string, string | number | boolean | null | undefined>

/** Path with its query; empty values are left out, so that a cleared filter leaves the address. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

/** A key that names one intent: the server carries it out once, however often it arrives. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', language)
  headers.set('Accept', 'application/json')
  try {
    return await fetch(path, { ...init, headers, credentials: 'same-origin' })
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown
    throw new ProblemError(toProblem(thrown))
  }
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await send(path, init)
  if (!response.ok) throw new ProblemError(await readProblem(response))
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

/** Where a call goes: the template of the API document, its path values and its query. */
export interface To {
  path?: Record<string, string | number>
  query?: Query
}

function address(template: string, { path = {}, query }: To): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name] ?? '')))
  return withQuery(filled, query)
}

export function get<T>(template: string, to: To = {}, signal?: AbortSignal): Promise<T> {
  return call<T>(address(template, to), { method: 'GET', signal: signal ?? null })
}

export function post<T>(template: string, to: To & { body?: unknown } = {}, key: string = newKey()): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  return call<T>(address(template, to), { method: 'POST', headers, body: JSON.stringify(to.body ?? {}) })
}

export function postFile<T>(template: string, form: FormData, key: string = newKey()): Promise<T> {
  return call<T>(template, { method: 'POST', headers: { 'Idempotency-Key': key }, body: form })
}

export function remove<T>(template: string, to: To = {}): Promise<T> {
  return call<T>(address(template, to), { method: 'DELETE', headers: { 'Idempotency-Key': newKey() } })
}
