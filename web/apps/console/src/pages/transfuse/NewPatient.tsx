import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh } from '../../app/queries.ts'
import { groupOptions } from '../../app/units.tsx'

const bodyOf = (values: Values) => ({
  record_no: values.text('record_no'), name: values.text('name'), sex: values.word<'female' | 'male'>('sex'), born_on: values.maybe('born_on'), ward: values.maybe('ward'), group: values.maybe('group'),
})

/** A patient of this hospital who will need blood. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const action = useAction((values: Values, key) => post('/api/transfuse/patients', { body: bodyOf(values) }, key), (patient) => {
    refresh('/api/transfuse/patients')
    void navigate(`/transfuse/patients/${patient.patient_id}`)
  })
  return (
    <Page title={t('patient.new')}>
      <Panel>
        <Form action={action} submit={t('patient.create')}>
          <div className="form-grid">
            <Field name="record_no" label={t('patient.record')} hint={t('patient.recordHow')} required />
            <Field name="name" label={t('patient.name')} required />
            <Field name="sex" label={t('donor.sex')} required options={(['female', 'male'] as const).map((value) => ({ value, label: t(`sex.${value}`) }))} />
            <Field name="born_on" label={t('donor.born')} type="date" />
            <Field name="ward" label={t('patient.ward')} />
            <Field name="group" label={t('patient.historic')} hint={t('patient.historicHow')} options={[{ value: '', label: '—' }, ...groupOptions]} />
          </div>
        </Form>
      </Panel>
    </Page>
  )
}
