// A place on a document that a person without a key signs: sent to the pad of this site, watched from here, witnessed.
import { post, type DocumentPlace, type PadSession, type SignedDocument } from '@vena/api'
import { Button, clock, Dialog, Facts, Field, Form, moment, StateWord, useAction, useWords, type Tone, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './pads.css'

const reload = () => refresh('/api/records')

const TONES: Record<PadSession['state'], Tone> = {
  waiting: 'notice', shown: 'notice', consented: 'notice', captured: 'notice', written: 'warning', signed: 'good', refused: 'danger', cancelled: 'quiet', expired: 'quiet',
}

export function PadState({ state }: { state: PadSession['state'] }) {
  const { t } = useTranslation()
  return <StateWord tone={TONES[state]}>{t(`padState.${state}`)}</StateWord>
}

/** Hands the document to the pad; who is in front of it has been checked first. */
function Send({ document, place, again }: { document: SignedDocument; place: DocumentPlace; again: boolean }) {
  const { t } = useTranslation()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/records/pads', { body: { document_id: document.document_id, slot: place.slot, name: values.text('name'), identity_shown: values.maybe('identity_shown') } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  const ask = () => {
    action.clear()
    setOpen(true)
  }
  return (
    <>
      <Button kind="primary" onClick={ask}>{t(again ? 'slotPad.again' : 'slotPad.send')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('slotPad.sendTitle', { name: words.pick(place.title) })}>
        <Form action={action} submit={t('slotPad.do')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{words.t('confirm.back')}</Button>}>
          <p>{words.pick(document.title)} <span className="number">{document.number}</span></p>
          <div className="form-grid">
            <Field name="name" label={t('slotPad.name')} hint={t('slotPad.nameHow')} required maxLength={60} autoFocus />
            <Field name="identity_shown" label={t('slotPad.identity')} hint={t('slotPad.identityHow')} maxLength={60} />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

/** Whoever stood beside the person says so in their own session. */
function Witness({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const action = useAction((_: Values, key) => post('/api/records/pads/{id}/witness', { path: { id: session.pad_id } }, key), () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind="primary" can={session.can.witness} onClick={() => setOpen(true)}>{t('slotPad.witness')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('slotPad.witnessTitle')}>
        <Form action={action} submit={t('slotPad.witnessDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{words.t('confirm.back')}</Button>}>
          <p>{t('slotPad.witnessHow', { name: session.name })}</p>
        </Form>
      </Dialog>
    </>
  )
}

/** How far the person at the pad has come, as it happens. */
function Live({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  const cancel = useAction((_: null, key) => post('/api/records/pads/{id}/cancel', { path: { id: session.pad_id } }, key), reload)
  const facts: [string, ReactNode][] = [
    [t('slotPad.live'), <PadState key="s" state={session.state} />], [t('slotPad.name'), session.name],
    [t('slotPad.way'), session.fingerprint ? t(`padWay.${session.fingerprint}`) + (session.state === 'captured' ? ` · ${t('slotPad.fingerTaken')}` : '') : t('slotPad.none')],
    [t('slotPad.at'), `${moment(session.created_at)} ${session.created_by} · ${t('slotPad.until', { at: clock(session.expires_at) })}`],
  ]
  return (
    <div className="slot-pad" role="status">
      <Facts items={facts} />
      <div className="row">
        {session.state === 'written' && <Witness session={session} />}
        {session.can.cancel.ok && <Button kind="quiet" busy={cancel.pending} onClick={() => void cancel.run(null)}>{t('slotPad.cancel')}</Button>}
      </div>
    </div>
  )
}

const OVER = new Set<PadSession['state']>(['signed', 'refused', 'cancelled', 'expired'])

/** What stands at a place that is signed by hand: nothing for who may not send it. */
export function PadPlace({ document, place }: { document: SignedDocument; place: DocumentPlace }) {
  const { t } = useTranslation()
  const may = useMay('records.pad.create')
  const sessions = useGet('/api/records/pads', { query: { document_id: document.document_id } }, may)
  if (!may) return null
  const latest = sessions.data?.find((session) => session.slot === place.slot)
  if (latest && !OVER.has(latest.state)) return <Live session={latest} />
  return (
    <>
      {latest && latest.state !== 'signed' && <p className="muted">{t('slotPad.live')} · <PadState state={latest.state} />{latest.reason && ` · ${latest.reason}`}</p>}
      <Send document={document} place={place} again={latest !== undefined} />
    </>
  )
}
