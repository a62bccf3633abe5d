import { StateWord, useWords, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'

const LIFE: Record<string, Tone> = {
  collected: 'unknown', in_process: 'notice', stock: 'good', issued: 'good', transfused: 'good', discarded: 'danger', consumed: 'unknown', exported: 'unknown', lost: 'danger',
}

/** A unit's state in the order in which it matters: unsafe, held, not released, else where it stands in life. */
export function UnitState({ unit }: { unit: { life: string; safety: string; holds: { kind: string }[] } }) {
  const { t } = useWords()
  if (unit.life === 'discarded' || unit.life === 'transfused' || unit.life === 'consumed') return <StateWord tone={LIFE[unit.life] ?? 'unknown'}>{t(`life.${unit.life}`)}</StateWord>
  if (unit.safety === 'rejected') return <StateWord tone="danger">{t('safety.rejected')}</StateWord>
  if (unit.holds.length > 0) return <StateWord tone="danger">{t('line.hold')}</StateWord>
  if (unit.safety === 'pending') return <StateWord tone="notice">{t('safety.pending')}</StateWord>
  return <StateWord tone={LIFE[unit.life] ?? 'unknown'}>{t(`life.${unit.life}` as 'life.stock')}</StateWord>
}

const STEPS: Record<string, Tone> = {
  new: 'notice', open: 'notice', registered: 'notice', pending: 'notice', received: 'good', checked: 'notice', bound: 'notice', started: 'notice', waiting: 'notice',
  allocated: 'notice', partly_allocated: 'warning', packed: 'notice', in_transit: 'notice', handed_over: 'notice', matched: 'notice', dispensed: 'notice', signed_once: 'notice',
  issued: 'good', partly_issued: 'warning', completed: 'good', qualified: 'good', released: 'good', confirmed: 'good', transfused: 'good', finished: 'good', sent: 'good', judged: 'good',
  cancelled: 'unknown', closed: 'unknown', rejected: 'danger', failed: 'danger', refused: 'danger', active: 'good', disabled: 'unknown', reactive: 'danger',
}

/** The state of an order, shipment, sample and so on, worded by the page's own list. */
export function StepState({ state }: { state: string }) {
  const { t } = useTranslation()
  return <StateWord tone={STEPS[state] ?? 'unknown'}>{t(`step.${state}` as 'step.new', { defaultValue: state })}</StateWord>
}
