import { post, type Match } from '@vena/api'
import { donationNumber, Facts, GroupBadge, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLink } from '../../app/UnitLink.tsx'
import { NextStep } from './NextStep.tsx'

function Warnings({ match }: { match: Match }) {
  const { pick } = useWords()
  return match.warnings.map((warning) => <p key={warning.rule} className="notice notice-warning"><StateWord tone="warning">{pick(warning.reason)}</StateWord> <code>{warning.rule}</code></p>)
}

function useFacts(match: Match): [string, ReactNode][] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const facts: [string, ReactNode][] = [
    [t('unit.number'), <UnitLink key="u" unit={match.unit} />],
    [t('unit.product'), <span key="p" className="row"><GroupBadge group={match.unit.group} />{pick(match.unit.product_name)} {match.unit.volume_ml} mL</span>],
    [t('match.patient'), <Link key="t" to={`/transfuse/patients/${match.patient.patient_id}`}>{match.patient.name_masked} {match.patient.record_no}</Link>],
    [t('match.patientGroup'), <GroupBadge key="g" group={match.patient.group} />],
    [t('sample.number'), match.sample?.sample_no ?? '—'],
    [t('match.crossmatch'), t(`crossmatch.${match.crossmatch}`)],
  ]
  if (match.valid_until) facts.push([t('match.until'), moment(match.valid_until)])
  if (match.emergency) facts.push([t('match.emergencyWhy'), `${match.emergency.reason} ${match.emergency.signed ? `(${match.emergency.signed.by.display_name})` : ''}`])
  if (match.dispensed) facts.push([t('match.dispensed'), `${moment(match.dispensed.at)} ${match.dispensed.by.display_name} → ${match.dispensed.ward_name ?? ''}`])
  if (match.start) facts.push([t('match.started'), `${moment(match.start.started_at ?? match.start.first.at)} ${[match.start.first.by.display_name, match.start.second?.display_name].filter(Boolean).join(' + ')}`])
  if (match.ended) facts.push([t('match.ended'), `${moment(match.ended.at)} ${match.ended.by.display_name} ${match.ended.volume_ml ?? ''} mL`])
  if (match.returned) facts.push([t('match.returned'), `${moment(match.returned.at)} ${match.returned.reason}`])
  if (match.cancelled) facts.push([t('match.cancelled'), `${match.cancelled.reason} · ${match.cancelled.by.display_name} ${moment(match.cancelled.at)}`])
  return facts
}

const CALLABLE_OFF = new Set<Match['state']>(['matched', 'lapsed', 'emergency', 'emergency_signed'])

/** Before the bag has left the blood bank a match can be called off: the bag is free for another patient again. */
function Cancel({ match }: { match: Match }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('match.cancel')} how={t('match.cancelHow')} kind="danger" can={match.can.cancel} onDone={() => refresh('/api/transfuse', '/api/ledger', '/api/govern')}
      perform={(values, key) => post('/api/transfuse/matches/{id}/cancel', { path: { id: match.match_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Detail({ match }: { match: Match }) {
  const { t } = useTranslation()
  const facts = useFacts(match)
  const cancel = useMay('transfuse.match.cancel') && CALLABLE_OFF.has(match.state)
  return (
    <Page title={t('match.title', { number: donationNumber(match.unit.donation_number) })} aside={<StepState state={match.state} />} actions={cancel && <Cancel match={match} />}>
      <Warnings match={match} />
      <NextStep match={match} />
      <Panel><Facts items={facts} /></Panel>
    </Page>
  )
}

/** One bag for one patient, from crossmatch to the empty bag. */
export function Component() {
  const { id = '' } = useParams()
  const match = useGet('/api/transfuse/matches/{id}', { path: { id } })
  return <Opened from={match}>{(data) => <Detail key={data.match_id} match={data} />}</Opened>
}
