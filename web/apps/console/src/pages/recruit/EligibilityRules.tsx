import type { EligibilityRules } from '@vena/api'
import { day, Field, Page, Panel, StateWord, useNow, useWords, type Tone } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { ReasonRules } from './EligibilityReasons.tsx'
import './eligibility.css'

type Basis = NonNullable<EligibilityRules['age']>['basis']

const TONES: Record<Basis['confidence'], Tone> = { high: 'good', medium: 'notice', low: 'warning' }

export interface Rule {
  key: string
  item: ReactNode
  value: ReactNode
  basis: Basis
}

/** Items, values, and on what each stands. */
export function RuleTable({ title, rules }: { title: string; rules: Rule[] }) {
  const { t } = useTranslation()
  if (rules.length === 0) return null
  const sure = (confidence: Basis['confidence']) => <span title={t(`rulesPage.${confidence}`)}><StateWord tone={TONES[confidence]}>{t(`rulesPage.confidenceShort.${confidence}`)}</StateWord></span>
  return (
    <Panel title={title}>
      <table className="rules-table">
        <thead>
          <tr>{(['item', 'value', 'source', 'since', 'confidence'] as const).map((head) => <th key={head} scope="col">{t(`rulesPage.${head}`)}</th>)}</tr>
        </thead>
        <tbody>
          {rules.map(({ key, item, value, basis }) => (
            <tr key={key}>
              <th scope="row">{item}</th><td>{value}</td><td>{basis.source}</td><td>{basis.effective_from}</td><td>{sure(basis.confidence)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function useGroups(rules: EligibilityRules): [string, Rule[]][] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const kind = (word: 'whole_blood' | 'apheresis_platelets' | 'apheresis_plasma') => t(`standing.kind.${word}`)
  const ages: Rule[] = []
  if (rules.age) ages.push({ key: 'age', item: t('rulesPage.age'), value: t('rulesPage.ageValue', { min: rules.age.min_years, max: rules.age.max_years, repeat: rules.age.repeat_max_years }), basis: rules.age.basis })
  if (rules.repeat_donor) ages.push({ key: 'repeat', item: t('rulesPage.repeat'), value: t('rulesPage.repeatValue', { count: rules.repeat_donor.donations_min, form: t(rules.repeat_donor.request_on_paper ? 'rulesPage.onPaper' : 'rulesPage.byConsent') }), basis: rules.repeat_donor.basis })
  const counts = (yes: boolean) => t(yes ? 'rulesPage.counts' : 'rulesPage.countsNot')
  const failed = rules.failed_needle
  const intervals: Rule[] = rules.intervals.map((one) => ({
    key: one.previous + one.next, item: t('rulesPage.intervalOf', { previous: kind(one.previous), next: kind(one.next) }), basis: one.basis,
    value: [one.months ? t('rulesPage.months', { count: one.months }) : t('rulesPage.days', { count: one.days ?? 0 }), one.approved_days && t('rulesPage.approved', { count: one.approved_days })].filter(Boolean).join('；'),
  }))
  if (failed) intervals.push({ key: 'failed', item: t('rulesPage.failed'), value: t('rulesPage.failedValue', { interval: counts(failed.interval), cap: counts(failed.year_cap) }), basis: failed.basis })
  const bounds = (one: EligibilityRules['limits'][number]) =>
    [one.min != null && t('rulesPage.atLeast', { value: one.min }), one.max != null && t('rulesPage.atMost', { value: one.max }), one.below != null && t('rulesPage.below', { value: one.below })].filter(Boolean).join('，')
  return [
    [t('rulesPage.ages'), ages],
    [t('rulesPage.intervals'), intervals],
    [t('rulesPage.caps'), [
      ...rules.year_caps.map((one) => ({ key: one.kind, item: kind(one.kind), value: t('rulesPage.capTimes', { days: one.window_days, count: one.donations }), basis: one.basis })),
      ...rules.volume_caps.map((one) => ({ key: one.kinds.join(), item: one.kinds.map(kind).join(' + '), value: t('rulesPage.capMl', { days: one.window_days, ml: one.volume_ml }), basis: one.basis })),
    ]],
    [t('rulesPage.permits'), rules.permits.map((one) => ({ key: one.permits, item: t(`permit.${one.permits}`), value: t('rulesPage.permitValue', { count: one.days_max }), basis: one.basis }))],
    [t('rulesPage.limits'), rules.limits.map((one) => ({ key: one.code + (one.sex ?? ''), item: `${pick(one.name)}${one.sex ? `（${t(`rulesPage.forSex.${one.sex}`)}）` : ''}`, value: `${bounds(one)} ${one.unit === '1' ? '' : one.unit}`, basis: one.basis }))],
    [t('rulesPage.volumes'), rules.volumes.map((one) => ({ key: one.kind, item: kind(one.kind), value: `${one.allowed_ml.join(' / ')} mL`, basis: one.basis }))],
    [t('rulesPage.protocols'), rules.protocols.map((one) => ({ key: one.code, item: pick(one.name), value: t('rulesPage.protocolValue', { months: one.waiting_months, samples: one.samples, tests: one.retest.map((test) => pick(test.name)).join('、') || '—' }), basis: one.basis }))],
    [t('rulesPage.clauses'), rules.clauses.map((one) => ({ key: one.code, item: pick(one.name), value: '', basis: one.basis }))],
  ]
}

function Groups({ rules }: { rules: EligibilityRules }) {
  const groups = useGroups(rules)
  return <>{groups.slice(0, 3).map(([title, list]) => <RuleTable key={title} title={title} rules={list} />)}<ReasonRules rules={rules} />{groups.slice(3).map(([title, list]) => <RuleTable key={title} title={title} rules={list} />)}</>
}

/** Every number by which a donor is judged, for people to read. */
export function Component() {
  const { t } = useTranslation()
  const today = day(useNow(60_000))
  const [on, setOn] = useState('')
  const rules = useGet('/api/recruit/rules', { query: on ? { on } : {} })
  return (
    <Page title={t('rulesPage.title')} actions={<div className="verdict-day"><Field name="on" label={t('rulesPage.on')} type="date" required value={on || today} onChange={(event) => setOn(event.currentTarget.value)} /></div>}>
      <p className="muted">{t('rulesPage.how')}</p>
      <Loaded from={rules}>{(found) => <Groups rules={found} />}</Loaded>
    </Page>
  )
}
