import { post, type KioskVisit } from '@vena/api'
import { lazy, Suspense, useState, type FormEvent } from 'react'
import { useAgent, useTyped, type Card } from '../agent.ts'
import { Step, useSending } from '../parts.tsx'
import { useSay } from '../words.ts'

const Scan = lazy(() => import('./Scan.tsx'))

/** A reservation shows itself as its code, alone or at the end of an address. */
export const codeOf = (text: string): string => text.trim().split(/[/?#=:]/).at(-1)?.toUpperCase() ?? ''

/** Says who one is: a card on the reader, a code, or a member of the staff. */
export function Who({ onCame }: { onCame: (visit: KioskVisit, card: Card | null) => void }) {
  const { t } = useSay()
  const { send, pending, trouble } = useSending()
  const [camera, setCamera] = useState(false)
  const arrive = async (body: { document_number?: string; read_by?: 'reader'; booking_code?: string }, card: Card | null) => {
    const visit = await send(JSON.stringify(body), (key) => post('/api/collect/kiosk/arrive', { body }, key))
    if (visit) onCame(visit, card)
  }
  const code = (text: string) => {
    setCamera(false)
    void arrive({ booking_code: codeOf(text) }, null)
  }
  const agent = useAgent(true, (seen) => {
    if ('card' in seen) void arrive({ document_number: seen.card.number, read_by: 'reader' }, seen.card)
    else code(seen.scan)
  })
  useTyped(true, code)
  const typed = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    code(String(new FormData(event.currentTarget).get('code') ?? ''))
  }
  return (
    <Step title={t('whoTitle')} trouble={trouble}>
      <div className="k-cards" aria-busy={pending}>
        <section className="k-card">
          <CardPicture />
          <h2>{t('cardTitle')}</h2>
          <p role="status">{t(pending ? 'cardReading' : agent === 'absent' ? 'cardAbsent' : 'cardHow')}</p>
        </section>
        <section className="k-card">
          <CodePicture />
          <h2>{t('codeTitle')}</h2>
          {camera
            ? <Suspense fallback={<p>{t('faceLoading')}</p>}><Scan onCode={code} /></Suspense>
            : <p>{t('codeHow')}</p>}
          <button type="button" className="k-plain" onClick={() => setCamera(!camera)}>{t(camera ? 'codeStop' : 'codeCamera')}</button>
          <form className="k-code" onSubmit={typed}>
            <label>{t('codeType')}<input name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={12} minLength={6} required /></label>
            <button type="submit" className="k-plain" disabled={pending}>{t('codeGo')}</button>
          </form>
        </section>
        <section className="k-card">
          <PersonPicture />
          <h2>{t('deskTitle')}</h2>
          <p>{t('deskHow')}</p>
          <button type="button" className="k-plain" disabled={pending} onClick={() => void arrive({}, null)}>{t('deskGo')}</button>
        </section>
      </div>
    </Step>
  )
}

const CardPicture = () => (
  <svg viewBox="0 0 64 44" className="k-picture" aria-hidden="true"><rect x="2" y="2" width="60" height="40" rx="5" /><path d="M10 14h22M10 22h16M10 30h22" /><circle cx="48" cy="18" r="6" /><path d="M39 33c1-8 17-8 18 0" /></svg>
)
const CodePicture = () => (
  <svg viewBox="0 0 64 44" className="k-picture" aria-hidden="true"><path d="M14 14V6h8M42 6h8v8M50 30v8h-8M22 38h-8v-8" /><path d="M22 14h8v8h-8zM34 14h8v8h-8zM22 26h8v6h-8zM36 26v6M42 24v8" /></svg>
)
const PersonPicture = () => (
  <svg viewBox="0 0 64 44" className="k-picture" aria-hidden="true"><circle cx="32" cy="13" r="9" /><path d="M12 42c2-24 38-24 40 0" /></svg>
)
