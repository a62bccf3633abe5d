// The agent of the devices beside this kiosk: what was laid on the card reader and what was scanned. It serves this machine
// alone; what it tells stays in the memory of this page.
import { useEffect, useEffectEvent, useState } from 'react'

const AGENT = 'http://127.0.0.1:17421'

/** A card as its reader tells it. */
export interface Card {
  number: string
  name: string
  /** The picture of the card, as an address of data; absent where the reader has none. */
  picture: string | null
}

type Seen = { card: Card } | { scan: string } | null

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {})

/** An address of data for a picture in base64. */
function address(picture: string | null): string | null {
  if (!picture || picture.startsWith('data:')) return picture
  return `data:${picture.startsWith('iVBOR') ? 'image/png' : 'image/jpeg'};base64,${picture}`
}

/** What an event of the agent means here; nothing when it is of another device. */
export function read(data: string): Seen {
  let told: Record<string, unknown>
  try {
    told = record(JSON.parse(data))
  } catch {
    return null
  }
  const inner = record(told.card ?? told.values ?? told.reading ?? told)
  const number = textOf(inner.number)
  const name = textOf(inner.name)
  if (number && name) return { card: { number, name, picture: address(textOf(inner.picture) ?? textOf(told.picture)) } }
  const scan = textOf(told.scan) ?? textOf(inner.text) ?? textOf(told.text)
  return scan ? { scan } : null
}

/** Listens while `on`; answers whether the agent is there. */
export function useAgent(on: boolean, onSeen: (seen: NonNullable<Seen>) => void): 'asking' | 'there' | 'absent' {
  const [state, setState] = useState<'asking' | 'there' | 'absent'>('asking')
  const tell = useEffectEvent(onSeen)
  useEffect(() => {
    if (!on) return undefined
    const source = new EventSource(`${AGENT}/events`)
    const hear = (event: Event) => {
      const seen = read(String((event as MessageEvent).data))
      if (seen) tell(seen)
    }
    source.addEventListener('open', () => setState('there'))
    source.addEventListener('error', () => setState('absent'))
    for (const name of ['message', 'reading', 'card', 'id_card', 'scan', 'scanner']) source.addEventListener(name, hear)
    return () => source.close()
  }, [on])
  return state
}

const LETTERS_MS = 60

/** A scanner that types like a keyboard: letters that come faster than fingers, and Enter. */
export function useTyped(on: boolean, onScan: (text: string) => void): void {
  const tell = useEffectEvent(onScan)
  useEffect(() => {
    if (!on) return undefined
    let text = ''
    let last = 0
    const key = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return
      const quick = event.timeStamp - last < LETTERS_MS
      last = event.timeStamp
      if (event.key === 'Enter') {
        if (text.length >= 6) tell(text)
        text = ''
      } else if (event.key.length === 1) text = quick ? text + event.key : event.key
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [on])
}
