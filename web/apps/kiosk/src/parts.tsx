import { newKey, toProblem } from '@vena/api'
import { useRef, useState, type ReactNode } from 'react'
import { useSay, type Word } from './words.ts'

/** What went wrong, and what to do. */
export function Trouble({ text }: { text: string | null }) {
  return text ? <p className="k-trouble" role="alert">{text}</p> : null
}

/** One page: title, body, and the buttons at the foot, the one that goes on at the right. */
export function Step({ title, hint, children, foot, trouble, reading = false }: { title: ReactNode; hint?: ReactNode; children?: ReactNode; foot?: ReactNode; trouble?: string | null; reading?: boolean }) {
  return (
    <>
      <main className={reading ? 'k-page k-reading' : 'k-page'}>
        <header className="k-title"><h1>{title}</h1>{hint && <p>{hint}</p>}</header>
        <div className="k-body">{children}</div>
        <Trouble text={trouble ?? null} />
      </main>
      <footer className="k-foot">{foot}</footer>
    </>
  )
}

/** Sends one thing at a time. The same thing again after the line was cut goes under the same key and is done once. */
export function useSending() {
  const { t } = useSay()
  const [pending, setPending] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const intent = useRef<{ about: string; key: string } | null>(null)
  const send = async <T,>(about: string, work: (key: string) => Promise<T>): Promise<T | null> => {
    if (pending) return null
    const key = intent.current?.about === about ? intent.current.key : newKey()
    intent.current = { about, key }
    setPending(true)
    setTrouble(null)
    try {
      const answer = await work(key)
      intent.current = null
      return answer
    } catch (thrown) {
      const problem = toProblem(thrown)
      const cut = problem.status === 0 || problem.status >= 500
      if (!cut) intent.current = null
      setTrouble(cut ? t('offline') : (problem.detail ?? problem.title))
      return null
    } finally {
      setPending(false)
    }
  }
  return { send, pending, trouble, clear: () => setTrouble(null) }
}

const steps = (consentFirst: boolean): Word[] => consentFirst ? ['stepWho', 'stepConsent', 'stepAsk', 'stepDone'] : ['stepWho', 'stepAsk', 'stepConsent', 'stepDone']

/** How far somebody has come. */
export function Progress({ at, consentFirst }: { at: number; consentFirst: boolean }) {
  const { t } = useSay()
  return (
    <ol className="k-steps" aria-label={t('steps')}>
      {steps(consentFirst).map((word, place) => (
        <li key={word} className={place < at ? 'k-done' : ''} aria-current={place === at ? 'step' : undefined}>
          <span aria-hidden="true">{place < at ? '✓' : place + 1}</span>{t(word)}
        </li>
      ))}
    </ol>
  )
}

export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="k-mark">
      <rect width="32" height="32" rx="8" /><path d="M8 11C15 11 13 21 24 21" /><circle cx="8" cy="11" r="3.2" /><circle cx="24" cy="21" r="3.2" />
    </svg>
  )
}
