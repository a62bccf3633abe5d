import { post, type DonorCandidate, toProblem } from '@vena/api'
import { Check, Field, Form, Page, Panel, StateWord, useAction, useWords, Values } from '@vena/ui'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { DOCUMENT_KINDS } from './DonorDocuments.tsx'
import './donorfile.css'

type Kind = (typeof DOCUMENT_KINDS)[number]
/** How long the desk has to stop typing before similar files are looked for, milliseconds. */
const PAUSE = 500

function bodyOf(values: Values, known: DonorCandidate[]) {
  const contact = values.maybe('emergency.name')
  return {
    document: { kind: values.word<Kind>('document.kind'), number: values.text('document.number'), naming: values.maybe('document.naming'), valid_until: values.maybe('document.valid_until') },
    name: values.text('name'), phone: values.text('phone'), consent_to_be_told: values.yes('consent_to_be_told'), consent_to_invitations: values.yes('consent_to_invitations'),
    confirm_not_duplicate_of: known.map((candidate) => candidate.donor_id),
    born_on: values.maybe('born_on'), sex: values.word<'female' | 'male'>('sex') || undefined, district: values.maybe('district'),
    emergency: contact ? { name: contact, relation: values.text('emergency.relation'), phone: values.text('emergency.phone') } : undefined,
  }
}

/** Files like the person at the desk, with what they have in common. */
function Candidates({ candidates, asked }: { candidates: DonorCandidate[]; asked: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <div className={asked ? 'notice notice-warning' : 'notice'} role="status">
      <b>{t(asked ? 'donor.same' : 'alike.hint')}</b>
      <p>{t(asked ? 'donor.sameHow' : 'alike.hintHow')}</p>
      <ul className="plain-list">
        {candidates.map((c) => (
          <li key={c.donor_id} className="row">
            <Link to={`/recruit/donors/${c.donor_id}`}>{c.name_masked}</Link>
            <span className="number">{c.document_masked}</span><span className="number">{c.phone_masked}</span>
            <span className="muted">{t(`sex.${c.sex}`)} {t('donor.age', { count: c.age })} {c.last_donation_on && t('donor.lastOn', { day: c.last_donation_on })}</span>
            <StateWord tone={c.ask ? 'warning' : 'notice'}>{c.grounds.map((ground) => pick(ground)).join(' · ')}</StateWord>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Looks for similar files whenever the desk pauses; nothing of it stands in an address. */
function useHints(may: boolean) {
  const [hints, setHints] = useState<DonorCandidate[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const look = (form: HTMLFormElement) => {
    clearTimeout(timer.current)
    if (!may) return
    timer.current = setTimeout(() => {
      const values = Values.of(form)
      const body = { document_kind: values.word<Kind>('document.kind'), document_number: values.maybe('document.number'), name: values.maybe('name'), phone: values.maybe('phone'), born_on: values.maybe('born_on') }
      post('/api/recruit/duplicates/check', { body }).then(setHints, (error: unknown) => { toProblem(error); setHints([]) })
    }, PAUSE)
  }
  return { hints, look }
}

/** Registers a donor; files that are like the person are shown while typing and before a second file is opened. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('citizen_id')
  const [known, setKnown] = useState<DonorCandidate[]>([])
  const { hints, look } = useHints(useMay('recruit.duplicate.check'))
  const action = useAction(({ values, known: shown }: { values: Values; known: DonorCandidate[] }, key) => post('/api/recruit/donors', { body: bodyOf(values, shown) }, key), (answer) => {
    if (answer.outcome === 'registered') {
      refresh('/api/recruit')
      void navigate(`/recruit/donors/${answer.donor.donor_id}`)
    } else setKnown(answer.candidates)
  })
  const run = { ...action, run: (values: Values) => action.run({ values, known }) }
  const shown = known.length > 0 ? known : hints
  const says = kind === 'citizen_id'
  return (
    <Page title={t('donor.new')}>
      <Panel>
        <div onInput={(event) => { const form = (event.target as HTMLElement).closest('form'); if (form) look(form) }}>
          <Form action={run} submit={known.length ? t('donor.notSame') : t('donor.register')}>
            {shown.length > 0 && <Candidates candidates={shown} asked={known.length > 0} />}
            <div className="form-grid">
              <Field name="document.kind" label={t('donor.documentKind')} required value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)} options={DOCUMENT_KINDS.map((value) => ({ value, label: t(`documentName.${value}`) }))} />
              <Field name="document.number" label={t('donor.document')} required autoFocus />
              {kind === 'other' && <Field name="document.naming" label={t('file.naming')} hint={t('file.namingHow')} required maxLength={40} />}
              <Field name="document.valid_until" label={t('file.until')} type="date" />
              <Field name="name" label={t('donor.name')} required />
              <Field name="phone" label={t('donor.phone')} required inputMode="tel" />
              {!says && <Field name="born_on" label={t('donor.born')} required type="date" />}
              {!says && <Field name="sex" label={t('donor.sex')} required options={(['female', 'male'] as const).map((value) => ({ value, label: t(`sex.${value}`) }))} />}
              <Field name="district" label={t('file.district')} maxLength={40} />
              <Field name="emergency.name" label={t('file.emergencyName')} />
              <Field name="emergency.relation" label={t('file.emergencyRelation')} />
              <Field name="emergency.phone" label={t('file.emergencyPhone')} inputMode="tel" />
            </div>
            <Check name="consent_to_be_told" label={t('donor.consent')} defaultChecked />
            <Check name="consent_to_invitations" label={t('file.invitations')} />
          </Form>
        </div>
      </Panel>
    </Page>
  )
}
