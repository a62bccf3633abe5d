// What the machine says of a donation: its curve, its limits, and where it differs from what was typed.
import type { Donation, DonationFlow } from '@vena/api'
import { Facts, moment, Panel, StateWord, useWords, type Tone } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { FlowPicture } from './FlowPicture.tsx'
import './room.css'

type Course = NonNullable<DonationFlow['course']>

const PHASES: Record<string, Tone> = { start: 'notice', running: 'notice', paused: 'warning', alarm: 'danger', end: 'good', interrupted: 'danger' }
const ml = (value: number | null | undefined) => (value == null ? null : `${Math.round(value)} mL`)
const clockOf = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`

/** The course of a donation, read anew whenever the machine speaks. */
export function useFlow(donation: Donation) {
  const may = useMay('collect.donation.view_flow')
  return useGet('/api/collect/donations/{id}/flow', { path: { id: donation.donation_id } }, may && donation.donation_number != null)
}

function Phase({ course }: { course: Course }) {
  const { t } = useTranslation()
  return <StateWord tone={PHASES[course.phase] ?? 'unknown'}>{t(`flow.phases.${course.phase}` as 'flow.phases.end', { defaultValue: course.phase })}</StateWord>
}

function Findings({ course }: { course: Course }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  if (course.findings.length === 0) return course.ended ? <p><StateWord tone="good">{t('flow.fine')}</StateWord></p> : null
  return (
    <ul className="flow-findings">
      {course.findings.map((finding) => <li key={finding.rule + pick(finding.reason)}><StateWord tone="warning">{pick(finding.reason)}</StateWord><p className="muted">{finding.clause} <code>{finding.rule}</code></p></li>)}
    </ul>
  )
}

function Differences({ course }: { course: Course }) {
  const { t } = useTranslation()
  if (course.differences.length === 0) return course.attached ? <p className="muted">{t('flow.attached')}</p> : null
  return (
    <div className="notice">
      <StateWord tone="warning">{t('flow.differs')}</StateWord>
      <ul className="plain-list">
        {course.differences.map((one) => <li key={one.figure}>{t('flow.typedTold', { figure: t(`flow.figures.${one.figure}` as 'flow.figures.seconds', { defaultValue: one.figure }), typed: one.typed, told: one.told })}</li>)}
      </ul>
      <p>{t('flow.explained')} · {course.explained} <span className="muted">{course.explained_by_name}</span></p>
    </div>
  )
}

function useFacts(course: Course): [string, ReactNode][] {
  const { t } = useTranslation()
  const figures: [string, ReactNode | null][] = [
    [t('flow.volume'), ml(course.volume_ml)], [t('flow.target'), ml(course.target_ml)], [t('flow.duration'), course.duration_s == null ? null : clockOf(course.duration_s)],
    [t(course.ended ? 'flow.mean' : 'flow.flow'), course.flow_ml_min == null ? null : `${course.flow_ml_min} mL/min`],
    [t('flow.platelets'), ml(course.gives?.platelets_ml)], [t('flow.count'), course.gives?.platelets_e11 == null ? null : `${course.gives.platelets_e11} ×10¹¹`], [t('flow.doses'), course.gives?.doses ?? null], [t('flow.plasma'), ml(course.gives?.plasma_ml)],
    [t('flow.processed'), ml(course.gives?.processed_ml)], [t('flow.anticoagulant'), ml(course.gives?.anticoagulant_ml)], [t('flow.saline'), ml(course.gives?.saline_ml)], [t('flow.cycles'), course.gives?.cycles ?? null],
    [t('flow.began'), course.began_at ? moment(course.began_at) : null], [t('flow.device'), `${course.device_name || '—'} ${course.serial}`], [t('flow.alarms'), course.alarms.join(' ') || null],
  ]
  return figures.filter((figure): figure is [string, ReactNode] => figure[1] != null)
}

function Figures({ course }: { course: Course }) {
  return <Facts items={useFacts(course)} />
}

function Told({ flow, course }: { flow: DonationFlow; course: Course }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <div className="stack">
      {flow.limits && (course.points.length > 1 ? <FlowPicture course={course} limits={flow.limits} /> : <p className="muted">{t('flow.hardly')}</p>)}
      <Figures course={course} />
      <Findings course={course} />
      {course.marks.map((mark) => <p key={mark.rule}><StateWord tone={mark.blocking ? 'danger' : 'notice'}>{pick(mark.reason)}</StateWord></p>)}
      <Differences course={course} />
    </div>
  )
}

/** The curve on the page of a donation; nothing before a number is bound. */
export function FlowPanel({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const flow = useFlow(donation).data
  if (!flow || (!flow.course && donation.state !== 'started')) return null
  return (
    <Panel title={t('flow.title')} aside={flow.course && <Phase course={flow.course} />}>
      {flow.course ? <Told flow={flow} course={flow.course} /> : <p className="muted">{t('flow.none')}。{t('flow.noneHow')}</p>}
    </Panel>
  )
}

/** At the chair while it flows: how much, how fast, and the curve. */
export function FlowNow({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const flow = useFlow(donation).data
  const course = flow?.course
  if (!flow) return null
  if (!course) return <p className="muted">{t('flow.none')}</p>
  return (
    <div className="stack">
      <p className="flow-now"><b>{ml(course.volume_ml) ?? '—'}</b>{course.flow_ml_min != null && <span>{course.flow_ml_min} mL/min</span>}{course.duration_s != null && <span className="number">{clockOf(course.duration_s)}</span>}<Phase course={course} /></p>
      {flow.limits && course.points.length > 1 && <FlowPicture course={course} limits={flow.limits} />}
      {course.gives && <Figures course={course} />}
      {course.findings.map((finding) => <StateWord key={finding.rule + pick(finding.reason)} tone="warning">{pick(finding.reason)}</StateWord>)}
    </div>
  )
}
