import createClient from 'openapi-fetch'
import { ProblemError, readProblem, toProblem } from './problem.ts'
import type { paths } from './schema.d.ts'

let language = 'zh'

/** The language in which the server words its messages from now on. */
export function setLanguage(lang: 'zh' | 'en'): void {
  language = lang
}

/** A key that names one intent: the server carries it out once, however often it arrives. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** A query; empty values are left out, so that a cleared filter leaves the address. */
function queryText(query: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  return params.toString()
}

const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? 'http://localhost',
  credentials: 'same-origin',
  querySerializer: queryText,
  fetch: (request) => globalThis.fetch(request),
})

client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language)
    return request
  },
  async onResponse({ response }) {
    if (!response.ok) throw new ProblemError(await readProblem(response))
  },
  onError({ error, request }) {
    return request.signal.aborted && error instanceof Error ? error : new ProblemError(toProblem(error))
  },
})

type Verb = 'get' | 'post' | 'delete'
export type Path<V extends Verb> = { [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never }[keyof paths]
type Operation<P extends keyof paths, V extends Verb> = V extends keyof paths[P] ? paths[P][V] : never
type Json<R> = R extends { content: { 'application/json': infer J } } ? J : R extends { content?: never } ? undefined : never

/** What the server answers when it did what was asked. */
export type Answer<P extends keyof paths, V extends Verb> = Operation<P, V> extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 204)]> : never

/** What it wants to be told. */
export type Body<P extends keyof paths> = Operation<P, 'post'> extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined

type PathValues<O> = O extends { parameters: { path: infer V } } ? { path: { [K in keyof V]: string | number } } : { path?: undefined }
type Query<O> = O extends { parameters: { query?: infer Q } } ? { query?: { [K in keyof Q]?: string | number | boolean | null | undefined } } : { query?: undefined }

/** The values of an address. Query values may be what a filter holds: a text, or nothing. */
export type To<P extends keyof paths, V extends Verb> = PathValues<Operation<P, V>> & Query<Operation<P, V>>

/** May be left out when an address has no values of its own. */
type Optional<T> = T extends { path: object } ? [to: T] : [to?: T]

interface Sent {
  data?: unknown
}

/** Reads one thing. */
export async function get<P extends Path<'get'>>(path: P, ...asked: [...Optional<To<P, 'get'>>, signal?: AbortSignal]): Promise<Answer<P, 'get'>> {
  const [to, signal] = asked as unknown[] as [unknown, AbortSignal?]
  const { data }: Sent = await client.GET(path as never, { params: to ?? {}, signal } as never)
  return data as Answer<P, 'get'>
}

type Post<P extends keyof paths> = PathValues<Operation<P, 'post'>> & (Body<P> extends undefined ? { body?: undefined } : Record<string, never> extends Body<P> ? { body?: Body<P> } : { body: Body<P> })

/** Does one thing. The same `key` again is the same intent and is carried out once. */
export async function post<P extends Path<'post'>>(path: P, asked: Post<P>, key: string = newKey()): Promise<Answer<P, 'post'>> {
  const { path: values, body } = asked as { path?: unknown; body?: unknown }
  const init = { params: { path: values }, body: body ?? {}, headers: { 'Idempotency-Key': key } }
  const { data }: Sent = await client.POST(path as never, init as never)
  return data as Answer<P, 'post'>
}

/** Reads a file; its bytes as the server keeps them. */
export async function getFile<P extends Path<'get'>>(path: P, ...asked: [...Optional<To<P, 'get'>>, signal?: AbortSignal]): Promise<Blob> {
  const [to, signal] = asked as unknown[] as [unknown, AbortSignal?]
  const { data }: Sent = await client.GET(path as never, { params: to ?? {}, signal, parseAs: 'blob' } as never)
  return data as Blob
}

/** Shows the server a file, byte for byte, and reads what it says of it; with a `key` it is kept once. */
export async function postFile<P extends Path<'post'>>(path: P, file: Blob, type: string, key?: string): Promise<Answer<P, 'post'>> {
  const headers = { 'Content-Type': type, ...(key && { 'Idempotency-Key': key }) }
  const { data }: Sent = await client.POST(path as never, { body: file, bodySerializer: (body: Blob) => body, headers } as never)
  return data as Answer<P, 'post'>
}

export async function remove<P extends Path<'delete'>>(path: P): Promise<void> {
  await client.DELETE(path as never, {} as never)
}
