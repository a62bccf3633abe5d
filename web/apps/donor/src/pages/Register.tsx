// A first file, one question a page; what was typed is kept until it is done.
import { post } from '@vena/api'
import { useCallback, useState, type FormEvent, type ReactNode } from 'react'
import { useAct } from '../app/act.ts'
import { Button, Page, Trouble } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'

const KINDS = ['citizen_id', 'passport', 'home_return_permit', 'taiwan_permit', 'residence_permit', 'officer_card', 'other'] as const
type Kind = typeof KINDS[number]
const STEPS = 4

interface Typed { name: string, kind: Kind, number: string, naming: string, born: string, sex: '' | 'male' | 'female', told: boolean, invited: boolean }
const EMPTY: Typed = { name: '', kind: 'citizen_id', number: '', naming: '', born: '', sex: '', told: true, invited: false }

export function Register({ ticket, phone, done, leave }: { ticket: string, phone: string, done: () => void, leave: () => void }) {
  const { w } = useWords()
  const [step, setStep] = useState(1)
  const [typed, setTyped] = useState(EMPTY)
  const set = (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change }))
  const says = typed.kind === 'citizen_id' || (typed.kind === 'residence_permit' && typed.number.startsWith('9'))
  const register = useAct(useCallback((key: string, one: Typed, known: boolean) => post('/api/recruit/own/registration', { body: {
    ticket, phone, document_kind: one.kind, document_number: one.number, document_naming: one.kind === 'other' ? one.naming : null, name: one.name,
    born_on: known ? null : one.born || null, sex: known ? null : one.sex || null, told: one.told, invited: one.invited,
  } }, key), [ticket, phone]))
  async function next(event: FormEvent) {
    event.preventDefault()
    if (step < STEPS) setStep(step + 1)
    else if (await register.run(typed, says)) done()
  }
  const asked: Record<number, { title: string, content: ReactNode }> = {
    1: { title: w.register.name, content: (
      <>
        <p className="lead">{w.register.found}</p>
        <label className="field"><span>{w.register.name}</span><span className="hint">{w.register.nameHint}</span><input name="name" autoComplete="name" value={typed.name} onChange={(event) => set({ name: event.target.value })} required maxLength={60} /></label>
      </>
    ) },
    2: { title: w.register.document, content: (
      <>
        <label className="field"><span>{w.register.kind}</span><select name="kind" value={typed.kind} onChange={(event) => set({ kind: event.target.value as Kind })}>{KINDS.map((kind) => <option key={kind} value={kind}>{w.register.kinds[kind]}</option>)}</select></label>
        {typed.kind === 'other' && <label className="field"><span>{w.register.naming}</span><input name="naming" value={typed.naming} onChange={(event) => set({ naming: event.target.value })} required maxLength={40} /></label>}
        <label className="field"><span>{w.register.number}</span><input name="number" autoComplete="off" autoCapitalize="characters" spellCheck={false} value={typed.number} onChange={(event) => set({ number: event.target.value })} required maxLength={40} /></label>
        {!says && (
          <>
            <label className="field"><span>{w.register.born}</span><input name="born" type="date" value={typed.born} onChange={(event) => set({ born: event.target.value })} required /></label>
            <fieldset className="choice"><legend>{w.register.sex}</legend>{(['male', 'female'] as const).map((sex) => <label key={sex}><input type="radio" name="sex" value={sex} checked={typed.sex === sex} onChange={() => set({ sex })} required /><span>{w.register[sex]}</span></label>)}</fieldset>
          </>
        )}
      </>
    ) },
    3: { title: w.register.agree, content: (
      <ul className="list">
        <Switch name="told" title={w.register.told} hint={w.register.toldHint} on={typed.told} turn={(told) => set({ told })} />
        <Switch name="invited" title={w.register.invited} hint={w.register.invitedHint} on={typed.invited} turn={(invited) => set({ invited })} />
      </ul>
    ) },
    4: { title: w.register.summary, content: (
      <>
        <dl className="facts"><dt>{w.register.name}</dt><dd>{typed.name}</dd><dt>{w.register.kinds[typed.kind]}</dt><dd>{typed.number}</dd><dt>{w.signIn.phone}</dt><dd>{phone}</dd></dl>
        <p className="hint">{w.register.privacy}</p>
      </>
    ) },
  }
  const { title, content } = asked[step] ?? { title: '', content: null }
  return (
    <Page title={title}>
      <p className="hint">{w.register.title} · {w.register.step(step, STEPS)}</p>
      <form onSubmit={(event) => void next(event)}>
        {content}
        <Trouble problem={register.problem} />
        <Button type="submit" kind="first" busy={register.busy}>{step < STEPS ? w.common.next : w.register.submit}</Button>
      </form>
      <Button kind="quiet" onClick={() => { register.clear(); if (step > 1) setStep(step - 1); else leave() }}>{w.common.back}</Button>
    </Page>
  )
}

/** Something that is on or off, as wide as the page. */
export function Switch({ name, title, hint, on, turn, busy }: { name: string, title: string, hint?: string, on: boolean, turn: (on: boolean) => void, busy?: boolean }) {
  return <li><label className="row switch"><span className="row-text"><span className="row-title">{title}</span>{hint && <span className="row-detail">{hint}</span>}</span><input type="checkbox" role="switch" aria-checked={on} name={name} checked={on} disabled={busy} onChange={(event) => turn(event.target.checked)} /></label></li>
}
