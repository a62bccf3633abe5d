import { get, ProblemError, toProblem, type Page, type ProblemDocument, type To } from '@vena/api'
import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'

/** A refusal is an answer: only a broken line is tried again. */
function again(count: number, error: unknown): boolean {
  return count < 2 && error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 502)
}

export const queries = new QueryClient({ defaultOptions: { queries: { retry: again, staleTime: 5_000, refetchOnWindowFocus: true } } })

export interface Answer<T> {
  data: T | undefined
  problem: ProblemDocument | null
  reload: () => void
}

/** Reads one thing; the address template and its values are the key, so that news can name what to read anew. */
export function useGet<T>(template: string, to: To = {}, enabled = true): Answer<T> {
  const query = useQuery({
    queryKey: [template, to], enabled, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<T>(template, to, signal),
  })
  return { data: query.data, problem: query.error ? toProblem(query.error) : null, reload: () => void query.refetch() }
}

/** Reads a list page by page. */
export function usePages<T>(template: string, to: To = {}) {
  const query = useInfiniteQuery({
    queryKey: [template, to], placeholderData: keepPreviousData, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<Page<T>>(template, { ...to, query: { ...to.query, cursor: pageParam } }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const pages = query.data?.pages
  return {
    rows: pages?.flatMap((page) => page.items),
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
