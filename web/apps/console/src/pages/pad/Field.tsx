import { useWidth } from '@vena/ui'
import { useEffect, useRef, type PointerEvent as Pointed } from 'react'
import { useTranslation } from 'react-i18next'
import { widthOf, type Hand, type Stroke, type Touch } from './ink.ts'

/** Draws a stroke or the newest part of one, each piece as broad as the hand was firm. */
function draw(canvas: HTMLCanvasElement, stroke: Stroke): void {
  const brush = canvas.getContext('2d')
  if (!brush) return
  const scale = canvas.width / 1000
  brush.lineCap = 'round'
  brush.lineJoin = 'round'
  brush.strokeStyle = '#14213d'
  stroke.forEach((to, at) => {
    const from = stroke[Math.max(0, at - 1)] ?? to
    brush.lineWidth = widthOf(to) * canvas.width
    brush.beginPath()
    brush.moveTo(from.x * scale, from.y * scale)
    brush.lineTo(to.x * scale, to.y * scale)
    brush.stroke()
  })
}

/** Every place on the way since the last event, where the browser kept them. */
function way(event: PointerEvent, box: DOMRect): Touch[] {
  const all = event.getCoalescedEvents?.() ?? []
  return (all.length > 0 ? all : [event]).map(({ clientX, clientY, timeStamp, pressure }) => ({ x: clientX - box.left, y: clientY - box.top, at: timeStamp, pressure }))
}

interface FieldProps {
  /** Keeps what is written. */
  hand: Hand
  onWritten: () => void
  locked: boolean
}

/** The field on which a person writes with a finger, a pen or a mouse. */
export function Field({ hand, onWritten, locked }: FieldProps) {
  const { t } = useTranslation()
  const { ref, width } = useWidth<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element || width === 0) return
    element.width = Math.round(width * devicePixelRatio)
    element.height = Math.round(element.clientHeight * devicePixelRatio)
    for (const stroke of hand.strokes) draw(element, stroke)
  }, [width, hand])
  const write = ({ currentTarget, nativeEvent }: Pointed<HTMLCanvasElement>) => {
    const box = currentTarget.getBoundingClientRect()
    draw(currentTarget, hand.write(nativeEvent.pointerId, way(nativeEvent, box), box.width))
  }
  const down = (event: Pointed<HTMLCanvasElement>) => {
    if (locked || !hand.press(event.pointerType, event.pointerId)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    write(event)
  }
  const up = (event: Pointed<HTMLCanvasElement>) => {
    if (hand.lift(event.pointerId)) onWritten()
  }
  return (
    <div ref={ref} className="pad-field">
      <canvas
        ref={canvas} role="img" aria-label={t('pad.writeField')} onPointerDown={down} onPointerMove={write} onPointerUp={up} onPointerCancel={up}
        onContextMenu={(event) => event.preventDefault()}
      />
      <span className="pad-line" aria-hidden="true" />
    </div>
  )
}
