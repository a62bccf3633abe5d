// The consent and the health questions at home: one question a page. Nothing is kept on the phone, and nothing on the server
// before the last answer.
import { post, type InquiryAnswer, type InquiryAsked } from '@vena/api'
import { useCallback, useState, type FormEvent } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { Button, Page, Trouble, Waiting } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { dayOf, moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'

type Answers = Record<string, InquiryAnswer>

const ask = (code: string, answers: Answers) => post('/api/recruit/own/inquiry/{code}/sheet', { path: { code }, body: { answers } })

export function Inquiry({ code }: { code: string }) {
  const { w, of } = useWords()
  const first = useLoaded(`inquiry ${code}`, () => ask(code, {}))
  const [begun, setBegun] = useState(false)
  if (!first.data) return <Page title={w.inquiry.title} back="/book">{first.loading ? <Waiting /> : <Trouble problem={first.problem} again={first.again} />}</Page>
  if (begun) return <Asking code={code} />
  const { consent, answered_at: before } = first.data
  return (
    <Page title={w.inquiry.consent} back="/book">
      <p className="lead">{w.inquiry.why}</p>
      {before && <p className="notice">{w.inquiry.before(moment(before))}</p>}
      {consent.pages.map((page) => <section key={page.title.zh}><h2>{of(page.title)}</h2><p>{of(page.text)}</p></section>)}
      <Button kind="first" onClick={() => setBegun(true)}>{w.inquiry.read}</Button>
    </Page>
  )
}

/** One question after the other, as the server says from the answers so far. */
function Asking({ code }: { code: string }) {
  const { w, of } = useWords()
  const first = useLoaded(`inquiry ${code} asking`, () => ask(code, {}))
  const [answers, setAnswers] = useState<Answers>({})
  const [asked, setAsked] = useState<InquiryAsked[] | null>(null)
  const [place, setPlace] = useState(0)
  const [done, setDone] = useState(false)
  const give = useAct(useCallback(async (_: string, so_far: Answers) => (await ask(code, so_far)).sheet, [code]))
  const keep = useAct(useCallback((key: string, version: string, whole: Answers) => post('/api/recruit/own/inquiry/{code}', { path: { code }, body: { version, answers: whole } }, key), [code]))
  const questions = asked ?? first.data?.sheet.questions ?? []
  const question = questions[place]
  if (done) {
    return <Page title={w.inquiry.done}><p className="lead" role="status">{w.inquiry.doneHow}</p><Button kind="first" onClick={() => go('/book')}>{w.inquiry.home}</Button></Page>
  }
  if (!question) return <Page title={w.inquiry.title} back="/book">{first.loading ? <Waiting /> : <Trouble problem={first.problem ?? keep.problem} again={first.again} />}</Page>
  const answer = async (given: InquiryAnswer) => {
    const sheet = await give.run({ ...answers, [question.code]: given })
    if (!sheet) return
    setAnswers(sheet.answers)
    setAsked(sheet.questions)
    const here = sheet.questions.findIndex((one) => one.code === question.code)
    const open = sheet.questions.findIndex((one, at) => at > here && !(one.code in sheet.answers))
    if (open >= 0) setPlace(open)
    else if (sheet.next) setPlace(sheet.questions.findIndex((one) => one.code === sheet.next))
    else if (await keep.run(sheet.version, sheet.answers)) setDone(true)
  }
  return (
    <Page title={of(question.text)}>
      <p className="hint">{w.inquiry.at(place + 1, questions.length)}{question.confidential && ` · ${w.inquiry.confidential}`}</p>
      {question.help && <p className="notice">{of(question.help)}</p>}
      <Trouble problem={give.problem ?? keep.problem} />
      <Given key={question.code} question={question} given={answers[question.code]} busy={give.busy || keep.busy} onGiven={(given) => void answer(given)} />
      {place > 0 && <Button kind="quiet" onClick={() => setPlace(place - 1)}>{w.inquiry.back}</Button>}
    </Page>
  )
}

function Given({ question, given, busy, onGiven }: { question: InquiryAsked; given: InquiryAnswer | undefined; busy: boolean; onGiven: (given: InquiryAnswer) => void }) {
  const { w, of } = useWords()
  const [today] = useState(() => dayOf(new Date()))
  const pick = (value: InquiryAnswer, text: string) => <Button key={String(value)} busy={busy} aria-pressed={given === value} onClick={() => onGiven(value)}>{text}</Button>
  if (question.kind === 'yes_no') return <div className="ask-two">{pick(false, w.inquiry.no)}{pick(true, w.inquiry.yes)}</div>
  if (question.kind === 'choice') return <>{question.choices.map((choice) => pick(choice.code, of(choice.text)))}</>
  if (question.kind === 'several') return <Several question={question} given={given} busy={busy} onGiven={onGiven} />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('given') ?? '').trim()
    if (text) onGiven(question.kind === 'number' ? Number(text) : text)
  }
  const type = question.kind === 'date' ? 'date' : question.kind === 'number' ? 'number' : 'text'
  return (
    <form onSubmit={submit}>
      <label className="field"><span>{of(question.text)}</span><input name="given" type={type} step="any" required maxLength={300} max={type === 'date' ? today : undefined} defaultValue={given === undefined || given === 'unsure' ? '' : String(given)} /></label>
      <Button kind="first" type="submit" busy={busy}>{w.inquiry.next}</Button>
      {question.kind === 'date' && pick('unsure', w.inquiry.unsure)}
    </form>
  )
}

/** One or more that hold: each is ticked, then on. */
function Several({ question, given, busy, onGiven }: { question: InquiryAsked; given: InquiryAnswer | undefined; busy: boolean; onGiven: (given: InquiryAnswer) => void }) {
  const { w, of } = useWords()
  const [chosen, setChosen] = useState<string[]>(Array.isArray(given) ? given : [])
  const turn = (code: string) => setChosen(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code])
  return (
    <>
      <fieldset className="ask-some">
        <legend>{of(question.text)}</legend>
        {question.choices.map((choice) => <label key={choice.code}><input type="checkbox" checked={chosen.includes(choice.code)} onChange={() => turn(choice.code)} />{of(choice.text)}</label>)}
      </fieldset>
      <Button kind="first" busy={busy} disabled={chosen.length === 0} onClick={() => onGiven(chosen)}>{chosen.length === 0 ? w.inquiry.some : w.inquiry.next}</Button>
    </>
  )
}
