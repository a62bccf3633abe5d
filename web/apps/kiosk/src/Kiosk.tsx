import { post, type InquirySheet, type KioskSettings, type KioskVisit } from '@vena/api'
import { useCallback, useState, type ReactNode } from 'react'
import type { Card } from './agent.ts'
import type { Choices } from './Papers.tsx'
import { Mark, Progress, useSending } from './parts.tsx'
import { Consent } from './steps/Consent.tsx'
import { Done, Goodbye } from './steps/Done.tsx'
import { Face } from './steps/Face.tsx'
import { Greet } from './steps/Greet.tsx'
import { Hello } from './steps/Hello.tsx'
import { Questions } from './steps/Questions.tsx'
import { Start } from './steps/Start.tsx'
import { Who } from './steps/Who.tsx'
import { useIdle } from './useIdle.ts'
import { usePaper } from './usePaper.ts'
import { useSay, type Lang } from './words.ts'

type At = 'start' | 'greet' | 'who' | 'hello' | 'face' | 'questions' | 'consent' | 'done' | 'goodbye'

/** Everything that this page knows of the person in front of it. It lives here and nowhere else. */
interface Guest {
  visit: KioskVisit
  card: Card | null
  /** What was asked and answered here, for the printer. */
  sheet: InquirySheet | null
  choices: Choices | null
}

/** Which step each page belongs to; the rulebook says whether the consent or the questions come first. */
const places = (consentFirst: boolean): Record<At, number> =>
  ({ start: 0, greet: 0, who: 0, hello: 0, face: 0, questions: consentFirst ? 2 : 1, consent: consentFirst ? 1 : 2, done: 3, goodbye: 3 })

/** The head of every page, with the way out and the way to the staff. */
function Frame({ settings, at, guest, onCancel, onHelp, children }: { settings: KioskSettings; at: At; guest: Guest | null; onCancel: () => void; onHelp: () => void; children: ReactNode }) {
  const { t, pick } = useSay()
  const helped = guest?.visit.help_wanted === true
  return (
    <div className="k">
      <header className="k-head">
        <span className="k-station"><Mark size={40} />{pick(settings.site_name)}</span>
        {at !== 'start' && at !== 'goodbye' && <Progress at={places(settings.consent_first)[at]} consentFirst={settings.consent_first} />}
        <span className="k-ways">
          {guest && <button type="button" className="k-quiet" onClick={onHelp} disabled={helped}>{t(helped ? 'helpComes' : 'needHelp')}</button>}
          {at !== 'start' && at !== 'goodbye' && at !== 'done' && <button type="button" className="k-quiet" onClick={onCancel}>{t('cancel')}</button>}
        </span>
      </header>
      {children}
    </div>
  )
}

/** Asks whether somebody is there, and clears everything when nobody answers. */
function Still({ left, onStay, onClear }: { left: number; onStay: () => void; onClear: () => void }) {
  const { t } = useSay()
  return (
    <div className="k-cover" role="alertdialog" aria-modal="true" aria-labelledby="still">
      <div>
        <h2 id="still">{t('stillThere')}</h2>
        <p aria-live="polite">{t('stillHow', { n: left })}</p>
        <div className="k-pair">
          <button type="button" className="k-plain" onClick={onClear}>{t('clearNow')}</button>
          <button type="button" className="k-go" autoFocus onClick={onStay}>{t('here')}</button>
        </div>
      </div>
    </div>
  )
}

/** From the first touch to the ticket. */
export function Kiosk({ settings, onLang }: { settings: KioskSettings; onLang: (lang: Lang) => void }) {
  const [at, setAt] = useState<At>('start')
  const [guest, setGuest] = useState<Guest | null>(null)
  const paper = usePaper(at === 'start')
  const { send, trouble } = useSending()
  const [run, setRun] = useState(0)
  const wipe = useCallback(() => {
    setGuest(null)
    setAt('start')
    // Every part of the page begins anew: what was typed or answered is in none of them.
    setRun((before) => before + 1)
    onLang('zh')
  }, [onLang])
  /** The server is told when somebody goes; if it cannot be told, the kiosk forgets all the same. */
  const leave = (way: 'waits' | 'goes_home') => {
    const id = guest?.visit.visit_id
    if (id) post('/api/collect/kiosk/visits/{id}/leave', { path: { id }, body: { way } }).catch(() => undefined)
  }
  const cancel = () => {
    leave('waits')
    wipe()
  }
  const [left, stay] = useIdle(at !== 'start', settings.idle_seconds, settings.countdown_seconds, cancel)
  const know = (visit: KioskVisit) => setGuest((before) => ({ card: null, sheet: null, choices: null, ...before, visit }))
  const help = async () => {
    const id = guest?.visit.visit_id
    const visit = id ? await send(`help ${id}`, (key) => post('/api/collect/kiosk/visits/{id}/help', { path: { id } }, key)) : null
    if (visit) know(visit)
  }
  const came = (visit: KioskVisit, card: Card | null) => {
    setGuest({ visit, card, sheet: null, choices: null })
    setAt(visit.name_masked ? 'hello' : 'done')
  }
  /** What is still open, in the order of the rulebook. */
  const after = (visit: KioskVisit): At => {
    if (settings.consent_first) return !visit.consented ? 'consent' : visit.answered ? 'done' : 'questions'
    return !visit.answered ? 'questions' : visit.consented ? 'done' : 'consent'
  }
  const goOn = (visit: KioskVisit) => {
    know(visit)
    setAt(after(visit))
  }
  /** What is kept for the printer beside the visit. */
  const keep = (more: Pick<Guest, 'sheet'> | Pick<Guest, 'choices'>) => setGuest((before) => before && { ...before, ...more })
  const { visit, card } = guest ?? { visit: null, card: null }
  return (
    <Frame settings={settings} at={at} guest={guest} onCancel={cancel} onHelp={() => void help()}>
      <div className="k-run" key={run}>
        {trouble && <p className="k-trouble" role="alert">{trouble}</p>}
        {at === 'start' && <Start greeting={settings.greeting_on} paper={paper} onBegin={(lang) => { onLang(lang); setAt('who') }} onGreet={(lang) => { onLang(lang); setAt('greet') }} />}
        {at === 'greet' && settings.greeting_on && <Greet settings={settings} onGoOn={() => setAt('who')} />}
        {at === 'who' && <Who onCame={came} />}
        {at === 'hello' && visit && <Hello visit={visit} onYes={() => setAt('face')} onNo={cancel} />}
        {at === 'face' && visit && <Face settings={settings} visit={visit} card={card} onDone={goOn} />}
        {at === 'questions' && visit && <Questions visit={visit} onBack={() => setAt(visit.answered ? 'done' : settings.consent_first ? 'consent' : 'hello')} onDone={(next, sheet) => { goOn(next); keep({ sheet }) }} />}
        {at === 'consent' && visit && (
          <Consent
            settings={settings} visit={visit} onDone={(next, choices) => { goOn(next); keep({ choices }) }}
            onHome={() => { leave('goes_home'); setGuest(null); setAt('goodbye') }}
          />
        )}
        {at === 'done' && visit && <Done settings={settings} visit={visit} sheet={guest?.sheet ?? null} choices={guest?.choices ?? null} onAnew={() => setAt('questions')} onFinish={cancel} />}
        {at === 'goodbye' && <Goodbye onFinish={wipe} />}
      </div>
      {left !== null && <Still left={left} onStay={stay} onClear={cancel} />}
    </Frame>
  )
}
