import type { PadSession } from '@vena/api'
import { useWords } from '@vena/ui'
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Pages } from '../../app/pdf/Pages.tsx'
import { Refuse } from './Refuse.tsx'

/** A screenful, but for a line or two to find oneself again. */
const SCREENFUL = 0.85

/** Tells once when the end comes into sight. */
function End({ onSeen }: { onSeen: () => void }) {
  const watch = useCallback((element: HTMLElement) => {
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onSeen())
    observer.observe(element)
    return () => observer.disconnect()
  }, [onSeen])
  return <i ref={watch} className="pad-end" aria-hidden="true" />
}

/** First the document, to its end. */
export function Read({ session, file, onRead }: { session: PadSession; file: Blob | null; onRead: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [ended, setEnded] = useState(false)
  const view = useRef<HTMLDivElement>(null)
  const seen = useCallback(() => setEnded(true), [])
  const turn = (way: number) => {
    const element = view.current
    element?.scrollBy({ top: way * SCREENFUL * element.clientHeight })
  }
  return (
    <>
      <main className="pad-body pad-read">
        <h1>{t('pad.forPerson', { name: session.name })}<span>{pick(session.title)}</span></h1>
        <div ref={view} className="pad-paper" role="region" aria-label={t('pad.file')} tabIndex={0}>
          {file && <Pages file={file} broken={<p role="alert">{t('pad.broken')}</p>}><End onSeen={seen} /></Pages>}
        </div>
      </main>
      <footer className="pad-foot">
        <Refuse session={session} />
        <span className="pad-hint">{t('pad.readHow')}</span>
        <button type="button" className="pad-button pad-button-square" aria-label={t('pad.back')} onClick={() => turn(-1)}><span aria-hidden="true">↑</span></button>
        {ended
          ? <button type="button" className="pad-button pad-button-go" onClick={onRead}>{t('pad.readDone')}</button>
          : <button type="button" className="pad-button pad-button-go" onClick={() => turn(1)}>{t('pad.further')} <span aria-hidden="true">↓</span></button>}
      </footer>
    </>
  )
}
