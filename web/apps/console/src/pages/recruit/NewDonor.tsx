import { post, type DonorCandidate } from '@vena/api'
import { Check, Field, Form, Page, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { refresh } from '../../app/queries.ts'

function bodyOf(values: Values, known: DonorCandidate[]) {
  return {
    document: { kind: values.word<'citizen_id' | 'passport'>('document.kind'), number: values.text('document.number') },
    name: values.text('name'), phone: values.text('phone'), consent_to_be_told: values.yes('consent_to_be_told'),
    confirm_not_duplicate_of: known.map((candidate) => candidate.donor_id),
    born_on: values.maybe('born_on'), sex: values.word<'female' | 'male'>('sex') || undefined,
  }
}

function Candidates({ candidates }: { candidates: DonorCandidate[] }) {
  const { t } = useTranslation()
  return (
    <div className="notice notice-warning">
      <b>{t('donor.same')}</b>
      <p>{t('donor.sameHow')}</p>
      <ul className="plain-list">
        {candidates.map((c) => (
          <li key={c.donor_id} className="row">
            <Link to={`/recruit/donors/${c.donor_id}`}>{c.name_masked}</Link>
            <span className="number">{c.document_masked}</span><span className="number">{c.phone_masked}</span>
            <span className="muted">{t('donor.age', { count: c.age })} {c.last_donation_on && t('donor.lastOn', { day: c.last_donation_on })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Registers a donor; a person of the same name and birthday is shown before a second file is opened. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [kind, setKind] = useState('citizen_id')
  const [known, setKnown] = useState<DonorCandidate[]>([])
  const action = useAction(({ values, known: shown }: { values: Values; known: DonorCandidate[] }, key) => post('/api/recruit/donors', { body: bodyOf(values, shown) }, key), (answer) => {
    if (answer.outcome === 'registered') {
      refresh('/api/recruit')
      void navigate(`/recruit/donors/${answer.donor.donor_id}`)
    } else setKnown(answer.candidates)
  })
  const run = { ...action, run: (values: Values) => action.run({ values, known }) }
  return (
    <Page title={t('donor.new')}>
      <Panel>
        <Form action={run} submit={known.length ? t('donor.notSame') : t('donor.register')}>
          {known.length > 0 && <Candidates candidates={known} />}
          <div className="form-grid">
            <Field name="document.kind" label={t('donor.documentKind')} required value={kind} onChange={(e) => setKind(e.currentTarget.value)} options={(['citizen_id', 'passport'] as const).map((value) => ({ value, label: t(`documentKind.${value}`) }))} />
            <Field name="document.number" label={t('donor.document')} required />
            <Field name="name" label={t('donor.name')} required />
            <Field name="phone" label={t('donor.phone')} required inputMode="tel" />
            {kind === 'passport' && <Field name="born_on" label={t('donor.born')} required type="date" />}
            {kind === 'passport' && <Field name="sex" label={t('donor.sex')} required options={(['female', 'male'] as const).map((value) => ({ value, label: t(`sex.${value}`) }))} />}
          </div>
          <Check name="consent_to_be_told" label={t('donor.consent')} defaultChecked />
        </Form>
      </Panel>
    </Page>
  )
}
