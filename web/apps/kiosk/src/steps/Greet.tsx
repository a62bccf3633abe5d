import type { KioskSettings } from '@vena/api'
import { useEffect, useEffectEvent, useState } from 'react'
import type * as FaceNets from '../face.ts'
import { forget, still, useCamera } from '../camera.ts'
import { Step } from '../parts.tsx'
import { useSay, type Lang } from '../words.ts'

const LOOKS_EVERY_MS = 400

/** Says it aloud where the machine has a voice; the words stand on the screen in any case. */
function speak(text: string, lang: Lang): void {
  if (!('speechSynthesis' in window)) return
  const words = new SpeechSynthesisUtterance(text)
  words.lang = lang === 'zh' ? 'zh-CN' : 'en-US'
  window.speechSynthesis.cancel()
  window.speechSynthesis.speak(words)
}

/**
 * The greeting by camera: asked first, both ways of the same size. The camera is on from the yes until a face is in view and
 * on no other page; the yes of one person does not count for the next, and it is kept nowhere.
 */
export function Greet({ settings, onGoOn }: { settings: KioskSettings; onGoOn: () => void }) {
  const { t, pick } = useSay()
  const [stage, setStage] = useState<'asked' | 'looking' | 'seen'>('asked')
  const page = settings.greeting.pages[0]
  if (stage === 'seen') return <Greeted onGoOn={onGoOn} />
  if (stage === 'looking') return <Watch onSeen={() => setStage('seen')} onGoOn={onGoOn} />
  return (
    <Step reading title={page ? pick(page.title) : t('greet')}>
      <p className="k-text">{page && pick(page.text)}</p>
      <div className="k-two">
        <button type="button" className="k-way" onClick={() => setStage('looking')}><b>{t('greetAgree')}</b><span>{t('greetAgreeHow')}</span></button>
        <button type="button" className="k-way" onClick={onGoOn}><b>{t('greetNo')}</b><span>{t('greetNoHow')}</span></button>
      </div>
    </Step>
  )
}

/** Looks for any face at all, picture by picture; no picture outlives the look at it. */
function Watch({ onSeen, onGoOn }: { onSeen: () => void; onGoOn: () => void }) {
  const { t } = useSay()
  const { video, state } = useCamera(true)
  const [nets, setNets] = useState<typeof FaceNets | null>(null)
  const [broken, setBroken] = useState(false)
  const seen = useEffectEvent(onSeen)
  useEffect(() => {
    let left = false
    import('../face.ts').then((loaded) => loaded.loadFinder().then(() => { if (!left) setNets(loaded) })).catch(() => { if (!left) setBroken(true) })
    return () => { left = true }
  }, [])
  useEffect(() => {
    if (!nets || state !== 'on') return undefined
    let left = false
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      const canvas = video.current?.videoWidth ? still(video.current) : null
      const found = canvas ? await nets.hasFace(canvas).catch(() => false) : false
      if (canvas) forget(canvas)
      if (left) return
      if (found) seen()
      else timer = setTimeout(() => void look(), LOOKS_EVERY_MS)
    }
    void look()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [nets, state, video])
  return (
    <Step
      title={t('greetLook')} hint={t('greetLookHow')} trouble={state === 'failed' || broken ? t('greetNoCamera') : null}
      foot={<button type="button" className="k-go" onClick={onGoOn}>{t('greetSkip')}</button>}
    >
      <video ref={video} className="k-video k-face" muted playsInline aria-label={t('camera')} />
    </Step>
  )
}

function Greeted({ onGoOn }: { onGoOn: () => void }) {
  const { t, lang } = useSay()
  const greet = useEffectEvent(() => speak(t('greeting'), lang))
  useEffect(() => greet(), [])
  return (
    <Step title={t('greeting')} hint={t('greetingHow')} foot={<button type="button" className="k-go" onClick={onGoOn}>{t('begin')}</button>}>
      <p className="k-verdict k-verdict-same" aria-hidden="true">✓</p>
    </Step>
  )
}
