import { get, type VisitBoard } from '@vena/api'
import { useEffect, useState } from 'react'
import { Mark } from './parts.tsx'
import { useSay } from './words.ts'

const ASKS_EVERY_MS = 5000

/** The board of the caller's place; news come at once, and every few seconds it asks by itself. */
function useBoard(): [VisitBoard | null, stale: boolean] {
  const [board, setBoard] = useState<VisitBoard | null>(null)
  const [stale, setStale] = useState(false)
  useEffect(() => {
    const ask = () => void get('/api/collect/visits/screen').then((found) => { setBoard(found); setStale(false) }, () => setStale(true))
    ask()
    const timer = setInterval(ask, ASKS_EVERY_MS)
    const news = new EventSource('/api/events')
    news.addEventListener('change', ask)
    return () => {
      clearInterval(timer)
      news.close()
    }
  }, [])
  return [board, stale]
}

/** The wall of the waiting room: who is called where, by number. */
export function House() {
  const { t } = useSay()
  const [board, stale] = useBoard()
  const [first, ...others] = board?.called ?? []
  return (
    <main className="h" data-stale={stale}>
      <header><Mark size={56} /><h1>{board?.site_name}</h1><Clock /></header>
      <section className="h-first" aria-live="assertive">
        {first ? <><b>{first.ticket}</b><span>{t('houseCalled')}</span><strong>{first.place}</strong></> : <span>{t('houseNone')}</span>}
      </section>
      <ul className="h-called">{others.slice(0, 6).map((call) => <li key={call.ticket}><b>{call.ticket}</b><span>{call.place}</span></li>)}</ul>
      <footer>
        <span>{t('houseNext')}</span>
        <ol>{board?.next.slice(0, 6).map((ticket) => <li key={ticket}>{ticket}</li>)}</ol>
        <span>{stale ? t('offline') : t('houseWaiting', { n: board?.waiting ?? 0 })}</span>
      </footer>
    </main>
  )
}

function Clock() {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <time>{new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format(now)}</time>
}
