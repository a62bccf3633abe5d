import { post, type Visit } from '@vena/api'
import { Button, Dialog, Facts, Field, Form, moment, Panel, StateWord, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { PapersOf } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { ConfirmIdentity, ConsentOnPaper } from './QueueProof.tsx'
import { VisitSigns } from './QueueSigns.tsx'
import './queue.css'

const KINDS = { whole_blood: 'wholeBlood', apheresis_platelets: 'platelets', apheresis_plasma: 'plasma' } as const
const PLACES = { kiosk: 'atKiosk', staff: 'atStaff', home: 'atHome' } as const
const REASONS = { changed_mind: 'changedMind', refused: 'refused', sent_away: 'sentAway', vanished: 'vanished', donated: 'donated', mistake: 'mistake' } as const
type Reason = keyof typeof REASONS

const reload = () => refresh('/api/collect/visits')

/** The head of every page about one visit: who, which ticket, how far, what to mind. */
export function VisitHead({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  return (
    <header className="visit-head">
      <b>{visit.ticket}</b>
      <span>{visit.donor_name_masked ?? t('visit.nameless')}</span>
      <StateWord tone={visit.state === 'left' ? 'quiet' : 'notice'}>{t(`visit.${visit.state}`)}</StateWord>
      <VisitSigns visit={visit} />
    </header>
  )
}

function Identify({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/collect/visits/{id}/identify', { path: { id: visit.visit_id }, body: { document_number: values.text('document_number') } }, key), reload)
  return (
    <Form action={action} submit={t('visit.identify')} can={visit.can.identify}>
      <Field name="document_number" label={t('visit.document')} hint={t('visit.identifyHow')} required maxLength={40} autoComplete="off" />
    </Form>
  )
}

function Leave({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/visits/{id}/leave', { path: { id: visit.visit_id }, body: { reason: values.text('reason') as Reason, note: values.text('note') || null } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  const options = Object.entries(REASONS).filter(([value]) => value !== 'donated').map(([value, word]) => ({ value, label: t(`visit.${word}`) }))
  return (
    <>
      <Button can={visit.can.leave} onClick={() => setOpen(true)}>{t('visit.leave')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('visit.leave')}>
        <Form action={action} submit={t('visit.leave')}>
          <Field name="reason" label={t('visit.whyLeave')} options={options} required />
          <Field name="note" label={t('visit.noteLabel')} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

/** The next station of this visit, for whoever works there. */
function Stations({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const may = { check: useMay('collect.visit.check'), decide: useMay('collect.visit.decide') }
  const known = visit.donor_id != null
  const check = may.check && known && (visit.state === 'arrived' || visit.state === 'asked' || visit.state === 'checked')
  const decide = may.decide && known && visit.state === 'checked'
  if (!check && !decide) return null
  return (
    <p className="row">
      {decide && <Link className="button-link" to={`/collect/queue/${visit.visit_id}/decide`}>{t('station.toDecide')}</Link>}
      {check && <Link className={`button-link ${visit.state === 'asked' ? '' : 'button-link-plain'}`} to={`/collect/queue/${visit.visit_id}/check`}>{t('station.toCheck')}</Link>}
    </p>
  )
}

/** One visit beside the queue. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const found = useGet('/api/collect/visits/{id}', { path: { id } })
  return (
    <Opened from={found}>
      {(visit) => (
        <Panel className="queue-visit">
          <VisitHead visit={visit} />
          <Facts
            items={[
              [t('visit.cameAt'), moment(visit.arrived_at)],
              [t('donation.donor'), visit.donor_id ? <Link to={`/recruit/donors/${visit.donor_id}`}>{t('visit.donorFile')}</Link> : t('visit.nameless')],
              [t('visit.kindOf'), t(`visit.${KINDS[visit.kind]}`)],
              ...(visit.answered ? [[t('visit.asked'), t('visit.answered', { place: t(`visit.${PLACES[visit.answered.place]}`) })] as [string, string]] : []),
              ...(visit.consent ? [[t('visit.checked'), t(visit.consent.place === 'paper' ? 'visit.consentedOnPaper' : 'visit.consented', { name: visit.consent.witness ?? '' })] as [string, string]] : []),
              ...(visit.left_reason ? [[t('visit.left'), t(`visit.${REASONS[visit.left_reason]}`)] as [string, string]] : []),
            ]}
          />
          <ConfirmIdentity visit={visit} />
          <Stations visit={visit} />
          {visit.donation_id && <p><Link className="button-link" to={`/collect/donations/${visit.donation_id}`}>{t('visit.donation')}</Link></p>}
          {visit.donation_id && <PapersOf kind="donation" id={visit.donation_id} />}
          {visit.identified_by !== 'document' && visit.state !== 'left' && <Identify key={visit.visit_id} visit={visit} />}
          {visit.state !== 'left' && <p className="row"><ConsentOnPaper visit={visit} /><Leave visit={visit} /></p>}
        </Panel>
      )}
    </Opened>
  )
}
