// Phone, code, in: or, when nobody has this phone yet, on to a first file.
import { post, remove, type Answer } from '@vena/api'
import { useCallback, useEffect, useState, type FormEvent } from 'react'
import { useAct } from '../app/act.ts'
import { forgetMe } from '../app/me.tsx'
import { Button, Page, Trouble } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'
import { Register } from './Register.tsx'

type Sent = Answer<'/api/recruit/own/code', 'post'>

export function SignIn({ done }: { done: () => void }) {
  const { w, lang, choose } = useWords()
  const [phone, setPhone] = useState('')
  const [sent, setSent] = useState<Sent>()
  const [code, setCode] = useState('')
  const [tail, setTail] = useState<string>()
  const [ticket, setTicket] = useState<string>()
  const [wait, setWait] = useState(0)
  const send = useAct(useCallback((key: string, to: string) => post('/api/recruit/own/code', { body: { phone: to } }, key), []))
  const enter = useAct(useCallback((key: string, to: string, typed: string, last?: string) =>
    post('/api/recruit/own/session', { body: { phone: to, code: typed, document_tail: last ?? null } }, key), []))
  useEffect(() => {
    if (wait <= 0) return undefined
    const timer = setTimeout(() => setWait((left) => left - 1), 1000)
    return () => clearTimeout(timer)
  }, [wait])

  async function ask(event?: FormEvent) {
    event?.preventDefault()
    enter.clear()
    const answer = await send.run(phone)
    if (!answer) return
    setSent(answer)
    setCode('')
    setTail(undefined)
    setWait(answer.again_seconds)
  }
  async function come(event: FormEvent) {
    event.preventDefault()
    const answer = await enter.run(phone, code, tail || undefined)
    if (answer?.outcome === 'signed_in') { forgetMe(); done() }
    else if (answer?.outcome === 'say_who') setTail('')
    else if (answer?.outcome === 'unknown') setTicket(answer.ticket)
  }
  if (ticket) return <Register ticket={ticket} phone={phone} done={() => { forgetMe(); done() }} leave={() => { setTicket(undefined); setSent(undefined) }} />
  const other = <button type="button" className="lang" onClick={() => choose(lang === 'zh' ? 'en' : 'zh')}>{w.common.other}</button>
  if (!sent) {
    return (
      <Page title={w.signIn.title} aside={other}>
        <p className="lead">{w.signIn.welcome}</p>
        <form onSubmit={(event) => void ask(event)}>
          <label className="field"><span>{w.signIn.phone}</span><input name="phone" type="tel" inputMode="tel" autoComplete="tel" value={phone} onChange={(event) => setPhone(event.target.value)} required maxLength={30} /></label>
          <p className="hint">{w.signIn.why}</p>
          <Trouble problem={send.problem} />
          <Button type="submit" kind="first" busy={send.busy}>{w.signIn.send}</Button>
        </form>
      </Page>
    )
  }
  return (
    <Page title={w.signIn.code} aside={other}>
      <p className="lead">{w.signIn.sent} {phone}</p>
      {sent.demo_code && <p className="demo"><strong>{w.signIn.demo}</strong> {w.signIn.demoCode} <b className="demo-code">{sent.demo_code}</b></p>}
      <form onSubmit={(event) => void come(event)}>
        <label className="field"><span>{w.signIn.code}</span><input name="code" className="code" inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value.replace(/\D/g, '').slice(0, sent.digits))} required minLength={sent.digits} /></label>
        {tail !== undefined && <label className="field"><span>{w.signIn.tail}</span><span className="hint">{w.signIn.who}</span><input name="tail" value={tail} onChange={(event) => setTail(event.target.value.slice(0, 4))} required minLength={4} maxLength={4} autoComplete="off" /></label>}
        <Trouble problem={enter.problem ?? send.problem} />
        <Button type="submit" kind="first" busy={enter.busy}>{w.signIn.enter}</Button>
      </form>
      <div className="pair">
        <Button kind="quiet" disabled={wait > 0} busy={send.busy} onClick={() => void ask()}>{wait > 0 ? w.signIn.wait(wait) : w.signIn.resend}</Button>
        <Button kind="quiet" onClick={() => { setSent(undefined); enter.clear(); send.clear() }}>{w.signIn.change}</Button>
      </div>
    </Page>
  )
}

/** Out on this phone; nothing stays on it. */
export async function signOut(): Promise<void> {
  await remove('/api/recruit/own/session').catch(() => undefined)
  forgetMe()
}
