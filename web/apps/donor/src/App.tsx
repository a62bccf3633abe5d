// Five tabs, one question a page.
import { setLanguage } from '@vena/api'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { MeProvider, useMe } from './app/me.tsx'
import { Trouble, Waiting } from './app/parts.tsx'
import { fits, go, usePath } from './app/route.ts'
import { moment } from './app/times.ts'
import { firstLang, keepLang, SpeechContext, speechOf, useWords, type Lang } from './app/words.ts'
import { Card } from './pages/Card.tsx'
import { Choose } from './pages/Choose.tsx'
import { Consents } from './pages/Consents.tsx'
import { Donation } from './pages/Donation.tsx'
import { History } from './pages/History.tsx'
import { Inquiry } from './pages/Inquiry.tsx'
import { Identity } from './pages/Identity.tsx'
import { Leave } from './pages/Leave.tsx'
import { Looked } from './pages/Looked.tsx'
import { MePage } from './pages/MePage.tsx'
import { Messages } from './pages/Messages.tsx'
import { Reports } from './pages/Reports.tsx'
import { SignIn } from './pages/SignIn.tsx'
import { Sites } from './pages/Sites.tsx'
import { Slots } from './pages/Slots.tsx'

const TABS = ['book', 'card', 'history', 'messages', 'me'] as const
const SIGNS = { book: '◷', card: '▭', history: '≡', messages: '✉', me: '◉' }

export function App() {
  const [lang, setLang] = useState<Lang>(firstLang)
  setLanguage(lang)
  const speech = useMemo(() => speechOf(lang, (wanted) => { keepLang(wanted); setLang(wanted) }), [lang])
  useEffect(() => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
    document.title = speech.w.app
  }, [lang, speech])
  return <SpeechContext value={speech}><MeProvider key={lang}><Inside /></MeProvider></SpeechContext>
}

function Inside() {
  const { me, signedOut, offline, loading, problem, again } = useMe()
  const path = usePath()
  if (signedOut) return <SignIn done={() => { go('/book', true); again() }} />
  if (!me) return <main className="page"><h1 className="hidden">…</h1>{loading ? <Waiting /> : <Trouble problem={problem} again={again} />}</main>
  const tab = path.split('/')[1] ?? 'book'
  return (
    <>
      {offline && <Offline asOf={me.as_of} />}
      {page(path)}
      <Tabs tab={tab} unread={me.unread} />
    </>
  )
}

function page(path: string): ReactNode {
  const found = (pattern: string) => fits(path, pattern)
  let at
  if ((at = found('/book/:kind'))) return <Sites kind={at['kind'] ?? ''} />
  if ((at = found('/book/:kind/:site'))) return <Slots kind={at['kind'] ?? ''} site={at['site'] ?? ''} />
  if ((at = found('/move/:booking/:kind'))) return <Sites kind={at['kind'] ?? ''} moved={at['booking']} />
  if ((at = found('/move/:booking/:kind/:site'))) return <Slots kind={at['kind'] ?? ''} site={at['site'] ?? ''} moved={at['booking']} />
  if ((at = found('/history/:number'))) return <Donation number={at['number'] ?? ''} />
  if ((at = found('/inquiry/:code'))) return <Inquiry code={at['code'] ?? ''} />
  if (found('/card')) return <Card />
  if (found('/history')) return <History />
  if (found('/messages')) return <Messages />
  if (found('/me')) return <MePage />
  if (found('/me/identity')) return <Identity />
  if (found('/me/consents')) return <Consents />
  if (found('/me/looked')) return <Looked />
  if (found('/me/leave')) return <Leave />
  if ((at = found('/me/reports'))) return <Reports />
  if ((at = found('/me/reports/:kind'))) return <Reports kind={at['kind']} />
  return <Choose />
}

function Offline({ asOf }: { asOf: string }) {
  const { w } = useWords()
  return <p className="offline" role="status">{w.common.offline} · {w.common.asOf} {moment(asOf)}</p>
}

function Tabs({ tab, unread }: { tab: string, unread: number }) {
  const { w } = useWords()
  return (
    <nav className="tabs" aria-label={w.app}>
      {TABS.map((name) => (
        <button key={name} type="button" className="tab" aria-current={tab === name || (tab === 'move' && name === 'book') ? 'page' : undefined} onClick={() => go(`/${name}`)}>
          <span className="tab-sign" aria-hidden="true">{SIGNS[name]}</span>
          <span>{w.tabs[name]}</span>
          {name === 'messages' && unread > 0 && <span className="badge" aria-label={`${unread} ${w.messages.unread}`}>{unread > 99 ? '99+' : unread}</span>}
        </button>
      ))}
    </nav>
  )
}
