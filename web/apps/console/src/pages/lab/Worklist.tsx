import type { LabRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, FilterText, ListDetail, moment, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'

/** What stands is its verdict once it is issued. */
const step = (row: LabRow) => (row.state === 'issued' || row.verdict === 'rejected' ? (row.verdict ?? row.state) : row.state)

const STATES = ['waiting', 'typed', 'signed', 'judged', 'issued'] as const

function useColumns(): Column<LabRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (r) => <span className="number">{r.donation_number_shown}</span>, text: (r) => r.donation_number },
      { key: 'state', title: t('lab.state'), cell: (r) => <StepState state={step(r)} />, text: step },
      { key: 'collected', title: t('unit.collected'), cell: (r) => moment(r.collected_at), text: (r) => moment(r.collected_at) },
      { key: 'missing', title: t('lab.missing'), cell: (r) => (r.missing.length ? t('lab.missingOf', { first: pick(r.missing[0]), count: r.missing.length }) : '—'), text: (r) => r.missing.map(pick).join('; '), wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/lab/donations', { query: filters })
  return (
    <Page title={t('job.judge')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lab" caption={t('job.judge')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.donation_number} href={(r) => `/lab/donations/${r.donation_number}`} current={id} more={list.more}
        filters={
          <>
            <FilterText label={t('unit.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('lab.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: s === 'issued' ? t('signing.issued') : t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="检" title={t('lab.empty')}><p>{t('lab.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/lab/donations" back={t('job.judge')} list={<List />} />
}
