import type { Me } from '@vena/api'
import type { RailScene } from '@vena/ui'
import { useWords } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { zh } from '../text/zh.ts'

type JobName = keyof (typeof zh)['job']

interface JobPlan {
  name: JobName
  path: string
  /** Without this permission the job is not shown. */
  needs: string
}

/** The jobs of each scene, in the order of the work. */
export const JOBS: Record<string, JobPlan[]> = {
  recruit: [{ name: 'donors', path: '/recruit/donors', needs: 'recruit.donor.list' }],
  collect: [{ name: 'donations', path: '/collect/donations', needs: 'collect.donation.list' }],
  lab: [{ name: 'judge', path: '/lab/donations', needs: 'lab.donation.list' }],
  process: [
    { name: 'split', path: '/process/split', needs: 'process.unit.list' },
    { name: 'label', path: '/process/label', needs: 'process.unit.list' },
    { name: 'release', path: '/process/release', needs: 'process.release.list' },
  ],
  store: [
    { name: 'units', path: '/store/stock', needs: 'store.stock.list' },
    { name: 'putAway', path: '/store/put-away', needs: 'store.put_away.create' },
  ],
  transport: [{ name: 'shipments', path: '/transport/shipments', needs: 'transport.shipment.list' }],
  issue: [{ name: 'orders', path: '/issue/orders', needs: 'issue.order.list' }],
  transfuse: [
    { name: 'hospitalStock', path: '/transfuse/stock', needs: 'transfuse.stock.list' },
    { name: 'match', path: '/transfuse/match', needs: 'transfuse.match.list' },
    { name: 'discard', path: '/transfuse/discards', needs: 'transfuse.discard.list' },
  ],
  care: [{ name: 'messages', path: '/care/messages', needs: 'care.message.list' }],
  govern: [
    { name: 'cityStock', path: '/govern/stock', needs: 'govern.stock.view' },
    { name: 'imports', path: '/govern/imports', needs: 'import.report.list' },
    { name: 'users', path: '/govern/users', needs: 'user.list' },
    { name: 'roles', path: '/govern/roles', needs: 'role.list' },
  ],
}

/** The scenes of this person with their jobs, worded in the language of the page. */
export function useScenes(me: Me): RailScene[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () =>
      me.scenes.map((scene) => ({
        name: scene.name, glyph: scene.glyph, title: pick(scene.title),
        jobs: (JOBS[scene.name] ?? []).filter((job) => may(me, job)).map((job) => ({ path: job.path, title: t(`job.${job.name}`) })),
      })),
    [me, pick, t],
  )
}

function may(me: Me, job: JobPlan): boolean {
  return me.permissions.includes(job.needs)
}
