import { post, type Donor } from '@vena/api'
import { Button, Dialog, Field, Form, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'

export const OCCUPATIONS = ['student', 'teacher', 'health', 'civil_service', 'soldier', 'worker', 'farmer', 'service', 'office', 'self_employed', 'retired', 'other'] as const
type Occupation = (typeof OCCUPATIONS)[number]

function bodyOf(values: Values) {
  const name = values.maybe('emergency.name')
  return {
    name: values.maybe('name'), phone: values.maybe('phone'), district: values.maybe('district'), reason: values.text('reason'),
    occupation: values.word<Occupation>('occupation') || undefined, language: values.word<'zh' | 'en'>('language') || undefined,
    emergency: name ? { name, relation: values.text('emergency.relation'), phone: values.text('emergency.phone') } : undefined,
  }
}

function Change({ donor, onDone }: { donor: Donor; onDone: () => void }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/recruit/donors/{id}/update', { path: { id: donor.donor_id }, body: bodyOf(values) }, key), onDone)
  const keep = { value: '', label: '—' }
  return (
    <Form action={action} submit={t('file.addDo')}>
      <p>{t('file.editHow')}</p>
      <div className="form-grid">
        <Field name="name" label={t('donor.name')} />
        <Field name="phone" label={t('donor.phone')} inputMode="tel" />
        <Field name="district" label={t('file.district')} defaultValue={donor.district ?? ''} maxLength={40} />
        <Field name="occupation" label={t('file.occupation')} defaultValue={donor.occupation ?? ''} options={[keep, ...OCCUPATIONS.map((value) => ({ value, label: t(`occupation.${value}`) }))]} />
        <Field name="language" label={t('file.language')} defaultValue={donor.language} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} />
        <Field name="emergency.name" label={t('file.emergencyName')} />
        <Field name="emergency.relation" label={t('file.emergencyRelation')} />
        <Field name="emergency.phone" label={t('file.emergencyPhone')} inputMode="tel" />
      </div>
      <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
    </Form>
  )
}

/** Changes what the person said of themselves. */
export function DonorDetails({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button can={donor.can.update} onClick={() => setOpen(true)}>{t('file.edit')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('file.edit')}>
        <Change donor={donor} onDone={() => { setOpen(false); refresh('/api/recruit') }} />
      </Dialog>
    </>
  )
}
