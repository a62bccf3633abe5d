import type { EligibilityRules } from '@vena/api'
import { useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { RuleTable } from './EligibilityRules.tsx'

type Reason = EligibilityRules['reasons'][number]
type Length = Pick<Reason, 'days' | 'months' | 'years' | 'start'>

function useLength() {
  const { t } = useTranslation()
  return ({ days, months, years, start }: Length): string => {
    const length = years ? t('rulesPage.years', { count: years }) : months ? t('rulesPage.months', { count: months }) : days === 0 ? t('rulesPage.sameDay') : days ? t('rulesPage.days', { count: days }) : ''
    if (!length) return t('rulesPage.openEnd')
    return start && days !== 0 ? `${t('rulesPage.fromDay', { start: t(`rulesPage.start.${start}`) })} ${length}` : length
  }
}

function Value({ reason }: { reason: Reason }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const length = useLength()
  const { case: cases = [], kinds = [] } = reason
  const marks = [
    reason.confidential && t('rulesPage.confidential'), reason.by_laboratory && t('rulesPage.laboratory'), reason.sex && t(`rulesPage.forSex.${reason.sex}`),
    kinds.length > 0 && t('rulesPage.onlyKinds', { kinds: kinds.map((kind) => t(`standing.kind.${kind}`)).join('、') }),
  ].filter(Boolean).join(' · ')
  return (
    <>
      {reason.kind === 'permanent' ? t('rulesPage.permanent') : cases.length === 0 && length(reason)}
      {cases.length > 0 && <ul className="rules-cases">{cases.map((one) => <li key={one.code}>{pick(one.name)}：{length({ ...one, start: one.start ?? reason.start })}</li>)}</ul>}
      {marks && <small className="muted"> {marks}</small>}
    </>
  )
}

/** Reasons for which a donor is deferred: from which day, how long, whom it concerns. */
export function ReasonRules({ rules }: { rules: EligibilityRules }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return <RuleTable title={t('rulesPage.reasons')} rules={rules.reasons.map((reason) => ({ key: reason.code, item: <><code>{reason.code}</code> {pick(reason.name)}</>, value: <Value reason={reason} />, basis: reason.basis }))} />
}
