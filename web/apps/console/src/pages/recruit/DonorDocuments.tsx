import { post, type Donor, type DonorDocument } from '@vena/api'
import { Button, Dialog, Field, Form, Panel, StateWord, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

export const DOCUMENT_KINDS = ['citizen_id', 'passport', 'home_return_permit', 'taiwan_permit', 'residence_permit', 'officer_card', 'other'] as const
type Kind = (typeof DOCUMENT_KINDS)[number]

/** What a document is called: its kind, or the name of its own. */
export function useDocumentName() {
  const { t } = useTranslation()
  return (document: { kind: Kind; naming?: string | null }) => document.naming ?? t(`documentName.${document.kind}`)
}

function Adding({ donor, onDone, onHeld }: { donor: Donor; onDone: () => void; onHeld: () => void }) {
  const { t } = useTranslation()
  const name = useDocumentName()
  const [kind, setKind] = useState<Kind>('citizen_id')
  const [older, setOlder] = useState('')
  const action = useAction((values: Values, key) => {
    const document = { kind, number: values.text('document.number'), naming: values.maybe('document.naming'), valid_until: values.maybe('document.valid_until') }
    const replaces = older ? { document_id: older, how: values.word<'replaced' | 'corrected'>('how') } : undefined
    return post('/api/recruit/donors/{id}/documents', { path: { id: donor.donor_id }, body: { document, replaces, main: false, reason: values.text('reason') } }, key)
  }, (answer) => (answer.outcome === 'added' ? onDone() : onHeld()))
  const current = donor.documents.filter((document) => !document.ended_at)
  return (
    <Form action={action} submit={t('file.addDo')}>
      <Field name="document.kind" label={t('file.kindOf')} required value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)} options={DOCUMENT_KINDS.map((value) => ({ value, label: t(`documentName.${value}`) }))} />
      {kind === 'other' && <Field name="document.naming" label={t('file.naming')} hint={t('file.namingHow')} required maxLength={40} />}
      <Field name="document.number" label={t('file.number')} required autoFocus />
      <Field name="document.valid_until" label={t('file.until')} type="date" />
      <Field name="replaces" label={t('file.replaces')} value={older} onChange={(e) => setOlder(e.currentTarget.value)} options={[{ value: '', label: t('file.replacesNone') }, ...current.map((document) => ({ value: document.document_id, label: `${name(document)} ${document.number_masked}` }))]} />
      {older && <Field name="how" label={t('file.how')} required options={[{ value: 'replaced', label: t('file.howReplaced') }, { value: 'corrected', label: t('file.howCorrected') }]} />}
      <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
    </Form>
  )
}

function Signs({ document }: { document: DonorDocument }) {
  const { t } = useTranslation()
  if (document.ended_how) return <StateWord tone="quiet">{t(`file.${document.ended_how}` as 'file.replaced')}</StateWord>
  if (document.expired) return <StateWord tone="warning">{t('file.expired')}</StateWord>
  return document.main ? <StateWord tone="good">{t('file.main')}</StateWord> : null
}

function Line({ donor, document, number }: { donor: Donor; document: DonorDocument; number: string | undefined }) {
  const { t } = useTranslation()
  const name = useDocumentName()
  const may = useMay('recruit.document.make_main')
  const action = useAction((_: undefined, key) => post('/api/recruit/donors/{id}/documents/{document_id}/main', { path: { id: donor.donor_id, document_id: document.document_id } }, key), () => refresh('/api/recruit'))
  return (
    <li className={`file-line${document.ended_at ? ' file-over' : ''}`}>
      <span className="file-what">{name(document)}</span>
      <span className="number">{number ?? document.number_masked}</span>
      <span className="muted">{document.valid_until && `${t('file.until')} ${document.valid_until}`}</span>
      <Signs document={document} />
      {may && !document.main && !document.ended_at && <Button kind="quiet" busy={action.pending} onClick={() => void action.run(undefined)}>{t('file.makeMain')}</Button>}
    </li>
  )
}

/** Every document of the person, the main one first, and the way to add, renew or correct one. */
export function DonorDocuments({ donor, numbers }: { donor: Donor; numbers: Record<string, string> }) {
  const { t } = useTranslation()
  const may = useMay('recruit.document.create')
  const [open, setOpen] = useState(false)
  const [held, setHeld] = useState(false)
  const done = (isHeld: boolean) => {
    setOpen(false)
    setHeld(isHeld)
    refresh('/api/recruit')
  }
  return (
    <Panel title={t('file.documents')} aside={may && <Button onClick={() => setOpen(true)}>{t('file.add')}</Button>}>
      {held && <p className="notice notice-warning" role="status">{t('file.held')} <Link to="/recruit/duplicates">{t('file.toReview')}</Link></p>}
      <ul className="plain-list">
        {donor.documents.map((document) => <Line key={document.document_id} donor={donor} document={document} number={numbers[document.document_id]} />)}
      </ul>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('file.add')}>
        <Adding donor={donor} onDone={() => done(false)} onHeld={() => done(true)} />
      </Dialog>
    </Panel>
  )
}
