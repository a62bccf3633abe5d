import { post, type Patient } from '@vena/api'
import { Facts, Field, Form, GroupBadge, inCityTime, localInput, moment, Page, Panel, StateWord, useAction, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { groupOptions } from '../../app/units.tsx'

const reload = () => refresh('/api/transfuse')

function Unmask({ patient, onSeen }: { patient: Patient; onSeen: (clear: Patient) => void }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('donor.unmask')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} onDone={onSeen}
      perform={(values, key) => post('/api/transfuse/patients/{id}/unmask', { path: { id: patient.patient_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

/** A tube of the patient: when drawn, and the group that was read from it. */
function NewSample({ patient }: { patient: Patient }) {
  const { t } = useTranslation()
  const [now] = useState(() => Date.now())
  const action = useAction(
    (values: Values, key) =>
      post('/api/transfuse/samples', { body: { patient_id: patient.patient_id, sample_no: values.text('sample_no'), drawn_at: inCityTime(values.text('drawn_at')), group: values.maybe('group') } }, key),
    reload,
  )
  return (
    <Form action={action} submit={t('sample.create')} resetOnDone>
      <div className="form-grid">
        <Field name="sample_no" label={t('sample.number')} required />
        <Field name="drawn_at" label={t('sample.drawn')} type="datetime-local" required defaultValue={localInput(now)} />
        <Field name="group" label={t('sample.group')} options={[{ value: '', label: '—' }, ...groupOptions]} />
      </div>
    </Form>
  )
}

function Detail({ patient }: { patient: Patient }) {
  const { t } = useTranslation()
  const [clear, setClear] = useState<Patient | null>(null)
  const may = { sample: useMay('transfuse.sample.create'), match: useMay('transfuse.match.create'), unmask: useMay('transfuse.patient.unmask') }
  const { group } = patient
  const facts: [string, ReactNode][] = [
    [t('patient.record'), <span key="r" className="number">{patient.record_no}</span>],
    [t('donor.sex'), t(`sex.${patient.sex}` as 'sex.male')], [t('donor.born'), (clear ?? patient).born_on ?? '—'], [t('patient.ward'), patient.ward ?? '—'],
  ]
  return (
    <Page
      title={clear?.name ?? patient.name}
      aside={group.conflict ? <StateWord tone="danger">{t('step.group_conflict')}</StateWord> : group.confirmed ? <GroupBadge group={group.confirmed} /> : <StateWord tone="notice">{t('patient.unconfirmed')}</StateWord>}
      actions={<>
        {may.unmask && patient.name_is_masked && !clear && <Unmask patient={patient} onSeen={setClear} />}
        {may.match && <Link className="button-link" to={`/transfuse/matches/new?patient=${patient.patient_id}`}>{t('match.new')}</Link>}
      </>}
    >
      <Panel><Facts items={facts} /></Panel>
      <Panel title={t('patient.groups')}>
        {group.results.length === 0 && <p className="muted">{t('patient.noGroup')}</p>}
        <ul className="plain-list">{group.results.map((r) => <li key={r.at + r.source} className="row"><GroupBadge group={r.group} /><span>{t(`patient.${r.source}` as 'patient.sample')} {r.sample_no}</span><span className="muted">{moment(r.at)} {r.by.display_name}</span></li>)}</ul>
      </Panel>
      <Panel title={t('sample.title')}>
        <ul className="plain-list">{patient.samples.map((s) => <li key={s.sample_id} className="row"><span className="number">{s.sample_no}</span><GroupBadge group={s.group} /><StateWord tone={s.valid ? 'good' : 'quiet'}>{s.valid ? t('sample.until', { at: moment(s.valid_until) }) : t('sample.lapsed')}</StateWord></li>)}</ul>
        {may.sample && <NewSample patient={patient} />}
      </Panel>
    </Page>
  )
}

/** One patient, masked; samples and blood group. */
export function Component() {
  const { id = '' } = useParams()
  const patient = useGet('/api/transfuse/patients/{id}', { path: { id } })
  return <Opened from={patient}>{(data) => <Detail key={data.patient_id} patient={data} />}</Opened>
}
