import { post, type AnswerSheet, type Donation, type Inquiry } from '@vena/api'
import { Facts, Panel, StateWord, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { CHECKS } from './checks.ts'

type Given = AnswerSheet['answers'][string]
type Answered = { code: string; text: string; said: string; known: boolean; unusual: boolean }

/** An answer in words: yes or no, the words of a choice, or as it was given. */
function useSaid() {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (given: Given, choices: Inquiry['sheet'][number]['choices']): string => {
    if (typeof given === 'boolean') return t(given ? 'yes' : 'no')
    if (given === 'unsure') return t('visit.dayUnknown')
    if (Array.isArray(given)) return choices.filter(({ code }) => given.includes(code)).map(({ text }) => pick(text)).join('；') || given.join('；')
    const choice = choices.find(({ code }) => code === given)
    return choice ? pick(choice.text) : String(given)
  }
}

/** The answers with their questions, in the order in which they were asked; one whose question is out of use keeps its code. */
function useAnswered(answers: Record<string, Given>, inquiry: Inquiry | undefined): Answered[] {
  const { pick } = useWords()
  const said = useSaid()
  const asked = inquiry?.sheet ?? []
  const expected = new Map(inquiry?.questions.map((question) => [question.code, question.expected]))
  const rank = (code: string) => asked.findIndex((question) => question.code === code) + 1 || asked.length + 1
  const told = Object.entries(answers).map(([code, given]) => {
    const question = asked.find((other) => other.code === code)
    // Whatever was asked because of another answer is worth reading.
    const unusual = question !== undefined && (typeof given !== 'boolean' || (expected.has(code) && expected.get(code) !== given))
    return { code, text: pick(question?.text) || code, said: said(given, question?.choices ?? []), known: question !== undefined, unusual }
  })
  return told.toSorted((a, b) => rank(a.code) - rank(b.code))
}

function List({ answers }: { answers: Answered[] }) {
  return (
    <ul className="answers">
      {answers.map((answer) => <li key={answer.code}><span>{answer.text}</span>{answer.unusual ? <StateWord tone="warning">{answer.said}</StateWord> : <span>{answer.said}</span>}</li>)}
    </ul>
  )
}

/** What was asked before this donation and what was answered; confidential answers only for a reason on record. */
export function Answers({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const all = useMay('collect.donation.view_answers')
  const [sheet, setSheet] = useState<AnswerSheet | null>(null)
  const inquiry = useGet('/api/collect/inquiry', { query: { version: donation.inquiry_version } })
  const answers = useAnswered(sheet?.answers ?? donation.answers, inquiry.data)
  const unusual = answers.filter((answer) => answer.unusual)
  const unknown = answers.filter((answer) => !answer.known)
  const ask = all && !sheet && (
    <AskWhy
      label={t('answers.all')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} onDone={setSheet}
      perform={(values, key) => post('/api/collect/donations/{id}/answers', { path: { id: donation.donation_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
  return (
    <Panel title={t('donation.inquiry', { version: donation.inquiry_version })} aside={ask}>
      <div className="stack">
        {sheet ? <p className="notice">{t('answers.shown')}</p> : <p className="muted">{t('answers.masked')}</p>}
        {unusual.length > 0 && <List answers={unusual} />}
        {inquiry.data && unknown.length > 0 && <p className="muted">{t('answers.unknown', { count: unknown.length })}</p>}
        {inquiry.data && unusual.length + unknown.length === 0 && <p><StateWord tone="good">{t('answers.usual')}</StateWord></p>}
        {sheet?.note && <p>{t('note')} · {sheet.note}</p>}
        <details className="quiet-details"><summary>{t('answers.count', { count: answers.length })}</summary><List answers={answers} /></details>
      </div>
    </Panel>
  )
}

/** What was measured before this donation. */
export function Measured({ donation: { check } }: { donation: Donation }) {
  const { t } = useTranslation()
  const figures = CHECKS.map(([name, unit]): [string, string] => [t(`check.${name}`), `${check[name]} ${unit}`])
  return <Panel title={t('donation.check')}><Facts items={check.endurance_athlete ? [...figures, [t('check.endurance_athlete'), t('yes')]] : figures} /></Panel>
}
