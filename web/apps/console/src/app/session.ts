import { get, ProblemError, remove, type Me } from '@vena/api'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { queries } from './queries.ts'

const KEY = ['/api/session']

/** Who is signed in here: null for nobody, undefined until known. */
export function useSession() {
  return useQuery({
    queryKey: KEY, staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await get<Me>('/api/session', {}, signal)
      } catch (thrown) {
        if (thrown instanceof ProblemError && thrown.problem.status === 401) return null
        throw thrown
      }
    },
  })
}

export function enter(me: Me): void {
  queries.clear()
  queries.setQueryData(KEY, me)
}

export async function leave(): Promise<void> {
  await remove('/api/session').catch(() => undefined)
  queries.clear()
  queries.setQueryData(KEY, null)
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
