import type { Unit } from '@vena/api'
import { StateWord, useWords, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'

const LIFE: Record<string, Tone> = {
  collected: 'notice', in_process: 'notice', stock: 'good',  transfused: 'good', discarded: 'danger', consumed: 'quiet', exported: 'quiet', lost: 'danger',
}
const OVER = new Set(['transfused', 'discarded', 'consumed', 'exported', 'lost'])

/** What hold keeps a bag back, in the field's words. */
export function useHoldWord() {
  const { t } = useTranslation()
  return (kind: string) => t(`hold.${kind}` as 'hold.recall', { defaultValue: kind })
}

/** A bag's state in the order in which it matters: over, unsafe, held, not released, else where it stands in life. */
export function UnitState({ unit }: { unit: Pick<Unit, 'life' | 'safety' | 'holds' | 'mode'> }) {
  const { t } = useWords()
  const holdWord = useHoldWord()
  const life = t(`life.${unit.life}` as 'life.stock', { defaultValue: unit.life })
  if (OVER.has(unit.life)) return <StateWord tone={LIFE[unit.life] ?? 'unknown'}>{life}</StateWord>
  if (unit.safety === 'rejected') return <StateWord tone="danger">{t('safety.rejected')}</StateWord>
  const hold = unit.holds[0]
  if (hold) return <StateWord tone="danger">{t('line.hold')} · {holdWord(hold.kind)}</StateWord>
  if (unit.safety === 'pending') return <StateWord tone="notice">{t('safety.pending')}</StateWord>
  if (unit.mode === 'in_transit') return <StateWord tone="notice">{t('mode.transit')}</StateWord>
  return <StateWord tone={LIFE[unit.life] ?? 'unknown'}>{life}</StateWord>
}

const STEPS: Record<string, Tone> = {
  accepted: 'notice', bound: 'notice', started: 'notice', completed: 'good', refused: 'danger', cancelled: 'quiet',
  waiting: 'notice', typed: 'notice', signed: 'notice', judged: 'notice', qualified: 'good', rejected: 'danger', group_conflict: 'danger',
  expected: 'quiet', received: 'good', split: 'notice', labelled: 'notice', proposed: 'notice', confirmed: 'good', released: 'good',
  submitted: 'notice', part_allocated: 'warning', allocated: 'notice', part_issued: 'warning', issued: 'good', promised: 'notice', damaged: 'danger', missing: 'danger',
  packed: 'notice', good: 'good', handed_over: 'notice', matched: 'good', lapsed: 'quiet', incompatible: 'danger', emergency: 'danger', emergency_signed: 'warning', dispensed: 'notice',
  starting: 'notice', running: 'notice', finished: 'good', returned: 'quiet', pending: 'notice', done: 'good', withdrawn: 'quiet',
  queued: 'notice', delivered: 'good', withheld: 'quiet', active: 'good', disabled: 'quiet', discarded: 'good', done_case: 'good', duplicate: 'quiet',
}

/** The state of an order, shipment, sample and so on: colour, sign and word. */
export function StepState({ state }: { state: string }) {
  const { t } = useTranslation()
  return <StateWord tone={STEPS[state] ?? 'unknown'}>{t(`step.${state}` as 'step.issued', { defaultValue: state })}</StateWord>
}
