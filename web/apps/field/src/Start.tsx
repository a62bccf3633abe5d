import { useState } from 'react'
import { Field, Form, Page, useWish } from './parts.tsx'
import { call, keepToken, Refused, type Member, type Text } from './vehicle.ts'
import { useWords } from './words.ts'

interface Done { onDone: () => Promise<void> }

/** The day package, from the station or from a stick. */
export function TakePackage({ onDone }: Done) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const fetchIt = () => wish(async () => { await call('fetch', { trip_id: null }); await onDone() })
  const file = (chosen: File | undefined) => chosen && wish(async () => {
    const answer = await fetch('/api/vehicle/package', { method: 'POST', body: chosen })
    const told = await answer.json() as { rule: string, reason: Text }
    if (!answer.ok) throw new Refused(told.rule, told.reason)
    await onDone()
  })
  return (
    <Page title={t('takePackage')} sub={t('takeHow')} trouble={trouble} foot={<button type="button" className="f-go" disabled={busy} onClick={() => void fetchIt()}>{busy ? t('busy') : t('fetch')}</button>}>
      <label className="f-file"><span>{t('fromFile')}</span><input type="file" accept=".vena" onChange={(event) => void file(event.target.files?.[0])} /></label>
    </Page>
  )
}

/** The code opens what lies on the disk; it stands on paper. */
export function Code({ onDone }: Done) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [code, setCode] = useState('')
  const go = () => void wish(async () => { await call('unlock', { code }); await onDone() })
  return (
    <Form onGo={go}>
      <Page title={t('unlock')} sub={t('unlockHow')} trouble={trouble} foot={<button type="submit" className="f-go" disabled={busy || code.length < 10}>{busy ? t('busy') : t('unlock')}</button>}>
        <Field label={t('code')} name="code" value={code} onChange={(text) => setCode(text.toUpperCase())} focus />
      </Page>
    </Form>
  )
}

/** Who works here now; the PIN is good for this trip only. */
export function SignIn({ crew, onDone }: Done & { crew: Member[] }) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [who, setWho] = useState<Member | null>(crew.length === 1 ? crew[0] ?? null : null)
  const [pin, setPin] = useState('')
  const go = () => void wish(async () => {
    const { token } = await call<{ token: string }>('sign-in', { user_id: who?.user_id, pin })
    keepToken(token)
    await onDone()
  })
  return (
    <Form onGo={go}>
      <Page title={t('whoAreYou')} trouble={trouble} foot={<button type="submit" className="f-go" disabled={busy || !who || pin.length < 6}>{t('next')}</button>}>
        <div className="f-crew">
          {crew.map((member) => (
            <button key={member.user_id} type="button" aria-pressed={who === member} onClick={() => setWho(member)}><b>{member.name}</b>{t(member.duty)}{member.decides && ` · ${t('mayDecide')}`}</button>
          ))}
        </div>
        {who && <Field label={t('pin')} name="pin" type="password" mode="numeric" value={pin} onChange={setPin} focus />}
      </Page>
    </Form>
  )
}
