import type { DocumentPlace, SignedDocument } from '@vena/api'
import { Button, Dialog, Facts, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { agentSign } from '../../keys/agent.ts'
import { askToSign, signed, signHere } from '../../keys/calls.ts'
import { KeyFault, pinProblem, useSpoken } from '../../keys/faults.ts'
import { TouchPrompt } from '../../keys/TouchPrompt.tsx'
import { useTouch, type Touch } from '../../keys/useTouch.ts'
import { answerWithKey } from '../../keys/webauthn.ts'
import { isToken, isTouched, keepPen, PenFields, penOf, usePen, type Pen } from './Pen.tsx'

/** The server asks, the key answers, the server finishes. */
async function signOutside(id: string, wish: ReturnType<typeof penOf> & { slot: string }, pen: Pen, pin: string, touch: Touch): Promise<SignedDocument> {
  const { ceremony_id, to_sign, credential_id, rp_id, expires_at } = await askToSign(id, wish)
  if (isTouched(pen.chosen)) {
    const asked = { challenge: to_sign, rp_id: rp_id ?? location.hostname, allow: credential_id ? [credential_id] : [], expires_at }
    return signed(id, { ceremony_id, assertion: await touch.during((signal) => answerWithKey(asked, signal)) })
  }
  if (!pen.token) throw new KeyFault('noKey')
  const [signature = ''] = await agentSign(pen.token.key, pin, [to_sign])
  return signed(id, { ceremony_id, signature })
}

/** Signs with whatever key was chosen: here with its PIN, on a token, or by a touch. */
export function signWith(id: string, wish: ReturnType<typeof penOf> & { slot: string }, [pen, pin]: [pen: Pen, pin: string], touch: Touch, key: string): Promise<SignedDocument> {
  const outside = isToken(pen.chosen) || isTouched(pen.chosen)
  return outside ? signOutside(id, wish, pen, pin, touch) : signHere(id, { ...wish, pin }, key)
}

function useSign(document: SignedDocument, slot: string, pen: Pen, onDone: () => void) {
  const spoken = useSpoken()
  const touch = useTouch()
  const action = useAction(
    async (values: Values, key) => {
      try {
        return await signWith(document.document_id, { slot, ...penOf(pen, values) }, [pen, values.text('pin')], touch, key)
      } catch (thrown) {
        // What somebody else did to it meanwhile is shown behind the refusal.
        refresh('/api/records/documents/{id}')
        throw spoken(thrown)
      }
    },
    (_, values) => {
      keepPen(pen, values)
      onDone()
      refresh('/api/records')
    },
  )
  return { action, touch }
}

/** Signs at one place, with the signer's own key: a PIN or a touch each time. */
export function Sign({ document, place }: { document: SignedDocument; place: DocumentPlace }) {
  const { t } = useTranslation()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const pen = usePen(open)
  const { action, touch } = useSign(document, place.slot, pen, () => setOpen(false))
  const close = () => {
    touch.cancel()
    setOpen(false)
  }
  const ask = () => {
    action.clear()
    setOpen(true)
  }
  return (
    <>
      <Button kind="primary" can={place.can.sign} onClick={ask}>{t('document.sign')}</Button>
      <Dialog open={open} onClose={close} title={t('document.signAs', { name: words.pick(place.title) })}>
        <Form
          action={{ ...action, problem: pinProblem(action.problem) }} submit={t(isTouched(pen.chosen) ? 'document.signKey' : 'document.signDo')} can={pen.can}
          extra={<Button kind="quiet" onClick={close}>{words.t('confirm.back')}</Button>}
        >
          <Facts items={[[t('document.title'), words.pick(document.title)], [t('document.number'), <span key="n" className="number">{document.number}</span>], [t('document.code'), document.form_code]]} />
          <PenFields pen={pen} how={t('document.signKeyHow')} />
          {touch.waiting && <TouchPrompt onCancel={touch.cancel} />}
        </Form>
      </Dialog>
    </>
  )
}
