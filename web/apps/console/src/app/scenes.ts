import type { Me } from '@vena/api'
import { useWords, type RailScene } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { zh } from '../text/zh.ts'

export type JobName = keyof (typeof zh)['job']
export type SceneName = keyof (typeof zh)['scene']

export interface Job {
  name: JobName
  path: string
  /** Without this permission the job is not shown. */
  needs: string
  /** What it is called in a hospital, where it shows that hospital alone. */
  inHospital?: JobName
}

interface ScenePlan {
  name: SceneName
  glyph: string
  jobs: Job[]
}

/** The scenes in vein order and their jobs in the order of the work. */
const PLAN: ScenePlan[] = [
  { name: 'recruit', glyph: '招', jobs: [{ name: 'donors', path: '/recruit/donors', needs: 'recruit.donor.list' }, { name: 'bookings', path: '/recruit/bookings', needs: 'recruit.booking.list' }, { name: 'groups', path: '/recruit/groups', needs: 'recruit.group.list' }, { name: 'sites', path: '/recruit/sites', needs: 'recruit.site.list' }, { name: 'plan', path: '/recruit/plan', needs: 'recruit.plan.view' }, { name: 'coverage', path: '/recruit/coverage', needs: 'recruit.coverage.view' }, { name: 'showModel', path: '/recruit/show-model', needs: 'recruit.model.view' }, { name: 'duplicates', path: '/recruit/duplicates', needs: 'recruit.duplicate.list' }, { name: 'leavings', path: '/recruit/leavings', needs: 'recruit.leaving.list' }, { name: 'reentries', path: '/recruit/reentries', needs: 'recruit.reentry.list' }, { name: 'blocks', path: '/recruit/blocks', needs: 'recruit.block.list' }, { name: 'rules', path: '/recruit/rules', needs: 'recruit.rules.view' }] },
  { name: 'collect', glyph: '采', jobs: [{ name: 'queue', path: '/collect/queue', needs: 'collect.visit.list' }, { name: 'chairs', path: '/collect/chairs', needs: 'collect.chair.list' }, { name: 'donations', path: '/collect/donations', needs: 'collect.donation.list' }, { name: 'trips', path: '/collect/trips', needs: 'collect.trip.list' }, { name: 'reactions', path: '/collect/reactions', needs: 'collect.reaction.list' }, { name: 'lots', path: '/collect/lots', needs: 'collect.lot.stock' }, { name: 'sessions', path: '/collect/sessions', needs: 'collect.session.view' }, { name: 'boxes', path: '/collect/boxes', needs: 'collect.box.list' }, { name: 'boxCases', path: '/collect/box-cases', needs: 'collect.box_case.list' }, { name: 'devices', path: '/collect/devices', needs: 'collect.device.list' }] },
  { name: 'lab', glyph: '检', jobs: [{ name: 'samples', path: '/lab/samples', needs: 'lab.sample.sessions' }, { name: 'runs', path: '/lab/runs', needs: 'lab.run.list' }, { name: 'arrivals', path: '/lab/deliveries', needs: 'lab.delivery.list' }, { name: 'judge', path: '/lab/donations', needs: 'lab.donation.list' }, { name: 'signOff', path: '/lab/signings', needs: 'lab.signing.list' }, { name: 'confirmations', path: '/lab/confirmations', needs: 'lab.confirmation.list' }, { name: 'charts', path: '/lab/charts', needs: 'lab.chart.list' }, { name: 'reagents', path: '/lab/reagents', needs: 'lab.reagent.list' }, { name: 'bench', path: '/lab/instruments', needs: 'lab.instrument.list' }, { name: 'kits', path: '/lab/kits', needs: 'lab.kit.list' }, { name: 'racks', path: '/lab/racks', needs: 'lab.rack.list' }, { name: 'disposals', path: '/lab/disposals', needs: 'lab.disposal.list' }] },
  {
    name: 'process', glyph: '制',
    jobs: [
      { name: 'receive', path: '/process/receive', needs: 'process.receipt.create' },
      { name: 'hall', path: '/process/hall', needs: 'process.board.view' },
      { name: 'batches', path: '/process/batches', needs: 'process.batch.list' },
      { name: 'prepare', path: '/process/units', needs: 'process.unit.list' },
      { name: 'pools', path: '/process/pools', needs: 'process.pool.list' },
      { name: 'release', path: '/process/releases', needs: 'process.release.list' },
      { name: 'shifts', path: '/process/shifts', needs: 'process.shift.list' },
      { name: 'equipment', path: '/process/equipment', needs: 'process.equipment.list' },
      { name: 'programmes', path: '/process/programmes', needs: 'process.programme.list' },
      { name: 'supplies', path: '/process/supplies', needs: 'process.supply.list' },
      { name: 'quality', path: '/process/quality', needs: 'process.quality_month.view' },
      { name: 'environment', path: '/process/environment', needs: 'process.environment.board' },
      { name: 'deviations', path: '/process/deviations', needs: 'process.deviation.list' },
    ],
  },
  {
    name: 'store', glyph: '储',
    jobs: [
      { name: 'units', path: '/store/stock', needs: 'store.stock.list' },
      { name: 'putAway', path: '/store/put-away', needs: 'store.put_away.create' },
      { name: 'storeDiscard', path: '/store/discards', needs: 'store.discard.list' },
    ],
  },
  {
    name: 'transport', glyph: '运',
    jobs: [
      { name: 'shipments', path: '/transport/shipments', needs: 'transport.shipment.list' },
      { name: 'handOver', path: '/transport/hand-over', needs: 'transport.shipment.hand_over' },
      { name: 'cases', path: '/transport/cases', needs: 'transport.case.list' },
      { name: 'slips', path: '/transport/slips', needs: 'transport.slip.list' },
    ],
  },
  { name: 'issue', glyph: '发', jobs: [{ name: 'orders', path: '/issue/orders', needs: 'issue.order.list' }] },
  {
    name: 'transfuse', glyph: '用',
    jobs: [
      { name: 'hospitalStock', path: '/transfuse/stock', needs: 'transfuse.stock.view' },
      { name: 'patients', path: '/transfuse/patients', needs: 'transfuse.patient.list' },
      { name: 'match', path: '/transfuse/matches', needs: 'transfuse.match.list' },
      { name: 'hospitalDiscard', path: '/transfuse/discards', needs: 'transfuse.discard.list' },
    ],
  },
  { name: 'care', glyph: '服', jobs: [{ name: 'messages', path: '/care/messages', needs: 'care.message.list' }, { name: 'gifts', path: '/care/gifts', needs: 'care.gift.list' }, { name: 'donorReports', path: '/care/reports', needs: 'recruit.report.list' }] },
  {
    name: 'govern', glyph: '管',
    jobs: [
      { name: 'cityStock', path: '/govern/stock', needs: 'govern.stock.view', inHospital: 'ownStock' },
      { name: 'holds', path: '/govern/holds', needs: 'govern.hold.list' },
      { name: 'recalls', path: '/govern/recalls', needs: 'govern.recall.list' },
      { name: 'imports', path: '/govern/imports', needs: 'platform.import.list' },
      { name: 'users', path: '/govern/users', needs: 'platform.user.list' },
      { name: 'roles', path: '/govern/roles', needs: 'platform.role.list' },
      { name: 'audit', path: '/govern/audit', needs: 'govern.audit.list' },
    ],
  },
  {
    name: 'records', glyph: '档',
    jobs: [
      { name: 'documents', path: '/records/documents', needs: 'records.document.list' },
      { name: 'keeping', path: '/records/keeping', needs: 'records.retention.list' },
      { name: 'certificates', path: '/records/certificates', needs: 'records.certificate.list' },
    ],
  },
]

/** What each role does most often, first. Roles that are not named have the order of the work. */
const USUAL: Record<string, JobName[]> = {
  registrar: ['donors', 'donations'],
  collector: ['donations', 'donors'],
  technician: ['receive', 'hall', 'batches', 'prepare', 'putAway'],
  release_officer: ['release', 'prepare'],
  storekeeper: ['putAway', 'units', 'storeDiscard'],
  issuer: ['orders', 'shipments', 'units'],
  driver: ['handOver', 'shipments'],
  quality: ['holds', 'release', 'cases'],
  donor_care: ['donors', 'messages'],
  supervisor: ['cityStock', 'orders', 'audit'],
  transfusion_technician: ['match', 'orders', 'shipments'],
  physician: ['match', 'patients', 'orders'],
  nurse: ['match', 'patients', 'hospitalStock'],
}

/** Where a job stands among what this person does most often; everything else keeps the order of the work. */
function rankOf(me: Me): (job: Job) => number {
  const usual = me.roles.flatMap((role) => USUAL[role] ?? [])
  return ({ name }) => (usual.includes(name) ? usual.indexOf(name) : usual.length)
}

/** The scenes in which this person has a job, with those jobs, the most usual first. */
export function scenesOf(me: Me): ScenePlan[] {
  const may = new Set(me.permissions)
  const rank = rankOf(me)
  const named = (job: Job): Job => (me.organisation.kind === 'hospital' && job.inHospital ? { ...job, name: job.inHospital } : job)
  const own = PLAN.map((scene) => ({ ...scene, jobs: scene.jobs.filter((job) => may.has(job.needs)).toSorted((a, b) => rank(a) - rank(b)).map(named) }))
  return own.filter((scene) => scene.jobs.length > 0)
}

export type UsualJob = Job & { glyph: string }

/** What waits for this person's own signature, whatever else they do. */
const TO_SIGN: UsualJob = { name: 'toSign', path: '/records/documents?mine=true', needs: 'records.document.sign', glyph: '签' }

/** The jobs that this person most often does, and what they are to sign. */
export function usualJobs(me: Me, count: number): UsualJob[] {
  const jobs = scenesOf(me).flatMap((scene) => scene.jobs.map((job) => ({ ...job, glyph: scene.glyph })))
  const rank = rankOf(me)
  const usual = jobs.toSorted((a, b) => rank(a) - rank(b)).slice(0, count)
  return me.permissions.includes(TO_SIGN.needs) ? [...usual, TO_SIGN] : usual
}

/** The same, worded in the language of the page. */
export function useScenes(me: Me): RailScene[] {
  const { t } = useTranslation()
  const { lang } = useWords()
  return useMemo(
    () =>
      scenesOf(me).map((scene) => ({
        name: scene.name, glyph: scene.glyph, title: t(`scene.${scene.name}`),
        jobs: scene.jobs.map((job) => ({ path: job.path, title: t(`job.${job.name}`) })),
      })),
    // The language is a reason to word them anew although `t` may stay the same function.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [me, t, lang],
  )
}
