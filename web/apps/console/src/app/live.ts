import type { LiveState } from '@vena/ui'
import { useEffect, useState } from 'react'
import { queries, refresh } from './queries.ts'

/** Which addresses a topic of the server's news makes old. */
const TOPICS: Record<string, string[]> = {
  donors: ['/api/recruit'],
  bookings: ['/api/recruit/bookings', '/api/recruit/slots', '/api/recruit/waiting', '/api/recruit/groups', '/api/recruit/plan'],
  sites: ['/api/recruit/sites', '/api/recruit/slots', '/api/recruit/plan', '/api/recruit/coverage'],
  reentries: ['/api/recruit/reentries'],
  donations: ['/api/collect', '/api/lab'],
  reactions: ['/api/collect/reactions'],
  lots: ['/api/collect/lots'],
  visits: ['/api/collect/visits'],
  trips: ['/api/collect/trips', '/api/collect/trip-cases'],
  sessions: ['/api/collect/sessions'],
  boxes: ['/api/collect/boxes', '/api/collect/sessions'],
  readings: ['/api/collect/readings', '/api/collect/devices', '/api/collect/donations/{id}/flow'],
  results: ['/api/lab', '/api/process'],
  samples: ['/api/lab'],
  confirmations: ['/api/lab/confirmations'],
  runs: ['/api/lab/runs', '/api/lab/due', '/api/lab/charts'],
  kits: ['/api/lab/kits', '/api/lab/due'],
  deliveries: ['/api/lab/deliveries'],
  reagents: ['/api/lab/reagents'],
  instruments: ['/api/lab/instruments'],
  hall: ['/api/process'],
  quality: ['/api/process/quality'],
  environment: ['/api/process/environment'],
  deviations: ['/api/process/deviations'],
  units: ['/api/ledger', '/api/store', '/api/process', '/api/transfuse'],
  recalls: ['/api/govern/recalls'],
  stock: ['/api/govern/stock', '/api/store', '/api/transfuse/stock'],
  orders: ['/api/issue'],
  shipments: ['/api/transport', '/api/issue'],
  transfusions: ['/api/transfuse'],
  messages: ['/api/care'],
  donor_reports: ['/api/recruit/reports'],
  imports: ['/api/imports'],
  users: ['/api/users'],
  documents: ['/api/records/documents', '/api/records/retention', '/api/records/destructions'],
  pads: ['/api/records/pads', '/api/records/documents/{id}'],
}

function topicOf(data: string): string {
  try {
    const hint: unknown = JSON.parse(data)
    return typeof hint === 'object' && hint !== null && 'topic' in hint ? String(hint.topic) : ''
  } catch {
    return ''
  }
}

/** Listens to the server's news while the page is open; a gap in the line means everything may be old. */
export function useLive(): LiveState {
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => {
    const source = new EventSource('/api/events')
    let broken = false
    const again = () => void queries.invalidateQueries()
    source.addEventListener('open', () => {
      setState('on')
      if (broken) again()
      broken = false
    })
    source.addEventListener('error', () => {
      broken = true
      setState('off')
    })
    source.addEventListener('change', (event) => {
      const prefixes = TOPICS[topicOf(String((event as MessageEvent).data))]
      if (prefixes) refresh(...prefixes)
      else again()
    })
    source.addEventListener('resync', again)
    return () => source.close()
  }, [])
  return state
}
