import { useCallback, useEffect, useState } from 'react'
import { Arrive } from './Arrive.tsx'
import { Board } from './Board.tsx'
import { Code, SignIn, TakePackage } from './Start.tsx'
import { call, keepToken, type Expected, type State } from './vehicle.ts'
import { VisitPage } from './Visit.tsx'
import { Language, useWords, type Lang } from './words.ts'

const LOOK_MS = 5000

export function App() {
  const [lang, setLang] = useState<Lang>(() => (localStorage.getItem('lang') === 'en' ? 'en' : 'zh'))
  useEffect(() => {
    localStorage.setItem('lang', lang)
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  }, [lang])
  return <Language value={lang}><Vehicle onLang={() => setLang(lang === 'zh' ? 'en' : 'zh')} /></Language>
}

type Place = { at: 'board' } | { at: 'arrive', booked?: Expected } | { at: 'visit', visit: string }

function Vehicle({ onLang }: { onLang: () => void }) {
  const [state, setState] = useState<State | null>(null)
  const [away, setAway] = useState(false)
  const [place, setPlace] = useState<Place>({ at: 'board' })
  const look = useCallback(() => call<State>('state').then((found) => { setState(found); setAway(false) }, () => setAway(true)), [])
  useEffect(() => {
    const ask = () => void look()
    ask()
    const timer = setInterval(ask, LOOK_MS)
    return () => clearInterval(timer)
  }, [look])
  const board = () => { setPlace({ at: 'board' }); void look() }
  const signOut = () => { keepToken(''); board() }
  return (
    <div className="f">
      <Head state={state} away={away} onLang={onLang} onSignOut={signOut} onLook={look} />
      {state && <Where state={state} place={place} onPlace={setPlace} onBoard={board} onLook={look} />}
    </div>
  )
}

interface WhereProps { state: State, place: Place, onPlace: (place: Place) => void, onBoard: () => void, onLook: () => Promise<void> }

function Where({ state, place, onPlace, onBoard, onLook }: WhereProps) {
  if (!state.trip_id) return <TakePackage onDone={onLook} />
  if (!state.unlocked) return <Code onDone={onLook} />
  if (!state.me) return <SignIn crew={state.crew} onDone={onLook} />
  if (place.at === 'arrive') return <Arrive expected={state.expected} booked={place.booked} onBack={onBoard} onVisit={(visit) => onPlace({ at: 'visit', visit })} />
  if (place.at === 'visit') return <VisitPage key={place.visit} visitId={place.visit} sheet={state.sheet} physician={state.me.decides} onBack={onBoard} />
  return <Board state={state} onArrive={(booked) => onPlace({ at: 'arrive', booked })} onVisit={(visit) => onPlace({ at: 'visit', visit })} onLook={onLook} />
}

interface HeadProps { state: State | null, away: boolean, onLang: () => void, onSignOut: () => void, onLook: () => Promise<void> }

/** Always there: which vehicle, whether the city hears us, how much waits. */
function Head({ state, away, onLang, onSignOut, onLook }: HeadProps) {
  const { t } = useWords()
  const online = !away && state?.online
  const waiting = state?.waiting ?? 0
  return (
    <header className="f-head">
      <strong className="f-name">{state?.site_name ?? t('vehicle')}</strong>
      <span className={online ? 'f-badge f-on' : 'f-badge f-off'} role="status">
        {t(online ? 'online' : 'offline')}<b>{waiting > 0 ? t('waiting', { n: waiting }) : t('allSent')}</b>{waiting > 0 && !online && <small>{t('auto')}</small>}
      </span>
      <span className="f-ways">
        {state?.me && <button type="button" className="f-quiet" onClick={onSignOut}>{state.me.name} · {t('signOut')}</button>}
        {waiting > 0 && <button type="button" className="f-quiet" onClick={() => void call('sync', null).catch(() => null).then(onLook)}>{t('send')}</button>}
        <button type="button" className="f-quiet" onClick={onLang}>{t('other')}</button>
      </span>
    </header>
  )
}
