import { get, type Me, type ScanAnswer } from '@vena/api'
import { ProblemBox, Shell } from '@vena/ui'
import { toProblem } from '@vena/api'
import { useQuery } from '@tanstack/react-query'
import type { Role } from '@vena/api'
import { useWords } from '@vena/ui'
import { Navigate, Outlet, useLocation } from 'react-router'
import { chooseLanguage } from '../i18n.ts'
import { useLive } from './live.ts'
import { useScenes } from './scenes.ts'
import { leave, MeContext, useSession } from './session.ts'

const scan = (text: string) => get<ScanAnswer>('/api/scan', { query: { text } })

/** Everything behind the sign-in. */
export function Frame() {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.data) return <Inside me={session.data} />
  if (session.data === null) return <Navigate to="/sign-in" replace state={{ to: pathname + search }} />
  if (session.error) return <div className="page"><ProblemBox problem={toProblem(session.error)} onRetry={() => void session.refetch()} /></div>
  return null
}

function Inside({ me }: { me: Me }) {
  const { pick } = useWords()
  const scenes = useScenes(me)
  const live = useLive()
  const roles = useQuery({ queryKey: ['/api/roles'], queryFn: ({ signal }) => get<Role[]>('/api/roles', {}, signal), staleTime: Infinity, retry: false })
  const titles = me.roles.map((name) => pick(roles.data?.find((role) => role.name === name)?.title) || name)
  const where = [me.organisation.name, me.site?.name].filter((name, i, all) => name && all.indexOf(name) === i).join(' · ')
  return (
    <MeContext value={me}>
      <Shell
        scenes={scenes} live={live} scan={scan} onLanguage={(lang) => void chooseLanguage(lang)} onSignOut={() => void leave()}
        user={{ name: me.user.display_name, where, roles: titles.join('、') }}
      >
        <Outlet />
      </Shell>
    </MeContext>
  )
}
