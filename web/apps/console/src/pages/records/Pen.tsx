// What a person signs with: one of their keys, its PIN where it has one, meaning and workstation.
import type { Can, Certificate } from '@vena/api'
import { day, Field, ProblemBox, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useGet, type Answer } from '../../app/queries.ts'
import { useAgent, type AgentKey } from '../../keys/agent.ts'
import { keyOf, preferred } from './pens.ts'

const DEVICE = 'vena.device'
const MEDIUM = 'vena.medium'

export interface Pen {
  answer: Answer<Certificate[]>
  /** With which this person can sign now. */
  usable: Certificate[]
  chosen: Certificate | undefined
  choose: (id: string) => void
  /** The chosen key on the token that is plugged in. */
  token: AgentKey | undefined
  can: Can | undefined
}

export const isToken = (certificate: Certificate | undefined): boolean => certificate?.medium === 'pkcs11' || certificate?.medium === 'skf'
export const isTouched = (certificate: Certificate | undefined): boolean => certificate?.medium === 'webauthn'

/** A key is named by its kind and by what its owner calls it. */
export function useKeyName(): (certificate: Certificate) => string {
  const { t } = useTranslation()
  return ({ medium, label, info }) => [t(`medium.${medium}`), label || t(`certificate.${info.profile}`)].join(' · ')
}

const barred = (why: string): Can => ({ ok: false, reason: { rule: '', reason: { zh: why, en: why } } })

/** The keys with which this person can sign; `many` leaves out those that want a touch for each signature. */
export function usePen(enabled: boolean, many = false): Pen {
  const { t } = useTranslation()
  const answer = useGet('/api/records/certificates', {}, enabled)
  const usable = (answer.data ?? []).filter((one) => one.can_sign.ok && !(many && isTouched(one)))
  const [id, choose] = useState('')
  const chosen = usable.find((one) => one.certificate_id === id) ?? preferred(usable, localStorage.getItem(MEDIUM))
  const { station } = useAgent(true, enabled && isToken(chosen))
  const token = chosen && keyOf(chosen, station?.keys ?? [])
  let can: Can | undefined
  if (!answer.data) can = { ok: false }
  // Who has only keys that want a touch each time is told so by the page.
  else if (!chosen) can = answer.data.some((one) => one.can_sign.ok) ? { ok: false } : barred(t('certificate.none'))
  else if (isToken(chosen) && station !== undefined && !token) can = barred(station ? (station.problem?.detail ?? t('keys.fault.noKey')) : t('keys.fault.noAgent'))
  return { answer, usable, chosen, choose, token, can }
}

export function penOf(pen: Pen, values: Values) {
  return { certificate_id: pen.chosen?.certificate_id ?? '', reason: values.text('reason'), device: values.maybe('device') }
}

/** A workstation keeps its name, and what was last signed with here. */
export function keepPen(pen: Pen, values: Values): void {
  localStorage.setItem(DEVICE, values.text('device'))
  if (pen.chosen) localStorage.setItem(MEDIUM, pen.chosen.medium)
}

/** Asked with every signature; the PIN is never kept. `bare` where another form says what is signed and why. */
export function PenFields({ pen, how, bare = false }: { pen: Pen; how?: string; bare?: boolean }) {
  const { t } = useTranslation()
  const name = useKeyName()
  if (pen.answer.problem) return <ProblemBox problem={pen.answer.problem} onRetry={pen.answer.reload} />
  if (!pen.answer.data) return <p role="status">{t('loading')}</p>
  if (pen.usable.length === 0) return <p><Link to="/records/certificates">{t('certificate.get')}</Link></p>
  const options = pen.usable.map((one) => ({ value: one.certificate_id, label: `${name(one)}（${t('certificate.until', { day: day(one.info.valid_until) })}）` }))
  return (
    <div className="form-grid">
      <Field className="field-wide" name="certificate" label={t('document.signWith')} required options={options} value={pen.chosen?.certificate_id ?? ''} onChange={(event) => pen.choose(event.currentTarget.value)} {...(how && isTouched(pen.chosen) && { hint: how })} />
      {!isTouched(pen.chosen) && <Field key={pen.chosen?.certificate_id} name="pin" label={t(isToken(pen.chosen) ? 'signIn.tokenPin' : pen.chosen?.medium === 'service' ? 'signIn.servicePin' : 'certificate.pin')} type="password" required autoComplete="off" maxLength={64} autoFocus={!bare} />}
      {!bare && <Field name="reason" label={t('document.meaning')} required maxLength={100} defaultValue={t('document.meaningUsual')} />}
      {!bare && <Field name="device" label={t('document.device')} maxLength={60} defaultValue={localStorage.getItem(DEVICE) ?? ''} />}
    </div>
  )
}
