import type { Answer } from '@vena/api'
import { clock, EmptyState, ProblemBox, StateWord, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import './bookings.css'

export type Booking = Answer<'/api/recruit/bookings/{id}', 'get'>
export type DaySlots = Answer<'/api/recruit/slots', 'get'>[number]
export type Slot = DaySlots['slots'][number]
export type CollectionSite = Answer<'/api/recruit/sites', 'get'>[number]
export type Kind = Booking['kind']

export const KINDS = ['whole_blood', 'apheresis_platelets', 'apheresis_plasma'] as const satisfies readonly Kind[]

const TONES: Record<string, Tone> = { offered: 'notice', booked: 'good', arrived: 'good', fulfilled: 'quiet', missed: 'warning', cancelled: 'quiet', moved: 'quiet' }

export function BookingState({ state }: { state: string }) {
  const { t } = useTranslation()
  return <StateWord tone={TONES[state] ?? 'unknown'}>{t(`booking.states.${state}` as 'booking.states.booked')}</StateWord>
}

/** The places of one day to choose from, as a grid of large keys. */
export function SlotKeys({ site, kind, day, chosen, onChoose }: { site: string; kind: Kind; day: string; chosen: string; onChoose: (at: string) => void }) {
  const { t } = useTranslation()
  const found = useGet('/api/recruit/slots', { query: { site_id: site, kind, from: day, days: 1 } }, Boolean(site && day))
  if (found.problem) return <ProblemBox problem={found.problem} onRetry={found.reload} />
  const slots = found.data?.[0]?.slots ?? []
  if (found.data && slots.every((slot) => slot.left === 0)) return <EmptyState glyph="约" title={t('booking.noSlots')}><p>{t('booking.noSlotsHow')}</p></EmptyState>
  return (
    <div className="slot-keys" role="group" aria-label={t('booking.slots')}>
      {slots.map((slot) => (
        <button key={slot.starts_at} type="button" className="slot-key" aria-pressed={slot.starts_at === chosen} disabled={slot.left === 0} onClick={() => onChoose(slot.starts_at)}>
          <b>{clock(slot.starts_at)}</b><small>{slot.left > 0 ? t('booking.left', { n: slot.left }) : t('booking.full')}</small>
        </button>
      ))}
    </div>
  )
}

/** Every site where blood may be given, by name. */
export function useCollectionSites(): CollectionSite[] {
  return useGet('/api/recruit/sites').data ?? NONE
}

const NONE: CollectionSite[] = []
