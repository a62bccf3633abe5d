import type { KioskVisit } from '@vena/api'
import { Step } from '../parts.tsx'
import { useSay } from '../words.ts'

export const clock = (instant: string): string => new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format(new Date(instant))

/** Greets by the masked name, so that a wrong person notices. */
export function Hello({ visit, onYes, onNo }: { visit: KioskVisit; onYes: () => void; onNo: () => void }) {
  const { t } = useSay()
  return (
    <Step
      title={t('hello', { name: visit.name_masked ?? '' })} hint={visit.slot_at ? t('slotAt', { time: clock(visit.slot_at) }) : undefined}
      foot={<>
        <button type="button" className="k-plain" onClick={onNo}>{t('notYou')}</button>
        <button type="button" className="k-go" onClick={onYes}>{t('isYou')}</button>
      </>}
    >
      <p className="k-ticket"><span>{t('yourTicket')}</span><b>{visit.ticket}</b></p>
      {visit.identified_by === 'claimed' && <p className="k-note">{t('claimedOnly')}</p>}
      {visit.identified_by === 'booking' && <p className="k-note">{t('bookingOnly')}</p>}
    </Step>
  )
}
