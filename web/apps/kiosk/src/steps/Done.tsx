import type { KioskVisit } from '@vena/api'
import { useEffect, useEffectEvent } from 'react'
import { Step } from '../parts.tsx'
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

/** The number to take along. */
export function Done({ visit, onFinish }: { visit: KioskVisit; onFinish: () => void }) {
  const { t } = useSay()
  useSoon(onFinish)
  const nameless = visit.name_masked === null
  return (
    <Step
      title={t(nameless ? 'deskWait' : 'done')} hint={nameless ? undefined : t('doneHow')}
      foot={<>
        <button type="button" className="k-plain" onClick={() => window.print()}>{t('print')}</button>
        <button type="button" className="k-go" onClick={onFinish}>{t('finish')}</button>
      </>}
    >
      <p className="k-ticket k-ticket-big"><span>{t('yourTicket')}</span><b>{visit.ticket}</b></p>
    </Step>
  )
}

/** Somebody who gives no blood today. Nobody asks why. */
export function Goodbye({ onFinish }: { onFinish: () => void }) {
  const { t } = useSay()
  useSoon(onFinish)
  return <Step title={t('goodbye')} hint={t('goodbyeHow')} foot={<button type="button" className="k-go" onClick={onFinish}>{t('finish')}</button>} />
}
