import { useState } from 'react'
import { Field, Form, Page, Strokes, useWish, type Point } from './parts.tsx'
import { id, step, type Consented, type Question, type Reading, type Sheet } from './vehicle.ts'
import { Leave, type StepProps } from './Visit.tsx'
import { useWords } from './words.ts'

type Answers = Record<string, unknown>

function asked({ asked_if }: Question, answers: Answers): boolean {
  if (!asked_if) return true
  const given = answers[asked_if.question]
  return Array.isArray(given) ? given.includes(asked_if.is) : given === asked_if.is
}

/** Answers without those that nobody asks for any more. */
function kept(questions: Question[], answers: Answers): Answers {
  const open = questions.filter((question) => asked(question, answers) && question.code in answers)
  const next = Object.fromEntries(open.map((question) => [question.code, answers[question.code]]))
  return Object.keys(next).length === Object.keys(answers).length ? next : kept(questions, next)
}

/** What is told before a donation, page by page, with the choices at the end; whoever does not agree leaves. */
function Told({ reading, leave, onAgree }: { reading: Reading, leave: React.ReactNode, onAgree: (given: Consented) => void }) {
  const { t, say } = useWords()
  const [place, setPlace] = useState(0)
  const [research, setResearch] = useState(false)
  const [notice, setNotice] = useState(true)
  const page = reading.pages[place]
  const sub = t('told1', { n: place + 1, all: reading.pages.length + 1 })
  const back = place > 0 && <button type="button" className="f-plain" onClick={() => setPlace(place - 1)}>{t('back')}</button>
  if (page) {
    return (
      <Page title={say(page[0])} sub={sub} foot={<>{leave}{back}<button type="button" className="f-go" onClick={() => setPlace(place + 1)}>{t('read')}</button></>}>
        <p className="f-text">{say(page[1])}</p>
      </Page>
    )
  }
  return (
    <Page title={t('choices')} sub={sub} foot={<>{leave}{back}<button type="button" className="f-go" onClick={() => onAgree({ version: reading.version, research, notice })}>{t('agree')}</button></>}>
      <div className="f-crew" role="group">
        <button type="button" className="f-tick" role="checkbox" aria-checked={notice} onClick={() => setNotice(!notice)}>{t('notice')}</button>
        <button type="button" className="f-tick" role="checkbox" aria-checked={research} onClick={() => setResearch(!research)}>{t('research')}</button>
      </div>
    </Page>
  )
}

/** What is told, one question a page, then the signature. */
export function Inquiry({ visit, sheet, onVisit, ...props }: StepProps & { sheet: Sheet }) {
  const { t } = useWords()
  const [consent, setConsent] = useState<Consented | null>(null)
  const { wish, busy, trouble } = useWish()
  const [answers, setAnswers] = useState<Answers>({})
  const [place, setPlace] = useState(0)
  const [strokes, setStrokes] = useState<Point[][]>([])
  const [wishId] = useState(id)
  const questions = (visit.questions ?? []).filter((question) => asked(question, answers))
  const question = questions[place]
  const leave = <Leave visit={visit} onVisit={onVisit} {...props} />
  if (!consent && visit.reading) return <Told reading={visit.reading} leave={leave} onAgree={setConsent} />
  const back = place > 0 ? <button type="button" className="f-plain" onClick={() => setPlace(place - 1)}>{t('back')}</button> : leave
  if (question) {
    const answer = (value: unknown) => { setAnswers(kept(visit.questions ?? [], { ...answers, [question.code]: value })); setPlace(place + 1) }
    return <Ask key={question.code} question={question} given={answers[question.code]} place={t('question', { n: place + 1, all: questions.length })} onAnswer={answer} back={back} />
  }
  const go = () => void wish(async () => onVisit(await step(visit.visit_id, wishId, { step: 'answered', version: sheet.version, answers, consent, strokes })))
  return (
    <Page title={t('consent')} sub={t('consentHow')} trouble={trouble} foot={<>{back}<button type="button" className="f-go" disabled={busy || strokes.length === 0} onClick={go}>{strokes.length === 0 ? t('signNeeded') : t('next')}</button></>}>
      <Strokes onChange={setStrokes} />
    </Page>
  )
}

/** One or more of the choices. */
function Several({ question, given, place, onAnswer, back }: Omit<AskProps, 'given'> & { given: string[] }) {
  const { t, say } = useWords()
  const [chosen, setChosen] = useState(given)
  const turn = (code: string) => setChosen(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code])
  return (
    <Page title={say(question.text)} sub={place} foot={<>{back}<button type="button" className="f-go" disabled={chosen.length === 0} onClick={() => onAnswer(chosen)}>{t(chosen.length === 0 ? 'chooseSome' : 'next')}</button></>}>
      {question.help && <p className="f-muted">{say(question.help)}</p>}
      <div className="f-crew" role="group">{question.choices.map((choice) => <button key={choice.code} type="button" className="f-tick" role="checkbox" aria-checked={chosen.includes(choice.code)} onClick={() => turn(choice.code)}>{say(choice.text)}</button>)}</div>
    </Page>
  )
}

interface AskProps { question: Question, given: unknown, place: string, onAnswer: (value: unknown) => void, back: React.ReactNode }

function Ask({ question, given, place, onAnswer, back }: AskProps) {
  const { t, say } = useWords()
  const [typed, setTyped] = useState(typeof given === 'string' || typeof given === 'number' ? String(given) : '')
  const title = say(question.text)
  if (question.kind === 'yes_no') {
    return (
      <Page title={title} sub={place} foot={back}>
        {question.help && <p className="f-muted">{say(question.help)}</p>}
        <div className="f-yes">
          <button type="button" aria-pressed={given === true} onClick={() => onAnswer(true)}>{t('yes')}</button>
          <button type="button" aria-pressed={given === false} onClick={() => onAnswer(false)}>{t('no')}</button>
        </div>
      </Page>
    )
  }
  if (question.kind === 'choice') {
    return (
      <Page title={title} sub={place} foot={back}>
        <div className="f-crew">{question.choices.map((choice) => <button key={choice.code} type="button" aria-pressed={given === choice.code} onClick={() => onAnswer(choice.code)}>{say(choice.text)}</button>)}</div>
      </Page>
    )
  }
  if (question.kind === 'several') return <Several question={question} given={Array.isArray(given) ? given.map(String) : []} place={place} onAnswer={onAnswer} back={back} />
  const type = question.kind === 'date' ? 'date' : 'text'
  return (
    <Form onGo={() => onAnswer(question.kind === 'number' ? Number(typed) : typed)}>
      <Page title={title} sub={place} foot={<>{back}{question.kind === 'date' && <button type="button" className="f-plain" onClick={() => onAnswer('unsure')}>{t('unsure')}</button>}<button type="submit" className="f-go" disabled={!typed}>{t('next')}</button></>}>
        {question.help && <p className="f-muted">{say(question.help)}</p>}
        <Field label={title} name={question.code} type={type} mode={question.kind === 'number' ? 'decimal' : undefined} value={typed} onChange={setTyped} focus />
      </Page>
    </Form>
  )
}
