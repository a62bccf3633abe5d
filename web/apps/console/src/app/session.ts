import { get, ProblemError, remove, type Me } from '@vena/api'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { queries, SESSION } from './queries.ts'

const KEY = SESSION

/** Who is signed in here: null for nobody, undefined until known. */
export function useSession() {
  return useQuery({
    queryKey: KEY, staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await get('/api/session', {}, signal)
      } catch (thrown) {
        if (thrown instanceof ProblemError && thrown.problem.status === 401) return null
        throw thrown
      }
    },
  })
}

/** Another person sees nothing of what was read for the one before. */
function become(me: Me | null): void {
  queries.setQueryData(KEY, me)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] })
}

export const enter = (me: Me): void => become(me)

export async function leave(): Promise<void> {
  await remove('/api/session').catch(() => undefined)
  become(null)
}

export const MeContext = createContext<Me | null>(null)

/** The signed-in person; only inside the shell. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe is for pages inside the shell')
  return me
}

export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission)
}
