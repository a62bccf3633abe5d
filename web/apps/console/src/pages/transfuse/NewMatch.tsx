import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'

const RESULTS = ['compatible', 'incompatible', 'not_required', 'emergency'] as const

function bodyOf(values: Values) {
  const crossmatch = { result: values.word<(typeof RESULTS)[number]>('result'), reason: values.maybe('reason') }
  return { unit: values.text('unit'), patient_id: values.text('patient_id'), sample_id: values.maybe('sample_id'), crossmatch, approval_reason: values.maybe('approval_reason') }
}

/** One bag for one patient: sample, crossmatch, and in an emergency who answers for leaving it out. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const [patient, setPatient] = useState(params.get('patient') ?? '')
  const [result, setResult] = useState('compatible')
  const patients = usePages('/api/transfuse/patients', { query: { limit: 200 } })
  const chosen = useGet('/api/transfuse/patients/{id}', { path: { id: patient } }, patient !== '')
  const samples = patient ? (chosen.data?.samples.filter((sample) => sample.valid) ?? []) : []
  const action = useAction((values: Values, key) => post('/api/transfuse/matches', { body: bodyOf(values) }, key), (match) => {
    refresh('/api/transfuse')
    void navigate(`/transfuse/matches/${match.match_id}`)
  })
  return (
    <Page title={t('match.new')}>
      <Panel>
        <Form action={action} submit={t('match.create')}>
          <div className="form-grid">
            <Field name="unit" label={t('putAway.unit')} hint={t('putAway.unitHow')} required defaultValue={params.get('unit') ?? ''} />
            <Field name="patient_id" label={t('match.patient')} required value={patient} onChange={(e) => setPatient(e.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...(patients.rows ?? []).map((p) => ({ value: p.patient_id, label: `${p.name} ${p.record_no}` }))]} />
            <Field name="sample_id" label={t('sample.number')} options={[{ value: '', label: '—' }, ...samples.map((s) => ({ value: s.sample_id, label: s.sample_no }))]} />
            <Field name="result" label={t('match.crossmatch')} required value={result} onChange={(e) => setResult(e.currentTarget.value)} options={RESULTS.map((value) => ({ value, label: t(`crossmatch.${value}`) }))} />
          </div>
          {result === 'emergency' && <Field name="reason" label={t('match.emergencyWhy')} hint={t('match.emergencyHow')} required lines={2} />}
          <Field name="approval_reason" label={t('match.approval')} hint={t('match.approvalHow')} />
        </Form>
      </Panel>
    </Page>
  )
}
