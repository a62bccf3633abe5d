import { post, type Donation, type TripSigned } from '@vena/api'
import { Facts, moment, Panel, StateWord } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { useMay } from '../../app/session.ts'
import { Ink } from '../records/Ink.tsx'
import '../records/pads.css'

/** What a donor on a vehicle has agreed to and signed there: for a reason on record. */
export function TripSignature({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const may = useMay('collect.donation.view_signature')
  const [signed, setSigned] = useState<TripSigned | null>(null)
  if (!may || donation.visit_id) return null
  const ask = !signed && (
    <AskWhy
      label={t('trip.signature')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} onDone={setSigned}
      perform={(values, key) => post('/api/collect/donations/{id}/signature', { path: { id: donation.donation_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
  return (
    <Panel title={t('trip.signed')} aside={ask}>
      {!signed && <p className="muted">{t('trip.signedHow')}</p>}
      {signed && (
        <div className="stack">
          <Facts items={[
            [t('trip.consent'), signed.consent_version ?? <StateWord key="c" tone="danger">{t('trip.noConsent')}</StateWord>],
            [t('trip.signedAt'), signed.at ? moment(signed.at) : '—'],
            [t('trip.notice'), t(signed.notice ? 'yes' : 'no')],
            [t('trip.research'), t(signed.research ? 'yes' : 'no')],
          ]} />
          {signed.strokes.length > 0 ? <Ink strokes={signed.strokes} /> : <p><StateWord tone="warning">{t('trip.noStrokes')}</StateWord></p>}
        </div>
      )}
    </Panel>
  )
}
