import type * as FaceNets from '../face.ts'
import { post, type KioskSettings, type KioskVisit } from '@vena/api'
import { useEffect, useRef, useState } from 'react'
import type { Card } from '../agent.ts'
import { forget, still, useCamera } from '../camera.ts'
import { Step, useSending } from '../parts.tsx'
import { useSay, type Word } from '../words.ts'

type Verdict = NonNullable<KioskVisit['face']>
const SAID: Record<Verdict, Word> = { same: 'faceSame', unsure: 'faceUnsure', different: 'faceDifferent', not_wanted: 'faceStaff' }

/** Camera or staff: two ways of the same size. Where the camera is off or already decided, there is nothing to choose. */
export function Face({ settings, visit, card, onDone }: { settings: KioskSettings; visit: KioskVisit; card: Card | null; onDone: (visit: KioskVisit) => void }) {
  const { t, pick } = useSay()
  const { send, pending, trouble } = useSending()
  const [looks, setLooks] = useState(false)
  const [told, setTold] = useState<KioskVisit | null>(null)
  const keep = (verdict: Verdict, score: number | null) => {
    const consent = verdict === 'not_wanted' ? null : settings.camera.version
    return send(`${verdict} ${score}`, (key) => post('/api/collect/kiosk/visits/{id}/face', { path: { id: visit.visit_id }, body: { verdict, score, consent_version: consent } }, key))
  }
  const off = !settings.face_on || visit.face !== null
  const skipped = useRef(false)
  useEffect(() => {
    if (!off || skipped.current) return
    skipped.current = true
    onDone(visit)
  }, [off, visit, onDone])
  const byStaff = async () => {
    const next = await keep('not_wanted', null)
    if (next) onDone(next)
  }
  if (off) return null
  if (told?.face) {
    return (
      <Step title={t(SAID[told.face])} hint={t('faceHonest')} foot={<button type="button" className="k-go" onClick={() => onDone(told)}>{t('next')}</button>}>
        <p className={`k-verdict k-verdict-${told.face}`} aria-hidden="true">{told.face === 'same' ? '✓' : '?'}</p>
      </Step>
    )
  }
  const page = settings.camera.pages[0]
  if (looks) return <Look settings={settings} card={card} onScore={async (score) => { const next = await keep('unsure', score); if (next) setTold(next) }} onStaff={() => void byStaff()} trouble={trouble} />
  return (
    <Step reading title={page ? pick(page.title) : t('faceTitle')} trouble={trouble}>
      <p className="k-text">{page && pick(page.text)}</p>
      <div className="k-two" aria-busy={pending}>
        <button type="button" className="k-way" onClick={() => setLooks(true)}><b>{t('faceAgree')}</b><span>{t('faceAgreeHow')}</span></button>
        <button type="button" className="k-way" onClick={() => void byStaff()}><b>{t('faceStaff')}</b><span>{t('faceStaffHow')}</span></button>
      </div>
    </Step>
  )
}

/** The camera is on for this page only. The likeness goes on, the picture does not; the server says what it means. */
function Look({ settings, card, onScore, onStaff, trouble }: { settings: KioskSettings; card: Card | null; onScore: (score: number | null) => void; onStaff: () => void; trouble: string | null }) {
  const { t } = useSay()
  const { video, state } = useCamera(true)
  const [busy, setBusy] = useState(false)
  const [nets, setNets] = useState<typeof FaceNets | null>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    let left = false
    import('../face.ts').then((loaded) => loaded.load().then(() => { if (!left) setNets(loaded) })).catch(() => { if (!left) setBroken(true) })
    return () => { left = true }
  }, [settings])
  const compare = async () => {
    if (!video.current || !nets || !card?.picture) return
    setBusy(true)
    const canvas = still(video.current)
    try {
      onScore(await nets.likeness(card.picture, canvas))
    } catch {
      setBroken(true)
    } finally {
      forget(canvas)
      setBusy(false)
    }
  }
  const trouble2 = state === 'failed' || broken ? t('faceNoCamera') : !card?.picture ? t('faceNoPhoto') : trouble
  const can = state === 'on' && nets !== null && card?.picture != null && !busy
  return (
    <Step
      title={t('faceLook')} hint={t('faceHonest')} trouble={trouble2}
      foot={<>
        <button type="button" className="k-plain" onClick={onStaff}>{t('faceStaff')}</button>
        <button type="button" className="k-go" disabled={!can} aria-busy={busy} onClick={() => void compare()}>{t(nets || broken ? 'faceCompare' : 'faceLoading')}</button>
      </>}
    >
      <video ref={video} className="k-video k-face" muted playsInline aria-label={t('camera')} />
    </Step>
  )
}
