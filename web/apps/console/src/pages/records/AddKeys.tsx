// New keys of one's own: a security key, a USB key through the agent of this machine, or one that the server keeps.
import { getFile, post, ProblemError, type Certificate, type SignatureProfile } from '@vena/api'
import { Button, Check, Dialog, Field, Form, Panel, ProblemBox, StateWord, useAction, useWords, type Action, type Values } from '@vena/ui'
import { useId, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { agentKeep, agentSign, useAgent, type AgentKey, type Station } from '../../keys/agent.ts'
import { certificateIn, toText } from '../../keys/bytes.ts'
import { askToRegister, register } from '../../keys/calls.ts'
import { pinProblem, useSpoken } from '../../keys/faults.ts'
import { TouchPrompt } from '../../keys/TouchPrompt.tsx'
import { useTouch } from '../../keys/useTouch.ts'
import { hasSecurityKeys, makeKey } from '../../keys/webauthn.ts'

const reload = () => refresh('/api/records/certificates')

interface WayProps {
  onDone: () => void
}

function KeyForm({ action, onBack, children }: { action: Action<Values>; onBack: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  const words = useWords()
  return <Form action={{ ...action, problem: pinProblem(action.problem) }} submit={t('certificate.addDo')} extra={<Button kind="quiet" onClick={onBack}>{words.t('confirm.back')}</Button>}>{children}</Form>
}

function SecurityKey({ onDone }: WayProps) {
  const { t } = useTranslation()
  const spoken = useSpoken()
  const touch = useTouch()
  const action = useAction(
    async (values: Values) => {
      try {
        const asked = await askToRegister('webauthn')
        const webauthn = await touch.during((signal) => makeKey(asked, signal))
        return await register({ challenge_id: asked.challenge_id, label: values.text('label'), webauthn })
      } catch (thrown) {
        throw spoken(thrown)
      }
    },
    () => {
      reload()
      onDone()
    },
  )
  return (
    <KeyForm action={action} onBack={onDone}>
      <p className="muted">{t('certificate.addKeyHow')}</p>
      <Field name="label" label={t('certificate.name')} hint={t('certificate.nameHow')} required maxLength={60} autoFocus />
      {touch.waiting && <TouchPrompt onCancel={touch.cancel} />}
    </KeyForm>
  )
}

/** Proves that the key is at hand, has its certificate issued, and stores that on the token; says whether this worked too. */
async function registerToken(key: AgentKey, values: Values): Promise<boolean> {
  const pin = values.text('pin')
  const brought = values.yes('brought') ? key.certificate : undefined
  const asked = await askToRegister(key.medium)
  const [signature = ''] = await agentSign(key.key, pin, [asked.challenge])
  const { medium, profile, public_key } = key
  const made = await register({ challenge_id: asked.challenge_id, label: values.text('label'), token: { medium, profile, public_key, signature, ...(brought && { certificate: brought }) } })
  if (brought) return true
  // The key is registered whatever becomes of this: a token may have no room for certificates.
  const der = await getFile('/api/records/certificates/{id}/file', { path: { id: made.certificate_id } })
  return agentKeep(key.key, pin, toText(await der.arrayBuffer())).then(() => true, () => false)
}

function TokenFields({ keys }: { keys: AgentKey[] }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const key = keys.find((one) => one.key === name) ?? keys[0]
  return (
    <>
      <p className="muted">{t('certificate.addTokenHow')}</p>
      <div className="form-grid">
        <Field name="key" label={t('certificate.chooseKey')} required value={key?.key ?? ''} onChange={(event) => setName(event.currentTarget.value)} options={keys.map((one) => ({ value: one.key, label: `${one.label} · ${t(`certificate.${one.profile}`)}` }))} />
        <Field key={key?.key} name="label" label={t('certificate.name')} required maxLength={60} defaultValue={key?.label ?? ''} />
        <Field name="pin" label={t('signIn.tokenPin')} type="password" required autoComplete="off" maxLength={64} autoFocus />
        {key?.certificate && <Check name="brought" label={t('certificate.brought')} defaultChecked={false} />}
      </div>
    </>
  )
}

/** Keys that are plugged in and not registered yet. */
function fresh(station: Station | null | undefined, own: Certificate[]): AgentKey[] {
  const known = new Set(own.filter((one) => !one.revoked_at).map((one) => one.info.serial.toLowerCase()))
  return (station?.keys ?? []).filter((key) => !key.serial || !known.has(key.serial.toLowerCase()))
}

function UsbKey({ onDone, own }: WayProps & { own: Certificate[] }) {
  const { t } = useTranslation()
  const spoken = useSpoken()
  const [unkept, setUnkept] = useState(false)
  const { station } = useAgent(true)
  const keys = fresh(station, own)
  const action = useAction(
    async (values: Values) => {
      const key = keys.find((one) => one.key === values.text('key'))
      try {
        return key ? await registerToken(key, values) : true
      } catch (thrown) {
        throw spoken(thrown)
      }
    },
    (kept) => {
      reload()
      if (kept) onDone()
      else setUnkept(true)
    },
  )
  if (unkept) return <div className="stack"><StateWord tone="notice">{t('certificate.kept')}</StateWord><div><Button onClick={onDone}>{t('document.batchDone')}</Button></div></div>
  if (station?.problem) return <ProblemBox problem={station.problem} />
  const none = station === null ? 'certificate.agentOff' : (station?.keys.length ?? 0) === 0 ? 'certificate.agentNone' : 'certificate.agentAll'
  if (keys.length === 0) return <p role="status">{t(station === undefined ? 'loading' : none)}</p>
  return <KeyForm action={action} onBack={onDone}><TokenFields keys={keys} /></KeyForm>
}

function SoftwareKey({ onDone, own }: WayProps & { own: Certificate[] }) {
  const { t } = useTranslation()
  const words = useWords()
  const action = useAction(
    async (values: Values, key) => {
      if (values.text('pin') !== values.text('pin_again')) throw new ProblemError({ title: t('certificate.pinDiffers'), detail: t('certificate.pinDiffers'), status: 422, code: 'client.pin', field: 'pin_again' })
      return post('/api/records/certificates', { body: { profile: values.word<SignatureProfile>('profile'), pin: values.text('pin') } }, key)
    },
    () => {
      reload()
      onDone()
    },
  )
  const replaces = own.some((one) => !one.revoked_at && one.medium === 'software')
  return (
    <Form action={action} submit={t('certificate.getDo')} extra={<Button kind="quiet" onClick={onDone}>{words.t('confirm.back')}</Button>}>
      <div className="muted"><p>{t('certificate.getHow')}</p>{replaces && <p>{t('certificate.replaces')}</p>}</div>
      <div className="form-grid">
        <Field className="field-wide" name="profile" label={t('certificate.profile')} required options={(['sm2', 'p256'] as const).map((value) => ({ value, label: t(`certificate.${value}`) }))} />
        <Field name="pin" label={t('certificate.newPin')} type="password" required maxLength={64} autoComplete="new-password" hint={t('certificate.pinHow')} />
        <Field name="pin_again" label={t('certificate.pinAgain')} type="password" required maxLength={64} autoComplete="new-password" />
      </div>
    </Form>
  )
}

/** A key that a signature service holds: its certificate is brought along, the service proves that it has the key. */
function ServiceKey({ onDone }: WayProps) {
  const { t } = useTranslation()
  const words = useWords()
  const id = useId()
  const file = useRef<HTMLInputElement>(null)
  const action = useAction(
    async (values: Values) => {
      const chosen = file.current?.files?.[0]
      const certificate = chosen ? certificateIn(await chosen.arrayBuffer()) : ''
      const body = { medium: 'service' as const, profile: values.word<SignatureProfile>('profile'), certificate, pin: values.text('pin'), label: values.text('label') }
      // Each press is its own intent: another file may have been chosen under the same words.
      return post('/api/records/certificates/import', { body })
    },
    () => {
      reload()
      onDone()
    },
  )
  return (
    <Form action={action} submit={t('certificate.addDo')} extra={<Button kind="quiet" onClick={onDone}>{words.t('confirm.back')}</Button>}>
      <p className="muted">{t('certificate.addServiceHow')}</p>
      <div className="form-grid">
        <div className="field field-wide"><label htmlFor={id}>{t('certificate.serviceFile')}</label><input ref={file} id={id} type="file" accept=".cer,.crt,.der,.pem" required /></div>
        <Field name="profile" label={t('certificate.profile')} required options={(['sm2', 'p256'] as const).map((value) => ({ value, label: t(`certificate.${value}`) }))} />
        <Field name="label" label={t('certificate.name')} required maxLength={60} />
        <Field name="pin" label={t('signIn.servicePin')} type="password" required autoComplete="off" maxLength={64} />
      </div>
    </Form>
  )
}

type Kind = 'webauthn' | 'token' | 'software' | 'service'

/** The kinds of keys, the best kept first; what few sites have stands last. */
export function AddKeys({ own }: { own: Certificate[] }) {
  const { t } = useTranslation()
  const may = { register: useMay('records.certificate.register'), create: useMay('records.certificate.create'), bring: useMay('records.certificate.import') }
  const [open, setOpen] = useState<Kind | null>(null)
  const close = () => setOpen(null)
  const ways: { kind: Kind; glyph: string; name: string; label: string; form: ReactNode }[] = [
    ...(may.register ? [
      { kind: 'webauthn' as const, glyph: '触', name: t('medium.webauthn'), label: t('certificate.addKey'), form: <SecurityKey onDone={close} /> },
      { kind: 'token' as const, glyph: '插', name: t('medium.pkcs11'), label: t('certificate.addToken'), form: <UsbKey onDone={close} own={own} /> },
    ] : []),
    ...(may.create ? [{ kind: 'software' as const, glyph: '密', name: t('medium.software'), label: t('certificate.addSoftware'), form: <SoftwareKey onDone={close} own={own} /> }] : []),
  ]
  if (may.bring) ways.push({ kind: 'service', glyph: '托', name: t('medium.service'), label: t('certificate.addService'), form: <ServiceKey onDone={close} /> })
  if (ways.length === 0) return null
  return (
    <Panel title={t('certificate.add')}>
      <ul className="key-ways">
        {ways.map(({ kind, glyph, name, label }) => (
          <li key={kind}>
            <span className="key-way-glyph" lang="zh" aria-hidden="true">{glyph}</span>
            <p><b>{name}</b><span>{kind === 'webauthn' && !hasSecurityKeys() ? t('keys.fault.unsupported') : t(`certificate.kind.${kind}`)}</span></p>
            {(kind !== 'webauthn' || hasSecurityKeys()) && <Button onClick={() => setOpen(kind)}>{label}</Button>}
          </li>
        ))}
      </ul>
      {ways.map(({ kind, label, form }) => <Dialog key={kind} open={open === kind} onClose={close} title={label}>{form}</Dialog>)}
    </Panel>
  )
}
