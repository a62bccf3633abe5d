import { useTranslation } from 'react-i18next'
import type { zh } from '../text/zh.ts'
import { useCount, type Listing } from './queries.ts'
import type { JobName } from './scenes.ts'
import { useMay } from './session.ts'

interface Waiting {
  path: Listing
  needs: string
  /** The step in which something waits for this job; all of the list when absent. */
  state?: keyof (typeof zh)['step']
  /** Only what waits for this person. */
  mine?: boolean
  /** Only cases that nobody has closed. */
  open?: boolean
}

/** Where the things stand that wait for somebody to do a job. */
const LISTS: Partial<Record<JobName, Waiting>> = {
  donations: { path: '/api/collect/donations', needs: 'collect.donation.list', state: 'accepted' },
  reactions: { path: '/api/collect/reactions', needs: 'collect.reaction.list', open: true },
  judge: { path: '/api/lab/donations', needs: 'lab.donation.list', state: 'signed' },
  receive: { path: '/api/process/units', needs: 'process.unit.list', state: 'expected' },
  prepare: { path: '/api/process/units', needs: 'process.unit.list', state: 'received' },
  release: { path: '/api/process/units', needs: 'process.unit.list', state: 'labelled' },
  handOver: { path: '/api/transport/shipments', needs: 'transport.shipment.list', state: 'packed' },
  shipments: { path: '/api/transport/shipments', needs: 'transport.shipment.list', state: 'handed_over' },
  orders: { path: '/api/issue/orders', needs: 'issue.order.list', state: 'submitted' },
  match: { path: '/api/transfuse/matches', needs: 'transfuse.match.list', state: 'matched' },
  hospitalDiscard: { path: '/api/transfuse/discards', needs: 'transfuse.discard.list', state: 'pending' },
  toSign: { path: '/api/records/documents', needs: 'records.document.list', mine: true },
  holds: { path: '/api/govern/holds', needs: 'govern.hold.list' },
}

function queryOf(list: Waiting | undefined): Record<string, string> {
  return { ...(list?.state && { state: list.state }), ...(list?.mine && { mine: 'true' }), ...(list?.open && { open: 'true' }) }
}

/** How much waits in a job, and in which step: `6` `已装箱`; nothing where no list says so. */
export function useWaiting(job: JobName): { count: string; word: string } | null {
  const { t } = useTranslation()
  const list = LISTS[job]
  const may = useMay(list?.needs ?? '')
  const found = useCount(list?.path ?? '/api/govern/holds', queryOf(list), list !== undefined && may)
  if (!list || !found) return null
  const word = list.state ? t(`step.${list.state}`) : t(list.mine ? 'document.mineWord' : list.open ? 'reaction.openWord' : 'holds.one')
  return { count: `${found.count}${found.more ? '+' : ''}`, word }
}
