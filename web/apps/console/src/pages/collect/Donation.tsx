import { type Donation } from '@vena/api'
import { donationNumber, Facts, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { Answers, Measured } from './Answers.tsx'
import { CancelDonation } from './CancelDonation.tsx'
import { FlowPanel } from './Flow.tsx'
import { ReportReaction } from './ReactionReport.tsx'
import { TripSignature } from './TripSignature.tsx'
import './collect.css'

function Refusals({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Panel title={t('donation.refusedWhy')}>
      <ul className="plain-list">
        {donation.refusals.map((line) => <li key={line.rule}><StateWord tone="danger">{pick(line.reason)}</StateWord><p className="muted">{line.clause} <code>{line.rule}</code></p></li>)}
      </ul>
    </Panel>
  )
}

function Detail({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const may = { reactions: useMay('collect.reaction.view'), bind: useMay('collect.donation.bind'), cancel: useMay('collect.donation.cancel'), donor: useMay('recruit.donor.view'), line: useMay('ledger.trace.view'), questions: useMay('collect.inquiry.view') }
  const facts: [string, ReactNode][] = [
    [t('donation.donor'), may.donor ? <Link key="d" to={`/recruit/donors/${donation.donor_id}`}>{donation.donor_name_masked}</Link> : donation.donor_name_masked],
    [t('unit.place'), donation.site_name],
    [t('donation.registered'), `${moment(donation.registered_at)} ${donation.registered_by.display_name}`],
    [t('donation.volume'), `${donation.volume_ml} mL`],
  ]
  if (donation.bag) facts.push([t('donation.bag'), `${donation.kit ?? ''} ${donation.bag.lot} · ${donation.bag.medium}`])
  if (donation.kit_typed_why) facts.push([t('donation.typed'), donation.kit_typed_why])
  if (donation.bound_at) facts.push([t('donation.boundAt'), `${moment(donation.bound_at)} ${donation.bound_by?.display_name ?? ''}`])
  if (donation.started_at) facts.push([t('donation.started'), moment(donation.started_at)])
  if (donation.ended_at) facts.push([t('donation.ended'), moment(donation.ended_at)])
  if (donation.collected_ml) facts.push([t('donation.collected'), `${donation.collected_ml} mL`])
  if (donation.reaction) facts.push([t('donation.reaction'), `${t(`severity.${donation.reaction.severity}` as 'severity.mild')} ${donation.reaction.note ?? ''}`])
  if (donation.reactions.length > 0 && may.reactions) facts.push([t('reaction.mine'), donation.reactions.map((id, index) => <Link key={id} to={`/collect/reactions/${id}`}>{index + 1}. {t('reaction.mine')} </Link>)])
  if (donation.needle_at && !donation.started_at) facts.push([t('donation.needle'), moment(donation.needle_at)])
  if (donation.cancelled_at) facts.push([t('donation.cancelled'), `${donation.cancelled_reason ?? ''} · ${donation.cancelled_by?.display_name ?? ''} ${moment(donation.cancelled_at)}`])
  const number = donation.donation_number
  const open = donation.state === 'accepted' || donation.state === 'bound' || donation.state === 'started'
  return (
    <Page
      title={number ? donationNumber(number) : donation.donor_name_masked} aside={<StepState state={donation.state} />}
      actions={<>
        {may.line && donation.unit_id && <Link className="button-link button-link-plain" to={`/units/${donation.unit_id}`}>{t('donation.line')}</Link>}
        {donation.state === 'completed' && <ReportReaction donation={donation} />}
        {may.cancel && open && <CancelDonation donation={donation} />}
      </>}
    >
      {donation.refusals.length > 0 && <Refusals donation={donation} />}
      {may.bind && open && <Panel title={t('donation.next')}><p>{t(`donation.nextHow.${donation.state}` as 'donation.nextHow.accepted')}</p><Link className="button-link" to={`/collect/chairs/${donation.donation_id}`}>{t('donation.atChair')}</Link></Panel>}
      <Panel><Facts items={facts} /></Panel>
      <FlowPanel donation={donation} />
      <Papers kind="donation" id={donation.donation_id} />
      <TripSignature donation={donation} />
      <Measured donation={donation} />
      {may.questions && <Answers donation={donation} />}
    </Page>
  )
}

/** One donation from the sheet to the full bag. */
export function Component() {
  const { id = '' } = useParams()
  const donation = useGet('/api/collect/donations/{id}', { path: { id } })
  return <Opened from={donation}>{(data) => <Detail key={data.donation_id} donation={data} />}</Opened>
}
