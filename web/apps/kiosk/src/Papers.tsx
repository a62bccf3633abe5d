// What the printer beside the kiosk makes: a ticket of 80 mm, and on A5 what the donor has read, chosen and answered. Black on
// white, and nothing of it on the screen.
import type { InquiryAnswer, InquiryAsked, InquirySheet, KioskSettings, KioskVisit } from '@vena/api'
import { clock } from './steps/Hello.tsx'
import { useSay } from './words.ts'

/** What the donor chose at the end of the consent. */
export interface Choices {
  research: boolean
  notice: boolean
}

/** Day and time on Chinese clocks. */
export const moment = (at: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(new Date(at))
const now = (): string => moment(new Date().toISOString())

export function TicketPaper({ settings, visit }: { settings: KioskSettings; visit: KioskVisit }) {
  const { t, pick } = useSay()
  return (
    <section className="k-paper k-paper-ticket">
      <p>{pick(settings.site_name)}</p>
      <p className="k-paper-number">{visit.ticket}</p>
      {visit.name_masked && <p>{visit.name_masked}</p>}
      {visit.slot_at && <p>{t('slotAt', { time: clock(visit.slot_at) })}</p>}
      <p>{t('ticketHow')}</p>
      <p>{now()}</p>
    </section>
  )
}

export function SheetPaper({ settings, visit, sheet, choices }: { settings: KioskSettings; visit: KioskVisit; sheet: InquirySheet | null; choices: Choices | null }) {
  const { t, pick } = useSay()
  const open = sheet?.questions.filter((question) => !question.confidential) ?? []
  return (
    <section className="k-paper k-paper-sheet">
      <header><h2>{t('paperTitle')}</h2><p>{pick(settings.site_name)} · {visit.ticket} · {visit.name_masked} · {now()}</p></header>
      {choices && (
        <>
          <h3>{t('consentTitle')} <small>{settings.consent.version}</small></h3>
          {settings.consent.pages.map((page) => <p key={page.title.zh}><b>{pick(page.title)}</b> {pick(page.text)}</p>)}
          <ul>
            <li>{choices.notice ? '☑' : '☐'} {t('notice')}</li>
            <li>{choices.research ? '☑' : '☐'} {t('research')}</li>
          </ul>
        </>
      )}
      {sheet && (
        <>
          <h3>{t('paperAnswers')} <small>{sheet.version}</small></h3>
          <table>
            <tbody>{open.map((question) => <tr key={question.code}><td>{pick(question.text)}</td><th scope="row"><Said question={question} given={sheet.answers[question.code]} /></th></tr>)}</tbody>
          </table>
          {open.length < sheet.questions.length && <p>{t('paperConfidential')}</p>}
        </>
      )}
      <footer>{t('paperFoot')}</footer>
    </section>
  )
}

/** An answer in words. */
function Said({ question, given }: { question: InquiryAsked; given: InquiryAnswer | undefined }) {
  const { t, pick } = useSay()
  if (given === undefined) return '—'
  if (typeof given === 'boolean') return t(given ? 'yes' : 'no')
  if (given === 'unsure') return t('unsure')
  const choice = question.choices.find(({ code }) => code === given)
  return choice ? pick(choice.text) : String(given)
}
