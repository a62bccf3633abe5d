import type { Visit } from '@vena/api'
import { clock, StateWord, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'

type Shown = [tone: Tone, text: string]

/** What whoever calls this person has to know, the urgent first. */
export function VisitSigns({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const shown: Shown[] = []
  const score = visit.face?.score == null ? '' : visit.face.score.toFixed(2)
  if (visit.help_wanted_at) shown.push(['warning', t('visit.help')])
  if (visit.refused && visit.state !== 'left') shown.push(['danger', t('visit.notFit')])
  if (visit.refused_today) shown.push(['warning', t('visit.refusedToday')])
  if (visit.look_for) shown.push(['warning', t('visit.lookFor')])
  if (visit.gate && !visit.gate.hot && visit.gate.hottest_c != null) shown.push(['warning', t('visit.wasHot', { c: visit.gate.hottest_c.toFixed(1) })])
  if (visit.gate) shown.push(visit.gate.hot ? ['warning', t('visit.hot', { c: visit.gate.temperature_c.toFixed(1) })] : ['quiet', t('visit.gate', { c: visit.gate.temperature_c.toFixed(1) })])
  if (visit.face?.verdict === 'different') shown.push(['danger', t('visit.faceDifferent', { score })])
  if (visit.face?.verdict === 'unsure') shown.push(['notice', t('visit.faceUnsure')])
  if (visit.face?.verdict === 'same') shown.push(['good', t('visit.faceSame', { score })])
  if (visit.identified_by === 'claimed' && !visit.identity_proven) shown.push(['warning', t('visit.claimed')])
  if (visit.identified_by === 'booking') shown.push(['notice', t('visit.bookingOnly')])
  if (visit.called_to) shown.push(['notice', t('visit.called', { place: visit.called_to })])
  if (visit.slot_at) shown.push(['quiet', t('visit.slot', { time: clock(visit.slot_at) })])
  return <p className="queue-signs">{shown.map(([tone, text]) => <StateWord key={text} tone={tone}>{text}</StateWord>)}</p>
}
