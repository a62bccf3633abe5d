import type { InquirySheet, KioskSettings, KioskVisit } from '@vena/api'
import { useEffect, useEffectEvent } from 'react'
import { SheetPaper, TicketPaper, type Choices } from '../Papers.tsx'
import { Step } from '../parts.tsx'
import { usePrinting } from '../print.ts'
import { useSay } from '../words.ts'

/** Nobody reads a number for longer than this. */
const STAYS_MS = 20_000

function useSoon(onOver: () => void): void {
  const over = useEffectEvent(onOver)
  useEffect(() => {
    const timer = setTimeout(() => over(), STAYS_MS)
    return () => clearTimeout(timer)
  }, [])
}

/** The number to take along, on paper what was read and answered, and until the check begins the way to answer once more. */
export function Done({ settings, visit, sheet, choices, onAnew, onFinish }: { settings: KioskSettings; visit: KioskVisit; sheet: InquirySheet | null; choices: Choices | null; onAnew: () => void; onFinish: () => void }) {
  const { t } = useSay()
  const [printing, print] = usePrinting<'ticket' | 'sheet'>()
  useSoon(onFinish)
  const nameless = visit.name_masked === null
  return (
    <Step
      title={t(nameless ? 'deskWait' : 'done')} hint={nameless ? undefined : t('doneHow')}
      foot={<>
        <button type="button" className="k-plain" onClick={() => print('ticket')}>{t('print')}</button>
        {visit.answered && visit.state === 'asked' && <button type="button" className="k-plain" onClick={onAnew}>{t('anew')}</button>}
        {(sheet ?? choices) && <button type="button" className="k-plain" onClick={() => print('sheet')}>{t('printSheet')}</button>}
        <button type="button" className="k-go" onClick={onFinish}>{t('finish')}</button>
      </>}
    >
      <p className="k-ticket k-ticket-big"><span>{t('yourTicket')}</span><b>{visit.ticket}</b></p>
      {printing === 'ticket' && <TicketPaper settings={settings} visit={visit} />}
      {printing === 'sheet' && <SheetPaper settings={settings} visit={visit} sheet={sheet} choices={choices} />}
    </Step>
  )
}

/** Somebody who gives no blood today. Nobody asks why. */
export function Goodbye({ onFinish }: { onFinish: () => void }) {
  const { t } = useSay()
  useSoon(onFinish)
  return <Step title={t('goodbye')} hint={t('goodbyeHow')} foot={<button type="button" className="k-go" onClick={onFinish}>{t('finish')}</button>} />
}
