import { Button, figure } from '@vena/ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { extentOf, lasts, until, widthOf, type Stroke } from '../pad/ink.ts'

const MARGIN = 24
/** The field is as wide as this many of its own measures. */
const WIDE = 1000

/** Each piece of a line as broad as the hand was firm. */
function Lines({ strokes }: { strokes: Stroke[] }) {
  return strokes.map((stroke, s) => stroke.map((point, i) => {
    const from = stroke[Math.max(0, i - 1)] ?? point
    return <path key={`${s}.${i}`} d={`M${from.x} ${from.y}L${point.x} ${point.y}`} strokeWidth={widthOf(point) * WIDE} />
  }))
}

/** Time since the replay began, at the pace at which it was written. */
function useReplay(end: number): { at: number; playing: boolean; play: (from: number) => void; stop: (at: number) => void } {
  const [at, setAt] = useState(end)
  const [began, setBegan] = useState<number | null>(null)
  useEffect(() => {
    if (began === null) return undefined
    let frame = requestAnimationFrame(function step(now) {
      const passed = now - began
      setAt(Math.min(end, Math.max(0, passed)))
      if (passed < end) frame = requestAnimationFrame(step)
      else setBegan(null)
    })
    return () => cancelAnimationFrame(frame)
  }, [began, end])
  return {
    at, playing: began !== null,
    play: (from) => setBegan(performance.now() - from),
    stop: (at) => {
      setBegan(null)
      setAt(at)
    },
  }
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)

/** Handwriting as it was written: whole, or by time. */
export function Ink({ strokes }: { strokes: Stroke[] }) {
  const { t } = useTranslation()
  const end = lasts(strokes)
  const replay = useReplay(end)
  const extent = extentOf(strokes)
  if (!extent) return null
  const box = [extent.left - MARGIN, extent.top - MARGIN, extent.width + 2 * MARGIN, extent.height + 2 * MARGIN].join(' ')
  return (
    <div className="evidence-ink">
      <svg viewBox={box} role="img" aria-label={t('evidence.strokes')}>
        <g className="evidence-shade"><Lines strokes={strokes} /></g>
        <Lines strokes={until(strokes, replay.at)} />
      </svg>
      <div className="evidence-time">
        {replay.playing
          ? <Button onClick={() => replay.stop(replay.at)}>{t('evidence.stop')}</Button>
          : <Button onClick={() => replay.play(replay.at < end ? replay.at : 0)}>{t('evidence.play')}</Button>}
        <input type="range" min={0} max={end} value={Math.round(replay.at)} aria-label={t('evidence.play')} aria-valuetext={t('evidence.time', { seconds: seconds(replay.at) })} onChange={(event) => replay.stop(Number(event.currentTarget.value))} />
        <span className="muted">{t('evidence.time', { seconds: seconds(replay.at) })}</span>
      </div>
      <p className="muted">{t('evidence.strokesOf', { strokes: strokes.length, points: figure(strokes.flat().length), seconds: seconds(end) })}</p>
    </div>
  )
}
