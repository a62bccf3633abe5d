import { useEffect, useState } from 'react'
import { toProblem, type Me } from '@vena/api'
import { ProblemBox, useWords } from '@vena/ui'
import { Navigate, useSearchParams } from 'react-router'
import { useLive } from '../../app/live.ts'
import { MeContext, useSession } from '../../app/session.ts'
import { Ended } from './Ended.tsx'
import { Signing } from './Signing.tsx'
import { OVER, useOpen, useWaiting, type Held } from './sessions.ts'
import { Waiting } from './Waiting.tsx'
import './pad.css'

/** A kiosk that was a pad for one paper is a kiosk again. */
const backToKiosk = () => location.replace('/kiosk/')

/** What stands on the glass: nothing, the document of the one person who is here, or how it ended. */
function Glass({ me }: { me: Me }) {
  const { pick } = useWords()
  const [held, setHeld] = useState<Held | null>(null)
  const { problem, none } = useWaiting(held === null, setHeld)
  const open = useOpen(held?.id ?? null)
  const atKiosk = useSearchParams()[0].has('kiosk')
  const leave = atKiosk ? backToKiosk : () => setHeld(null)
  useLive()
  useEffect(() => {
    if (atKiosk && none) backToKiosk()
  }, [atKiosk, none])
  const station = pick(me.site.name)
  if (!held || !open) return <Waiting station={station} problem={problem} />
  if (OVER.has(open.state)) return <Ended state={open.state} onLeave={leave} />
  return <Signing key={held.id} session={open} file={held.file} station={station} onLocked={atKiosk ? backToKiosk : undefined} />
}

/** The pad: the whole screen of a tablet, or of a kiosk for one paper, for people who are no staff. */
export function Component() {
  const session = useSession()
  useEffect(() => {
    document.title = 'Vena'
  }, [])
  if (session.data) return <MeContext value={session.data}><Glass me={session.data} /></MeContext>
  if (session.data === null) return <Navigate to="/sign-in" replace state={{ to: '/pad' }} />
  if (session.error) return <main className="page"><ProblemBox problem={toProblem(session.error)} onRetry={() => void session.refetch()} /></main>
  return null
}
