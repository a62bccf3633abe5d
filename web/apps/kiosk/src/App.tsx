import { get, post, ProblemError, setLanguage, toProblem, type KioskSettings } from '@vena/api'
import { useCallback, useEffect, useState, type FormEvent } from 'react'
import { House } from './House.tsx'
import { Kiosk } from './Kiosk.tsx'
import { Trouble } from './parts.tsx'
import { LangContext, useSay, type Lang } from './words.ts'

type Session = 'asking' | 'nobody' | 'there' | 'away'
const AGAIN_MS = 3000

/** Who set the kiosk up: an account of its own, which a member of the staff signs in once. */
function useSession(): [Session, again: () => void] {
  const [session, setSession] = useState<Session>('asking')
  const ask = useCallback(() => {
    get('/api/session').then(() => setSession('there'), (thrown: unknown) => {
      setSession(thrown instanceof ProblemError && thrown.problem.status === 401 ? 'nobody' : 'away')
    })
  }, [])
  useEffect(ask, [ask])
  useEffect(() => {
    if (session !== 'away') return undefined
    const timer = setInterval(ask, AGAIN_MS)
    return () => clearInterval(timer)
  }, [session, ask])
  return [session, ask]
}

function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useSay()
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '')
    post('/api/session', { body: { username: text('username'), password: text('password') } }).then(onDone, (thrown: unknown) => {
      const found = toProblem(thrown)
      setProblem(found.detail ?? found.title)
    })
  }
  return (
    <main className="k-page k-centre">
      <h1>{t('staffSignIn')}</h1>
      <form className="k-form" onSubmit={submit}>
        <label>{t('username')}<input name="username" autoComplete="off" required /></label>
        <label>{t('password')}<input name="password" type="password" autoComplete="off" required /></label>
        <Trouble text={problem} />
        <button className="k-go" type="submit">{t('signIn')}</button>
      </form>
    </main>
  )
}

function Settled({ onLang }: { onLang: (lang: Lang) => void }) {
  const { t } = useSay()
  const [settings, setSettings] = useState<KioskSettings | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    get('/api/collect/kiosk/settings').then((found) => {
      setSettings(found)
      setProblem(null)
    }, (thrown: unknown) => setProblem(toProblem(thrown).detail ?? t('offline')))
  }, [tries, t])
  if (settings) return <Kiosk settings={settings} onLang={onLang} />
  return (
    <main className="k-page k-centre">
      <h1>Vena</h1>
      <Trouble text={problem} />
      {problem && <button type="button" className="k-go" onClick={() => setTries(tries + 1)}>{t('again')}</button>}
    </main>
  )
}

/** The kiosk at `/kiosk/`, and at `/kiosk/house` the screen of the waiting room. */
export function App() {
  const [lang, setLang] = useState<Lang>('zh')
  const [session, again] = useSession()
  const choose = useCallback((chosen: Lang) => {
    setLanguage(chosen)
    document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
    setLang(chosen)
  }, [])
  const house = location.pathname.startsWith('/kiosk/house')
  return (
    <LangContext value={lang}>
      {session === 'nobody' && <SignIn onDone={again} />}
      {session === 'away' && <Away />}
      {session === 'there' && (house ? <House /> : <Settled onLang={choose} />)}
    </LangContext>
  )
}

function Away() {
  const { t } = useSay()
  return <main className="k-page k-centre"><h1>Vena</h1><p className="k-trouble" role="status">{t('offline')}</p></main>
}
