import { toProblem, type ProblemDocument } from '@vena/api'
import { ProblemBox } from '@vena/ui'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface Asked { name: string; label: string }

/** Two tones for hands that are busy: high for right, low for wrong; silent where the browser has no sound. */
function tone(right: boolean) {
  const Sound = window.AudioContext
  if (!Sound) return
  const sound = new Sound()
  const voice = sound.createOscillator()
  voice.frequency.value = right ? 1320 : 220
  voice.connect(sound.destination)
  voice.start()
  voice.stop(sound.currentTime + (right ? 0.08 : 0.5))
  voice.addEventListener('ended', () => void sound.close())
}

interface ScanProps {
  /** What is scanned, one after another. */
  asks: Asked[]
  /** Does it when everything was scanned; what it refuses begins anew. */
  perform: (scans: Record<string, string>) => Promise<unknown>
}

/** One big field that asks for one scan after another and says right or wrong by colour, word and sound. */
export function ScanRow({ asks, perform }: ScanProps) {
  const { t } = useTranslation()
  const [scans, setScans] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemDocument | null>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const next = asks.find((ask) => !(ask.name in scans))
  useEffect(() => input.current?.focus(), [next?.name, problem])

  async function finish(all: Record<string, string>) {
    setBusy(true)
    try {
      await perform(all)
      tone(true)
    } catch (thrown) {
      tone(false)
      setProblem(toProblem(thrown))
      setScans({})
    } finally {
      setBusy(false)
    }
  }

  function take(text: string) {
    if (!next || !text || busy) return
    const all = { ...scans, [next.name]: text }
    setProblem(null)
    setScans(all)
    if (asks.every((ask) => ask.name in all)) void finish(all)
    else tone(true)
  }

  return (
    <div className={`scan-row ${problem ? 'scan-wrong' : ''}`}>
      <ol className="scan-list">
        {asks.map((ask) => (
          <li key={ask.name} className={ask.name in scans ? 'scan-done' : ask === next ? 'scan-next' : ''}>
            <span>{ask.name in scans ? '✓' : '·'} {ask.label}</span>
          </li>
        ))}
      </ol>
      {problem && <div role="alert"><p className="scan-word">{t('chair.wrong')}</p><ProblemBox problem={problem} /></div>}
      {next && (
        <form onSubmit={(event) => {
          event.preventDefault()
          take(input.current?.value.trim() ?? '')
          event.currentTarget.reset()
        }}>
          <label className="scan-big">
            <span>{next.label}</span>
            <input ref={input} name={next.name} autoComplete="off" autoFocus aria-label={next.label} />
          </label>
        </form>
      )}
      {Object.keys(scans).length > 0 && !busy && <button type="button" className="button button-quiet" onClick={() => setScans({})}>{t('chair.again')}</button>}
    </div>
  )
}
