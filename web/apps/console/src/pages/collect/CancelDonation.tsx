import { post, type Donation } from '@vena/api'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh } from '../../app/queries.ts'

/** Ends a donation from which nothing was collected and in which no needle is. */
export function CancelDonation({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('donation.cancel')} how={t('donation.cancelHow')} kind="danger" can={donation.can.cancel} onDone={() => refresh('/api/collect', '/api/recruit')}
      perform={(values, key) =>
        post('/api/collect/donations/{id}/cancel', { path: { id: donation.donation_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}
