import { post, type InquiryAnswer, type InquiryAsked, type InquirySheet, type KioskVisit } from '@vena/api'
import { useEffect, useRef, useState } from 'react'
import { Step, useSending } from '../parts.tsx'
import { useSay } from '../words.ts'
import { DayAnswer } from './DayAnswer.tsx'
import { moment } from '../Papers.tsx'

type Answers = Record<string, InquiryAnswer>

/** One question a page. Which comes next the server says, from the answers so far; nothing is kept before all are given. */
export function Questions({ visit, onBack, onDone }: { visit: KioskVisit; onBack: () => void; onDone: (visit: KioskVisit, sheet: InquirySheet) => void }) {
  const { t, pick } = useSay()
  const { send, pending, trouble, clear } = useSending()
  const [sheet, setSheet] = useState<InquirySheet | null>(null)
  const [at, setAt] = useState<string | null>(null)
  const [home, setHome] = useState<string | null>(null)
  const id = visit.visit_id
  const ask = async (answers: Answers, anew = false) => {
    const next = await send(JSON.stringify([answers, anew]), (key) => post('/api/collect/kiosk/visits/{id}/sheet', { path: { id }, body: { answers, anew } }, key))
    if (next) setSheet(next)
    return next
  }
  /** Answers from home are shown first, to be confirmed; then only what is as of the day is asked. */
  const begin = async (anew = false) => {
    const first = await ask({}, anew)
    setHome(first?.home_at ?? null)
    setAt(first?.next ?? null)
  }
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void begin()
  })
  const answer = async (code: string, given: InquiryAnswer) => {
    const next = await ask({ ...sheet?.answers, [code]: given })
    if (!next) return
    const place = next.questions.findIndex((question) => question.code === code)
    const after = next.questions.slice(place + 1).find((question) => !(question.code in next.answers)) ?? next.questions.find((question) => !(question.code in next.answers))
    if (after) setAt(after.code)
    else await keep(next)
  }
  const keep = async (whole: InquirySheet) => {
    const body = { version: whole.version, answers: whole.answers }
    const done = await send(`keep ${JSON.stringify(body)}`, (key) => post('/api/collect/kiosk/visits/{id}/answers', { path: { id }, body }, key))
    if (done) onDone(done, whole)
  }
  const place = sheet?.questions.findIndex((question) => question.code === at) ?? -1
  const question = sheet?.questions[place]
  const back = () => {
    clear()
    const before = sheet?.questions[place - 1]
    if (before) setAt(before.code)
    else onBack()
  }
  if (sheet && home) {
    return (
      <Step
        reading title={t('homeTitle')} hint={t('homeAt', { at: moment(home) })} trouble={trouble}
        foot={<>
          <button type="button" className="k-plain" aria-busy={pending} onClick={() => void begin(true)}>{t('homeAnew')}</button>
          <button type="button" className="k-go" aria-busy={pending} onClick={() => { if (question) setHome(null); else void keep(sheet) }}>{t('homeSame')}</button>
        </>}
      >
        <p className="k-text">{t('homeHow', { n: Object.keys(sheet.answers).length })}</p>
      </Step>
    )
  }
  if (!sheet || !question) {
    return <Step title={t('faceLoading')} trouble={trouble} foot={trouble && <button type="button" className="k-go" onClick={() => { clear(); void (sheet ? keep(sheet) : begin()) }}>{t('again')}</button>} />
  }
  return (
    <Step
      reading title={pick(question.text)} hint={t('question', { at: place + 1, of: sheet.questions.length })} trouble={trouble}
      foot={<button type="button" className="k-plain" onClick={back}>{t('back')}</button>}
    >
      {question.help && <p className="k-note">{pick(question.help)}</p>}
      <div className="k-answer" key={question.code} aria-busy={pending}>
        <Given question={question} given={sheet.answers[question.code]} onGiven={(given) => void answer(question.code, given)} />
      </div>
    </Step>
  )
}

/** The way in which a question is answered. */
function Given({ question, given, onGiven }: { question: InquiryAsked; given: InquiryAnswer | undefined; onGiven: (given: InquiryAnswer) => void }) {
  const { t, pick } = useSay()
  if (question.kind === 'yes_no') {
    return (
      <div className="k-two">
        {[false, true].map((yes) => <button type="button" key={String(yes)} className="k-way" aria-pressed={given === yes} onClick={() => onGiven(yes)}><b>{t(yes ? 'yes' : 'no')}</b></button>)}
      </div>
    )
  }
  if (question.kind === 'choice') {
    return <div className="k-list">{question.choices.map((choice) => <button type="button" key={choice.code} className="k-line" aria-pressed={given === choice.code} onClick={() => onGiven(choice.code)}>{pick(choice.text)}</button>)}</div>
  }
  if (question.kind === 'several') return <Several question={question} given={given} onGiven={onGiven} />
  if (question.kind === 'date') return <DayAnswer given={typeof given === 'string' ? given : null} onGiven={onGiven} />
  return <Written number={question.kind === 'number'} given={given} onGiven={onGiven} />
}

/** One or more that hold: each is touched, then on. */
function Several({ question, given, onGiven }: { question: InquiryAsked; given: InquiryAnswer | undefined; onGiven: (given: InquiryAnswer) => void }) {
  const { t, pick } = useSay()
  const [chosen, setChosen] = useState<string[]>(Array.isArray(given) ? given : [])
  const turn = (code: string) => setChosen(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code])
  return (
    <>
      <div className="k-list k-several" role="group">
        {question.choices.map((choice) => (
          <label key={choice.code} className="k-line"><input type="checkbox" checked={chosen.includes(choice.code)} onChange={() => turn(choice.code)} />{pick(choice.text)}</label>
        ))}
      </div>
      <button type="button" className="k-go" disabled={chosen.length === 0} onClick={() => onGiven(chosen)}>{chosen.length === 0 ? t('chooseSome') : t('next')}</button>
    </>
  )
}

function Written({ number, given, onGiven }: { number: boolean; given: InquiryAnswer | undefined; onGiven: (given: InquiryAnswer) => void }) {
  const { t } = useSay()
  const [text, setText] = useState(given === undefined ? '' : String(given))
  const ready = number ? text !== '' && Number.isFinite(Number(text)) : text.trim() !== ''
  return (
    <div className="k-written">
      <textarea aria-label={t('writeHere')} placeholder={t('writeHere')} value={text} maxLength={300} rows={number ? 1 : 4} inputMode={number ? 'decimal' : 'text'} onChange={(event) => setText(event.target.value)} />
      <button type="button" className="k-go" disabled={!ready} onClick={() => onGiven(number ? Number(text) : text.trim())}>{t('next')}</button>
    </div>
  )
}
