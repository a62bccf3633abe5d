import type { ProcessUnit } from '@vena/api'
import { AsOf, donationNumber, EmptyState, FilterSelect, FilterText, GroupBadge, ListDetail, moment, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'

const STATES = ['expected', 'received', 'split', 'labelled'] as const

function useColumns(): Column<ProcessUnit>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (u) => <span className="number">{donationNumber(u.donation_number)}</span>, text: (u) => u.donation_number },
      { key: 'product', title: t('unit.product'), cell: (u) => pick(u.product_name), text: (u) => pick(u.product_name) },
      { key: 'group', title: t('unit.group'), cell: (u) => <GroupBadge group={u.group} />, text: (u) => u.group ?? '' },
      { key: 'volume', title: t('unit.volume'), cell: (u) => `${u.volume_ml} mL`, text: (u) => u.volume_ml, align: 'end' as const },
      { key: 'state', title: t('process.state'), cell: (u) => <StepState state={u.state} />, text: (u) => u.state },
      { key: 'collected', title: t('unit.collected'), cell: (u) => moment(u.collected_at), text: (u) => moment(u.collected_at), wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/process/units', { query: filters })
  return (
    <Page title={t('job.prepare')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="process" caption={t('job.prepare')} columns={useColumns()} rows={list.rows} rowKey={(u) => u.unit_id} href={(u) => `/process/units/${u.unit_id}`} current={id} more={list.more}
        filters={
          <>
            <FilterText label={t('process.find')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('process.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="制" title={t('process.empty')}><p>{t('process.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/process/units" back={t('job.prepare')} list={<List />} />
}
