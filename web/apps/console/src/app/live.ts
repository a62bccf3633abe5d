import type { LiveState } from '@vena/ui'
import { useEffect, useState } from 'react'
import { queries, refresh } from './queries.ts'

/** Which addresses a topic of the server's news makes old. */
const TOPICS: Record<string, string[]> = {
  stock: ['/api/govern/stock', '/api/store', '/api/transfuse/stock'],
  orders: ['/api/issue'],
  shipments: ['/api/transport'],
  unit: ['/api/ledger', '/api/store', '/api/process', '/api/transfuse'],
  donors: ['/api/recruit'],
  donations: ['/api/collect', '/api/lab', '/api/process'],
  lab: ['/api/lab', '/api/process'],
  releases: ['/api/process'],
  messages: ['/api/care'],
  imports: ['/api/imports'],
  users: ['/api/users'],
}

function topicOf(data: string): string {
  try {
    const parsed: unknown = JSON.parse(data)
    return typeof parsed === 'object' && parsed !== null && 'topic' in parsed ? String(parsed.topic) : String(parsed)
  } catch {
    return data
  }
}

/** Listens to the server's news while the page is open; a gap in the line means everything may be old. */
export function useLive(): LiveState {
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => {
    const source = new EventSource('/api/events')
    let broken = false
    source.addEventListener('open', () => {
      setState('on')
      if (broken) void queries.invalidateQueries()
      broken = false
    })
    source.addEventListener('error', () => {
      broken = true
      setState('off')
    })
    source.addEventListener('change', (event) => {
      const prefixes = TOPICS[topicOf(String((event as MessageEvent).data))]
      if (prefixes) refresh(...prefixes)
      else void queries.invalidateQueries()
    })
    return () => source.close()
  }, [])
  return state
}
