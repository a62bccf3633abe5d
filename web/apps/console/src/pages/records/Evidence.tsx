// What a pad has captured for a signature: seen by few, each time with a reason, each time on record.
import { get, type PadEvidence, type SignedDocument } from '@vena/api'
import { Button, Dialog, Facts, Field, Form, moment, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Ink } from './Ink.tsx'
import './pads.css'

function Fingerprint({ taken }: { taken: PadEvidence['fingerprint'] }) {
  const { t } = useTranslation()
  if (!taken) return <p className="muted">{t('evidence.noFinger')}</p>
  const facts: [string, ReactNode][] = [
    [t('evidence.quality'), taken.quality ?? '—'], [t('evidence.reader'), taken.device], [t('evidence.taken'), moment(taken.captured_at)],
    [t('evidence.digest'), <code key="d">{taken.digest}</code>],
  ]
  return (
    <div className="evidence-finger">
      {taken.format.startsWith('image/') ? <img src={`data:${taken.format};base64,${taken.data}`} alt={t('evidence.finger')} /> : <p>{t('evidence.template', { format: taken.format })}</p>}
      <Facts items={facts} />
    </div>
  )
}

function One({ evidence }: { evidence: PadEvidence }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const facts: [string, ReactNode][] = [
    [t('evidence.person'), evidence.name], [t('evidence.identity'), evidence.identity ?? '—'],
    [t('evidence.at'), evidence.signed_at ? moment(evidence.signed_at) : '—'], [t('evidence.pad'), evidence.device ?? '—'],
    [t('slotPad.way'), evidence.choice ? t(`padWay.${evidence.choice}`) : '—'], [t('evidence.witness'), evidence.witness ?? '—'],
  ]
  return (
    <section className="evidence" aria-label={pick(evidence.slot_title)}>
      <p className="row"><b>{pick(evidence.slot_title)}</b><StateWord tone={evidence.intact ? 'good' : 'danger'}>{t(evidence.intact ? 'evidence.intact' : 'evidence.altered')}</StateWord></p>
      <Facts items={facts} />
      <h3>{t('evidence.strokes')}</h3>
      <Ink strokes={evidence.strokes} />
      {evidence.strokes_digest && <p className="muted">{t('evidence.digest')} <code>{evidence.strokes_digest}</code></p>}
      <h3>{t('evidence.finger')}</h3>
      <Fingerprint taken={evidence.fingerprint} />
    </section>
  )
}

/** The way to what was captured; nothing for whoever may not see it or where nothing was. */
export function Evidence({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const words = useWords()
  const may = useMay('records.evidence.view')
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<PadEvidence[] | null>(null)
  const action = useAction((values: Values) => get('/api/records/documents/{id}/evidence', { path: { id: document.document_id }, query: { reason: values.text('reason') } }), (found) => {
    setShown(found)
    refresh('/api/records/documents/{id}')
  })
  if (!may || !document.signatures.some((place) => place.hand === 'pad')) return null
  const ask = () => {
    action.clear()
    setOpen(true)
  }
  const close = () => {
    setOpen(false)
    setShown(null)
  }
  return (
    <Panel title={t('evidence.title')} aside={<Button onClick={ask}>{t('evidence.open')}</Button>}>
      <Dialog open={open} onClose={close} title={t('evidence.title')}>
        {shown
          ? (
            <div className="stack">
              <p className="notice" role="status">{t('evidence.recorded')}</p>
              {shown.length === 0 && <p>{t('evidence.none')}</p>}
              {shown.map((evidence) => <One key={evidence.pad_id} evidence={evidence} />)}
            </div>
          )
          : (
            <Form action={action} submit={t('evidence.do')} extra={<Button kind="quiet" onClick={close}>{words.t('confirm.back')}</Button>}>
              <p>{t('evidence.whyHow')}</p>
              <Field name="reason" label={t('evidence.why')} required minLength={2} maxLength={200} autoFocus />
            </Form>
          )}
      </Dialog>
    </Panel>
  )
}
