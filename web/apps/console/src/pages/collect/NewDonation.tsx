import { post, type DonationCheck, type Donor, type Inquiry } from '@vena/api'
import { Check, EmptyState, Field, FilterFind, Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet, usePeople } from '../../app/queries.ts'
import { CHECKS } from './checks.ts'
import { Question } from './Question.tsx'
import './collect.css'

function bodyOf(donor: Donor, inquiry: Inquiry, values: Values) {
  const asked = inquiry.questions.filter((question) => !question.sex || question.sex === donor.sex)
  const figures = Object.fromEntries(CHECKS.map(([name]) => [name, values.number(`check.${name}`)])) as Pick<DonationCheck, (typeof CHECKS)[number][0]>
  return {
    donor_id: donor.donor_id, inquiry_version: inquiry.version, volume_ml: values.number('volume_ml'), note: values.maybe('note'),
    answers: Object.fromEntries(asked.map(({ code }) => [code, values.text(`answers.${code}`) === 'yes'])),
    check: { ...figures, endurance_athlete: values.yes('check.endurance_athlete') },
  }
}

function Sheet({ donor, inquiry }: { donor: Donor; inquiry: Inquiry }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const action = useAction((values: Values, key) => post('/api/collect/donations', { body: bodyOf(donor, inquiry, values) }, key), (donation) => {
    refresh('/api/collect')
    void navigate(`/collect/donations/${donation.donation_id}`)
  })
  return (
    <Form action={action} submit={t('donation.judge')}>
      <p>{t('donation.for')} <Link to={`/recruit/donors/${donor.donor_id}`}>{donor.name_masked}</Link> <span className="muted">{t('donor.age', { count: donor.age })}</span></p>
      <fieldset className="questions">
        <legend>{t('donation.inquiry', { version: inquiry.version })}</legend>
        {inquiry.questions.filter((q) => !q.sex || q.sex === donor.sex).map((q) => <Question key={q.code} name={`answers.${q.code}`} text={pick(q.text)} />)}
      </fieldset>
      <fieldset>
        <legend>{t('donation.check')}</legend>
        <div className="form-grid">
          {CHECKS.map(([name, unit, step]) => <Field key={name} name={`check.${name}`} label={t(`check.${name}`)} unit={unit} type="number" step={step} required inputMode="decimal" />)}
        </div>
        <Check name="check.endurance_athlete" label={t('check.endurance_athlete')} />
      </fieldset>
      <div className="form-grid">
        <Field name="volume_ml" label={t('donation.volume')} required options={inquiry.volumes_ml.toReversed().map((ml) => ({ value: String(ml), label: `${ml} mL` }))} />
        <Field name="note" label={t('note')} />
      </div>
    </Form>
  )
}

function Choose() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const donors = usePeople('/api/recruit/donors', text, 8)
  return (
    <div className="stack">
      <FilterFind label={t('donor.find')} placeholder={t('donor.findHow')} onFind={setText} />
      {donors.rows?.length === 0 && <EmptyState title={t('donor.none')}><Link to="/recruit/donors/new">{t('donor.new')}</Link></EmptyState>}
      <ul className="plain-list">
        {donors.rows?.map((d) => (
          <li key={d.donor_id} className="row"><Link to={`?donor=${d.donor_id}`}>{d.name_masked}</Link><span className="number">{d.document_masked}</span><span className="muted">{d.last_donation_on && t('donor.lastOn', { day: d.last_donation_on })}</span></li>
        ))}
      </ul>
    </div>
  )
}

/** From the person to the decision: questions, check, and what the rules say. */
export function Component() {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const id = params.get('donor') ?? ''
  const donor = useGet('/api/recruit/donors/{id}', { path: { id } }, id !== '')
  const inquiry = useGet('/api/collect/inquiry')
  return (
    <Page title={t('donation.new')}>
      <Panel>
        {id ? <Loaded from={donor}>{(person) => <Loaded from={inquiry}>{(asked) => <Sheet donor={person} inquiry={asked} />}</Loaded>}</Loaded> : <Choose />}
      </Panel>
    </Page>
  )
}
