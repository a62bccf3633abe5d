import type { PadSession } from '@vena/api'
import { LanguageSwitch, Mark, useWords } from '@vena/ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../../i18n.ts'
import { Consent } from './Consent.tsx'
import { Cover } from './Cover.tsx'
import { Fingerprint } from './Fingerprint.tsx'
import { Read } from './Read.tsx'
import { AwaitWitness } from './AwaitWitness.tsx'
import { useIdle } from './useIdle.ts'
import { Write } from './Write.tsx'

const STEPS = ['read', 'choose', 'finger', 'write'] as const
type Step = (typeof STEPS)[number]

/** Where a person stands: what the server knows, and how far they have read here. */
function stepOf(session: PadSession, read: boolean, fingerSeen: boolean): Step {
  if (session.state === 'waiting' || session.state === 'shown') return read ? 'choose' : 'read'
  return session.fingerprint === 'agreed' && !fingerSeen ? 'finger' : 'write'
}

function Steps({ at, session }: { at: Step; session: PadSession }) {
  const { t } = useTranslation()
  const steps: readonly Step[] = session.fingerprint === 'witness' ? STEPS.filter((step) => step !== 'finger') : STEPS
  const now = steps.indexOf(at)
  return (
    <ol className="pad-steps" aria-label={t('pad.steps')}>
      {steps.map((step, i) => <li key={step} className={i < now ? 'pad-step-done' : ''} aria-current={i === now ? 'step' : undefined}><span>{i + 1}</span>{t(`pad.${step}`)}</li>)}
    </ol>
  )
}

function Head({ station, children }: { station: string; children: React.ReactNode }) {
  return (
    <header className="pad-head">
      <span className="pad-station"><Mark size={32} />{station}</span>
      {children}
      <LanguageSwitch onLanguage={(lang) => void chooseLanguage(lang)} />
    </header>
  )
}

/** One person signs one document: read, choose, prove, write. */
export function Signing({ session, file, station, onLocked }: { session: PadSession; file: Blob | null; station: string; onLocked?: (() => void) | undefined }) {
  const words = useWords()
  const [read, setRead] = useState(false)
  const [fingerSeen, setFingerSeen] = useState(false)
  const waits = session.state === 'written'
  const [hidden, wake] = useIdle(!waits)
  const locked = hidden === 'locked'
  useEffect(() => {
    if (locked) onLocked?.()
  }, [locked, onLocked])
  const step = stepOf(session, read, fingerSeen)
  if (locked) return <Cover station={station} />
  return (
    <>
      {hidden === 'covered' && <Cover station={station} onWake={wake} />}
      <div className="pad pad-signing" hidden={hidden !== 'open'} lang={words.lang === 'zh' ? 'zh-CN' : 'en'}>
        <Head station={station}>{!waits && <Steps at={step} session={session} />}</Head>
        {waits && <AwaitWitness session={session} />}
        {!waits && step === 'read' && <Read session={session} file={file} onRead={() => setRead(true)} />}
        {!waits && step === 'choose' && <Consent session={session} />}
        {!waits && step === 'finger' && <Fingerprint session={session} onGoOn={() => setFingerSeen(true)} />}
        {!waits && step === 'write' && <Write session={session} />}
      </div>
    </>
  )
}
