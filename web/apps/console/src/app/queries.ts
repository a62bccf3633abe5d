import { get, post, ProblemError, toProblem, type Answer as Told, type Page, type Path, type ProblemDocument, type To } from '@vena/api'
import { keepPreviousData, QueryCache, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'

/** A refusal is an answer: only a broken line is tried again. */
function again(count: number, error: unknown): boolean {
  return count < 2 && error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 502)
}

/** The key under which the signed-in person is kept. */
export const SESSION = ['/api/session']

/** A session that has run out sends the person back to the door, whatever was being read. */
function watchSession(error: unknown): void {
  if (error instanceof ProblemError && error.problem.status === 401) queries.setQueryData(SESSION, null)
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watchSession }),
  defaultOptions: { queries: { retry: again, staleTime: 5_000, refetchOnWindowFocus: true } } })

export interface Answer<T> {
  data: T | undefined
  problem: ProblemDocument | null
  reload: () => void
}

type Where<P extends Path<'get'>> = To<P, 'get'> extends { path: object } ? [to: To<P, 'get'>, enabled?: boolean] : [to?: To<P, 'get'>, enabled?: boolean]

const read = get as (path: string, to: unknown, signal: AbortSignal) => Promise<unknown>

/** Outside of the generic function: the compiler gives up on a union over every address. */
function useRead(path: string, to: unknown, enabled: boolean) {
  return useQuery({ queryKey: [path, to ?? {}], enabled, placeholderData: keepPreviousData, queryFn: ({ signal }) => read(path, to ?? {}, signal) })
}

/** Reads one thing; the address template and its values are the key, so that news can name what to read anew. */
export function useGet<P extends Path<'get'>>(path: P, ...[to, enabled = true]: Where<P>): Answer<Told<P, 'get'>> {
  const query = useRead(path, to, enabled)
  return { data: query.data as Told<P, 'get'> | undefined, problem: query.error ? toProblem(query.error) : null, reload: () => void query.refetch() }
}

export type Listing = { [P in Path<'get'>]: Told<P, 'get'> extends Page<unknown> ? P : never }[Path<'get'>]
type Row<P extends Listing> = Told<P, 'get'> extends Page<infer T> ? T : never

/** One page of a list, from where the page before it ended. */
type Turn<T> = (cursor: string, signal: AbortSignal) => Promise<Page<T>>

function usePaged<T>(key: unknown[], turn: Turn<T>) {
  const query = useInfiniteQuery({
    queryKey: key, placeholderData: keepPreviousData, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => turn(pageParam, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const pages = query.data?.pages
  return {
    /** Undefined until read, null when it could not be. */
    rows: pages ? pages.flatMap((page) => page.items) : query.error ? null : undefined,
    asOf: pages?.at(-1)?.as_of,
    problem: query.error ? toProblem(query.error) : null,
    reload: () => void query.refetch(),
    more: { next: query.hasNextPage, busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() },
  }
}

/** Reads a list page by page. */
export function usePages<P extends Listing>(path: P, ...[to]: Where<P>) {
  return usePaged([path, to ?? {}], (cursor, signal) => read(path, { ...to, query: { ...to?.query, cursor } }, signal) as Promise<Page<Row<P>>>)
}

/** The lists in which people are looked for. */
type OfPeople = { [P in Listing]: `${P}/search` extends Path<'post'> ? P : never }[Listing]

const ask = post as (path: string, what: unknown) => Promise<unknown>

/** Reads a list of people, or finds some of them: what was typed goes in the body and stands in no address. */
export function usePeople<P extends OfPeople>(path: P, text: string, limit = 50, filters: Record<string, string> = {}) {
  return usePaged([path, { text, limit, filters }], (cursor, signal) => {
    const found = text ? ask(`${path}/search`, { body: { text, limit, ...(cursor && { cursor }) } }) : read(path, { query: { ...filters, limit, cursor } }, signal)
    return found as Promise<Page<Row<P>>>
  })
}

/** How many rows a list has, up to a hundred; `more` when there are others behind. */
export function useCount(path: Listing, query: Record<string, string>, enabled: boolean): { count: number; more: boolean } | undefined {
  const counted = useQuery({
    queryKey: [path, { query, count: true }], enabled,
    queryFn: ({ signal }) => read(path, { query: { ...query, limit: 100 } }, signal) as Promise<Page<unknown>>,
  })
  return counted.data && { count: counted.data.items.length, more: counted.data.next != null }
}

/** Everything read from addresses that begin so is read again. */
export function refresh(...prefixes: string[]): void {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)) })
}
