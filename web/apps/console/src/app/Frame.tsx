import { post, toProblem, type Me, type ScanAnswer } from '@vena/api'
import { ProblemBox, Shell, useWords } from '@vena/ui'
import { Navigate, Outlet, useLocation } from 'react-router'
import { chooseLanguage } from '../i18n.ts'
import { CertificateNotice } from './CertificateNotice.tsx'
import { useLive } from './live.ts'
import { useScenes } from './scenes.ts'
import { leave, MeContext, useSession } from './session.ts'

const scan = (text: string) => post('/api/scan', { body: { text } }) as Promise<ScanAnswer>

/** Everything behind the sign-in. */
export function Frame() {
  const session = useSession()
  const { pathname, search } = useLocation()
  // A tablet for signing has no desk behind it.
  if (session.data?.roles.includes('pad')) return <Navigate to="/pad" replace />
  if (session.data) return <Inside me={session.data} />
  if (session.data === null) return <Navigate to="/sign-in" replace state={{ to: pathname + search }} />
  if (session.error) return <main className="page"><ProblemBox problem={toProblem(session.error)} onRetry={() => void session.refetch()} /></main>
  return null
}

function Inside({ me }: { me: Me }) {
  const { pick } = useWords()
  const scenes = useScenes(me)
  const live = useLive()
  const where = [me.organisation.name, me.site.name].filter((name, i, all) => name && all.indexOf(name) === i).join(' · ')
  const roles = (me.role_titles ?? me.roles).map((role) => pick(role)).join(' · ')
  return (
    <MeContext value={me}>
      <Shell scenes={scenes} live={live} scan={scan} onLanguage={(lang) => void chooseLanguage(lang)} onSignOut={() => void leave()} user={{ name: me.user.display_name, where, roles }}>
        <CertificateNotice />
        <Outlet />
      </Shell>
    </MeContext>
  )
}
