import { get, ProblemError, toProblem, type Answer as Told, type Page, type Path, type ProblemDocument, type To } from '@vena/api'
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

/** Reads one thing; the address template and its values are the key, so that news can name what to read anew. */
export function useGet<P extends Path<'get'>>(path: P, ...[to, enabled = true]: Where<P>): Answer<Told<P, 'get'>> {
  const query = useQuery({
    queryKey: [path, to ?? {}], enabled, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read(path, to ?? {}, signal),
  })
  return { data: query.data as Told<P, 'get'> | undefined, problem: query.error ? toProblem(query.error) : null, reload: () => void query.refetch() }
}

type Listing = { [P in Path<'get'>]: Told<P, 'get'> extends Page<unknown> ? P : never }[Path<'get'>]
type Row<P extends Listing> = Told<P, 'get'> extends Page<infer T> ? T : never

/** Reads a list page by page. */
export function usePages<P extends Listing>(path: P, ...[to]: Where<P>) {
  const query = useInfiniteQuery({
    queryKey: [path, to ?? {}], placeholderData: keepPreviousData, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => read(path, { ...to, query: { ...to?.query, cursor: pageParam } }, signal) as Promise<Page<Row<P>>>,
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

/** Everything read from addresses that begin so is read again. */
export function refresh(...prefixes: string[]): void {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)) })
}
