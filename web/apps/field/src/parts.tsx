import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Refused, type Text } from './vehicle.ts'
import { useWords } from './words.ts'

/** Runs wishes one at a time; what is refused stands above the buttons until the next try. */
export function useWish() {
  const [trouble, setTrouble] = useState<Text | null>(null)
  const [busy, setBusy] = useState(false)
  async function wish(work: () => Promise<void>) {
    if (busy) return
    setBusy(true)
    setTrouble(null)
    try {
      await work()
    } catch (error) {
      const reason = error instanceof Refused ? error.reason : { zh: String(error), en: String(error) }
      setTrouble(reason)
      signal(false)
    } finally {
      setBusy(false)
    }
  }
  return { wish, busy, trouble }
}

/** Right or wrong, to be heard and felt through gloves. */
export function signal(right: boolean) {
  navigator.vibrate?.(right ? 60 : [200, 80, 200])
  try {
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    tone.frequency.value = right ? 880 : 220
    tone.connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + (right ? 0.12 : 0.5))
    tone.addEventListener('ended', () => { void audio.close() })
  } catch { /* a screen without sound still shows it */ }
}

export function Page({ title, sub, children, foot, trouble }: { title: string, sub?: ReactNode, children?: ReactNode, foot?: ReactNode, trouble?: Text | null }) {
  const { say } = useWords()
  return (
    <main className="f-page">
      <header className="f-title"><h1>{title}</h1>{sub && <p>{sub}</p>}</header>
      <div className="f-body">{children}</div>
      <div className="f-end">
        {trouble && <p role="alert" className="f-trouble">{say(trouble)}</p>}
        <footer className="f-foot">{foot}</footer>
      </div>
    </main>
  )
}

export function Form({ onGo, children }: { onGo: () => void, children: ReactNode }) {
  const go = (event: FormEvent) => { event.preventDefault(); onGo() }
  return <form className="f-form" onSubmit={go}>{children}</form>
}

interface FieldProps { label: string, name: string, value: string, onChange: (value: string) => void, type?: string, mode?: 'numeric' | 'decimal' | 'text', focus?: boolean }

export function Field({ label, name, value, onChange, type = 'text', mode, focus }: FieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => { if (focus) input.current?.focus() }, [focus])
  return (
    <label className="f-field">
      <span>{label}</span>
      <input ref={input} name={name} type={type} inputMode={mode} value={value} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}

export function Choice<T extends string | number>({ label, options, value, onChoose }: { label: string, options: [T, string][], value: T | null, onChoose: (value: T) => void }) {
  return (
    <fieldset className="f-choice">
      <legend>{label}</legend>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={value === key} onClick={() => onChoose(key)}>{text}</button>
      ))}
    </fieldset>
  )
}

/** A point of a signature as the station's pads write it: thousandths of the width, ms since the first one, pressure in thousandths. */
export interface Point { x: number, y: number, t: number, p: number }

/** A pad for a finger or a pen; gives its strokes. */
export function Strokes({ onChange }: { onChange: (strokes: Point[][]) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const strokes = useRef<Point[][]>([])
  const began = useRef<number | null>(null)
  const [turn, setTurn] = useState(0)
  const { t } = useWords()
  useEffect(() => {
    const pad = canvas.current
    const pen = pad?.getContext('2d')
    if (!pad || !pen) return undefined
    pen.clearRect(0, 0, pad.width, pad.height)
    pen.lineWidth = 5
    pen.lineCap = 'round'
    pen.strokeStyle = '#1b1f24'
    let down = false
    const within = (thousandths: number, most: number) => Math.min(most, Math.max(0, Math.round(thousandths)))
    const at = (event: PointerEvent): Point => {
      const box = pad.getBoundingClientRect()
      const of = (pixels: number) => pixels * 1000 / box.width
      began.current ??= event.timeStamp
      return { x: within(of(event.clientX - box.left), 1000), y: within(of(event.clientY - box.top), of(box.height)), t: Math.max(0, Math.round(event.timeStamp - began.current)), p: event.pressure > 0 ? within(event.pressure * 1000, 1000) : 500 }
    }
    const drawn = ({ x, y }: Point): [number, number] => [x * pad.width / 1000, y * pad.width / 1000]
    const press = (event: PointerEvent) => {
      down = true
      pad.setPointerCapture(event.pointerId)
      const point = at(event)
      strokes.current.push([point])
      pen.beginPath()
      pen.moveTo(...drawn(point))
    }
    const move = (event: PointerEvent) => {
      if (!down) return
      // A slow tablet hands over several places at once; a signature needs all of them.
      const places = event.getCoalescedEvents?.() ?? []
      for (const place of places.length > 0 ? places : [event]) {
        const point = at(place)
        strokes.current.at(-1)?.push(point)
        pen.lineTo(...drawn(point))
      }
      pen.stroke()
    }
    const lift = () => { down = false; onChange([...strokes.current]) }
    pad.addEventListener('pointerdown', press)
    pad.addEventListener('pointermove', move)
    pad.addEventListener('pointerup', lift)
    return () => {
      pad.removeEventListener('pointerdown', press)
      pad.removeEventListener('pointermove', move)
      pad.removeEventListener('pointerup', lift)
    }
  }, [turn, onChange])
  const again = () => { strokes.current = []; began.current = null; onChange([]); setTurn(turn + 1) }
  return (
    <div className="f-pad">
      <canvas ref={canvas} width={900} height={280} role="img" aria-label={t('consent')} />
      <button type="button" className="f-quiet" onClick={again}>{t('clear')}</button>
    </div>
  )
}
