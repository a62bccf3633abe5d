import { post, type Deferral, type Donor } from '@vena/api'
import { Field, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'

/** Asks for the way back from one exclusion. */
export function NewReentry({ donor, deferral }: { donor: Donor; deferral: Deferral }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const go = useNavigate()
  const rules = useGet('/api/recruit/rules')
  const fits = rules.data?.protocols.filter((protocol) => !deferral.code || protocol.codes.includes(deferral.code)) ?? []
  return (
    <AskWhy
      label={t('reentry.ask')} how={t('reentry.askHow')}
      perform={(values, key) => post('/api/recruit/donors/{id}/reentries', { path: { id: donor.donor_id }, body: { deferral_id: deferral.deferral_id, protocol: values.text('protocol'), reason: values.text('reason') } }, key)}
      onDone={(found) => {
        refresh('/api/recruit')
        void go(`/recruit/reentries/${found.reentry_id}`)
      }}
    >
      <Field name="protocol" label={t('reentry.protocol')} required options={fits.map((protocol) => ({ value: protocol.code, label: pick(protocol.name) }))} />
    </AskWhy>
  )
}
