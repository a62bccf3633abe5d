// What a person signs with: certificate, PIN, meaning and workstation.
import type { Can, Certificate, ProblemDocument, SignatureProfile } from '@vena/api'
import { Field, ProblemBox, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useGet, type Answer } from '../../app/queries.ts'

const DEVICE = 'vena.device'
const PROFILES: SignatureProfile[] = ['sm2', 'p256']

export interface Pens {
  answer: Answer<Certificate[]>
  usable: SignatureProfile[]
  can: Can | undefined
}

/** The certificates with which this person can sign now. */
export function usePens(enabled: boolean): Pens {
  const { t } = useTranslation()
  const answer = useGet('/api/records/certificates', {}, enabled)
  const own = answer.data ?? []
  const usable = PROFILES.filter((profile) => own.some((one) => one.info.profile === profile && one.can_sign.ok))
  const none = { ok: false, reason: { rule: '', reason: { zh: t('certificate.none'), en: t('certificate.none') } } }
  return { answer, usable, can: answer.data && usable.length === 0 ? none : undefined }
}

export function penOf(values: Values) {
  return { profile: values.word<SignatureProfile>('profile'), pin: values.text('pin'), reason: values.text('reason'), device: values.maybe('device') }
}

/** A workstation keeps its name. */
export function keepDevice(values: Values): void {
  localStorage.setItem(DEVICE, values.text('device'))
}

/** A wrong PIN stands at the PIN, whatever else the server had to say. */
export function pinProblem(problem: ProblemDocument | null): ProblemDocument | null {
  return problem?.rule?.startsWith('key.pin') ? { ...problem, field: 'pin' } : problem
}

/** Asked with every signature; the PIN is never kept. */
export function PenFields({ pens }: { pens: Pens }) {
  const { t } = useTranslation()
  if (pens.answer.problem) return <ProblemBox problem={pens.answer.problem} onRetry={pens.answer.reload} />
  if (pens.answer.data && pens.usable.length === 0) return <p><Link to="/records/certificates">{t('certificate.get')}</Link></p>
  const profiles = pens.usable.length > 0 ? pens.usable : PROFILES.slice(0, 1)
  return (
    <div className="form-grid">
      <Field name="profile" label={t('certificate.profile')} required options={profiles.map((value) => ({ value, label: t(`certificate.${value}`) }))} />
      <Field name="pin" label={t('certificate.pin')} type="password" required autoComplete="off" maxLength={64} autoFocus />
      <Field name="reason" label={t('document.meaning')} required maxLength={100} defaultValue={t('document.meaningUsual')} />
      <Field name="device" label={t('document.device')} maxLength={60} defaultValue={localStorage.getItem(DEVICE) ?? ''} />
    </div>
  )
}
