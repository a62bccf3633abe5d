import type { AuditEntry } from '@vena/api'
import { AsOf, exactMoment, FilterSelect, FilterText, Page, ProblemBox, StateWord, Table, useFilters, type Column, type Tone } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../app/queries.ts'

const OUTCOMES = ['done', 'refused', 'denied', 'viewed'] as const
const TONES: Record<string, Tone> = { done: 'good', refused: 'warning', denied: 'danger', viewed: 'notice' }

function useColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const word = (outcome: string) => t(`audit.${outcome}` as 'audit.done', { defaultValue: outcome })
    return [
      { key: 'at', title: t('audit.at'), cell: (a) => exactMoment(a.at), text: (a) => exactMoment(a.at) },
      { key: 'who', title: t('audit.who'), cell: (a) => a.user_name ?? '—', text: (a) => a.user_name ?? '' },
      { key: 'org', title: t('user.org'), cell: (a) => a.org_name ?? '—', text: (a) => a.org_name ?? '', wide: true },
      { key: 'operation', title: t('audit.operation'), cell: (a) => <code>{a.operation}</code>, text: (a) => a.operation },
      { key: 'outcome', title: t('audit.outcome'), cell: (a) => <StateWord tone={TONES[a.outcome] ?? 'unknown'}>{word(a.outcome)}</StateWord>, text: (a) => a.outcome },
      { key: 'reason', title: t('reason'), cell: (a) => a.reason ?? '—', text: (a) => a.reason ?? '', block: true },
      { key: 'path', title: t('audit.path'), cell: (a) => <code>{a.path}</code>, text: (a) => a.path, spare: true, wide: true },
    ]
  }, [t])
}

/** Who did what, who looked at whom, and what was refused. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('q', 'operation', 'outcome')
  const outcome = OUTCOMES.find((name) => name === filters.outcome)
  const list = usePages('/api/govern/audit', { query: { ...filters, outcome } })
  return (
    <Page title={t('job.audit')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="audit" caption={t('job.audit')} columns={useColumns()} rows={list.rows} rowKey={(a) => String(a.audit_id)} more={list.more}
        filters={
          <>
            <FilterText label={t('audit.find')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterText label={t('audit.operation')} value={filters.operation} onChange={(v) => set('operation', v)} />
            <FilterSelect label={t('audit.outcome')} value={filters.outcome} options={[{ value: '', label: t('all') }, ...OUTCOMES.map((value) => ({ value, label: t(`audit.${value}`) }))]} onChange={(v) => set('outcome', v)} />
          </>
        }
      />
    </Page>
  )
}
