import type { Match } from '@vena/api'
import { donationNumber, Facts, GroupBadge, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'
import { NextStep } from './NextStep.tsx'

function Warnings({ match }: { match: Match }) {
  const { pick } = useWords()
  return match.warnings.map((warning) => <p key={warning.rule} className="notice notice-warning"><StateWord tone="warning">{pick(warning.reason)}</StateWord> <code>{warning.rule}</code></p>)
}

function useFacts(match: Match): [string, ReactNode][] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const facts: [string, ReactNode][] = [
    [t('unit.number'), <Link key="u" className="number" to={`/units/${match.unit.unit_id}`}>{donationNumber(match.unit.donation_number)}</Link>],
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
  return facts
}

function Detail({ match }: { match: Match }) {
  const { t } = useTranslation()
  const facts = useFacts(match)
  return (
    <Page title={t('match.title', { number: donationNumber(match.unit.donation_number) })} aside={<StepState state={match.state} />}>
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
