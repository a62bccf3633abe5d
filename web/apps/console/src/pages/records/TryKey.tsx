import type { Certificate } from '@vena/api'
import { Button, Dialog, Field, Form, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { agentSign, useAgent } from '../../keys/agent.ts'
import { askToRegister, tryKey } from '../../keys/calls.ts'
import { KeyFault, pinProblem, useSpoken } from '../../keys/faults.ts'
import { TouchPrompt } from '../../keys/TouchPrompt.tsx'
import { useTouch } from '../../keys/useTouch.ts'
import { answerWithKey } from '../../keys/webauthn.ts'
import { isToken, isTouched } from './Pen.tsx'
import { keyOf } from './pens.ts'

function useTry(certificate: Certificate, onDone: () => void) {
  const spoken = useSpoken()
  const touch = useTouch()
  const { station } = useAgent(true, isToken(certificate))
  const id = certificate.certificate_id
  const perform = async (pin: string): Promise<unknown> => {
    if (isTouched(certificate)) {
      const asked = await askToRegister('webauthn')
      const assertion = await touch.during((signal) => answerWithKey({ challenge: asked.challenge, rp_id: asked.rp.id, allow: asked.exclude, expires_at: asked.expires_at }, signal))
      return tryKey(id, { challenge_id: asked.challenge_id, assertion })
    }
    if (!isToken(certificate)) return tryKey(id, { pin })
    const key = keyOf(certificate, station?.keys ?? [])
    if (!key) throw new KeyFault(station ? 'noKey' : 'noAgent')
    const asked = await askToRegister(key.medium)
    const [signature = ''] = await agentSign(key.key, pin, [asked.challenge])
    return tryKey(id, { challenge_id: asked.challenge_id, signature })
  }
  const action = useAction(async (values: Values) => {
    try {
      return await perform(values.text('pin'))
    } catch (thrown) {
      throw spoken(thrown)
    }
  }, onDone)
  return { action, touch }
}

/** Lets the owner of a key see that it is at hand and that its certificate is good, before it is needed. */
function Trial({ certificate, onDone, onBack }: { certificate: Certificate; onDone: () => void; onBack: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const { action, touch } = useTry(certificate, onDone)
  return (
    <Form action={{ ...action, problem: pinProblem(action.problem) }} submit={t('certificate.check')} extra={<Button kind="quiet" onClick={onBack}>{words.t('confirm.back')}</Button>}>
      <p className="muted">{t('certificate.checkHow')}</p>
      {!isTouched(certificate) && <Field name="pin" label={t(isToken(certificate) ? 'signIn.tokenPin' : certificate.medium === 'service' ? 'signIn.servicePin' : 'certificate.pin')} type="password" required autoComplete="off" maxLength={64} autoFocus />}
      {touch.waiting && <TouchPrompt onCancel={touch.cancel} />}
    </Form>
  )
}

export function TryKey({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [works, setWorks] = useState(false)
  const close = () => setOpen(false)
  const ask = () => {
    setWorks(false)
    setOpen(true)
  }
  const done = () => {
    setWorks(true)
    close()
  }
  return (
    <>
      <Button onClick={ask}>{t('certificate.check')}</Button>
      {works && <span role="status"><StateWord tone="good">{t('certificate.checkDone')}</StateWord></span>}
      <Dialog open={open} onClose={close} title={t('certificate.checkTitle')}><Trial certificate={certificate} onDone={done} onBack={close} /></Dialog>
    </>
  )
}
