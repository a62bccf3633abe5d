import { LOCAL_CODES, post, toProblem, type PadSession, type ProblemDocument } from '@vena/api'
import { useAction, useWords } from '@vena/ui'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './Field.tsx'
import { Hand, type Stroke } from './ink.ts'
import { Refuse } from './Refuse.tsx'
import { went } from './sessions.ts'
import { Trouble } from './Trouble.tsx'

const TRIES_EVERY_MS = 3_000

/** No answer of the server came: nobody knows whether it has the signature. */
const isCut = (problem: ProblemDocument): boolean => problem.code === LOCAL_CODES.offline || problem.status >= 502

/** Sends a signature under one key; while the line is cut again and again, at once when the network is back. */
function useSending(session: PadSession, hand: Hand) {
  const [cut, setCut] = useState(false)
  const action = useAction(
    (strokes: Stroke[], key) => post('/api/records/pads/{id}/sign', { path: { id: session.pad_id }, body: { strokes } }, key).catch((thrown: unknown) => {
      setCut(isCut(toProblem(thrown)))
      throw thrown
    }),
    went,
  )
  const send = () => void action.run(hand.strokes)
  const again = useEffectEvent(send)
  useEffect(() => {
    if (!cut) return undefined
    const go = () => again()
    const timer = setInterval(go, TRIES_EVERY_MS)
    window.addEventListener('online', go)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', go)
    }
  }, [cut])
  return { ...action, send, cut }
}

/** The signature itself: written, looked at, confirmed. It lives in memory only. */
export function Write({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [hand] = useState(() => new Hand())
  const [written, setWritten] = useState(false)
  const [sheet, setSheet] = useState(0)
  const { send, cut, pending, problem, clear } = useSending(session, hand)
  const anew = () => {
    hand.clear()
    clear()
    setWritten(false)
    setSheet(sheet + 1)
  }
  return (
    <>
      <main className="pad-body pad-write">
        <h1>{t('pad.writeTitle')}<span>{session.name} · {pick(session.title)} · {t('pad.slotOf', { slot: pick(session.slot_title) })}</span></h1>
        <Field key={sheet} hand={hand} onWritten={() => setWritten(true)} locked={pending || cut} />
        {cut ? <p className="pad-cut" role="status">{t('pad.lineCut')}</p> : <Trouble problem={problem} />}
      </main>
      <footer className="pad-foot">
        <Refuse session={session} />
        <span className="pad-hint">{!written && t('pad.writeHow')}</span>
        {written && !cut && <button type="button" className="pad-button" onClick={anew}>{t('pad.clear')}</button>}
        {cut
          ? <button type="button" className="pad-button pad-button-go" aria-busy={pending} onClick={send}>{t('pad.sendAgain')}</button>
          : <button type="button" className="pad-button pad-button-go" disabled={!written} aria-busy={pending} onClick={send}>{t(pending ? 'pad.sending' : 'pad.confirm')}</button>}
      </footer>
    </>
  )
}
