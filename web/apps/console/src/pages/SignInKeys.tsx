// The ways in without a password: a security key, or a USB key through the agent of this machine.
import type { Me } from '@vena/api'
import { Button, Dialog, Field, Form, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { agentSign, mayLook, useAgent, type AgentKey } from '../keys/agent.ts'
import { askToSignIn, signIn } from '../keys/calls.ts'
import { pinProblem, useSpoken } from '../keys/faults.ts'
import { TouchPrompt } from '../keys/TouchPrompt.tsx'
import { useTouch } from '../keys/useTouch.ts'
import { answerWithKey, hasSecurityKeys } from '../keys/webauthn.ts'

interface Way {
  /** What stands in the field of the account: may be nothing. */
  username: string
  onEnter: (me: Me) => void
}

/** Keys that hold their owner's name need no account; for others it is typed first. */
function BySecurityKey({ username, onEnter }: Way) {
  const { t } = useTranslation()
  const spoken = useSpoken()
  const touch = useTouch()
  const action = useAction(async (name: string) => {
    try {
      const asked = await askToSignIn(name || undefined)
      const assertion = await touch.during((signal) => answerWithKey(asked, signal))
      return await signIn({ challenge_id: asked.challenge_id, assertion })
    } catch (thrown) {
      throw spoken(thrown)
    }
  }, onEnter)
  return (
    <>
      {action.problem && <ProblemBox problem={action.problem} />}
      {touch.waiting ? <TouchPrompt onCancel={touch.cancel} /> : <Button busy={action.pending} onClick={() => void action.run(username.trim())}>{t('signIn.key')}</Button>}
    </>
  )
}

/** A key that holds a certificate can say whose it is. */
const named = (keys: AgentKey[] | undefined) => (keys ?? []).filter((key) => key.serial)

function TokenForm({ onEnter }: Pick<Way, 'onEnter'>) {
  const { t } = useTranslation()
  const spoken = useSpoken()
  const { station } = useAgent(true)
  const keys = named(station?.keys)
  const action = useAction(async (values: Values) => {
    const key = keys.find((one) => one.key === values.text('key'))
    try {
      const asked = await askToSignIn(undefined)
      const [signature = ''] = await agentSign(values.text('key'), values.text('pin'), [asked.challenge])
      return await signIn({ challenge_id: asked.challenge_id, token: { serial: key?.serial ?? '', signature } })
    } catch (thrown) {
      throw spoken(thrown)
    }
  }, onEnter)
  if (station === undefined) return <p role="status">{t('loading')}</p>
  if (keys.length === 0) return <p role="status">{station ? (station.problem?.detail ?? t('signIn.tokenNone')) : t('keys.fault.noAgent')}</p>
  return (
    <Form action={{ ...action, problem: pinProblem(action.problem) }} submit={t('signIn.enter')}>
      <Field name="key" label={t('signIn.tokenKey')} required options={keys.map(({ key, label }) => ({ value: key, label }))} />
      <Field name="pin" label={t('signIn.tokenPin')} type="password" required autoComplete="off" maxLength={64} autoFocus />
    </Form>
  )
}

/** Offered where the agent answers; where looking for it needs leave, only on asking. */
function ByToken({ onEnter }: Pick<Way, 'onEnter'>) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const unasked = useQuery({ queryKey: ['agent', 'leave'], queryFn: mayLook, staleTime: Infinity }).data
  const { station } = useAgent(false)
  if (unasked === undefined || (unasked && !station)) return null
  return (
    <>
      <Button kind={unasked ? 'plain' : 'quiet'} onClick={() => setOpen(true)}>{t(unasked ? 'signIn.token' : 'signIn.tokenOther')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('signIn.token')}><TokenForm onEnter={onEnter} /></Dialog>
    </>
  )
}

export function KeyWays(way: Way) {
  const { t } = useTranslation()
  const { lang } = useWords()
  return (
    <section className="ways" aria-labelledby="ways" lang={lang}>
      <h2 id="ways">{t('signIn.or')}</h2>
      {hasSecurityKeys() && <BySecurityKey {...way} />}
      <ByToken onEnter={way.onEnter} />
    </section>
  )
}
