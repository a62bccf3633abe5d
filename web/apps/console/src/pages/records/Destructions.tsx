import type { DestructionRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, moment, Page, ProblemBox, Table, useFilters, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { KeepingViews } from './KeepingViews.tsx'
import { DESTRUCTION_STATES, DestructionState } from './states.tsx'
import './records.css'

function useColumns(): Column<DestructionRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'at', title: t('keeping.proposedAt'), cell: (d) => moment(d.proposed_at), text: (d) => moment(d.proposed_at) },
      { key: 'state', title: t('keeping.state'), cell: (d) => <DestructionState state={d.state} />, text: (d) => t(`destructionState.${d.state}`) },
      { key: 'count', title: t('keeping.count'), cell: (d) => d.documents, text: (d) => d.documents, align: 'end' as const },
      { key: 'reason', title: t('keeping.reason'), cell: (d) => d.reason, text: (d) => d.reason, block: true },
      { key: 'first', title: t('keeping.proposer'), cell: (d) => d.proposed_by, text: (d) => d.proposed_by },
      { key: 'second', title: t('keeping.decider'), cell: (d) => d.decided_by ?? '—', text: (d) => d.decided_by ?? '', wide: true },
      { key: 'decided', title: t('keeping.decidedAt'), cell: (d) => (d.decided_at ? moment(d.decided_at) : '—'), text: (d) => (d.decided_at ? moment(d.decided_at) : ''), wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set, active } = useFilters('state')
  const list = usePages('/api/records/destructions', { query: filters })
  const options = [{ value: '', label: t('all') }, ...DESTRUCTION_STATES.map((value) => ({ value, label: t(`destructionState.${value}`) }))]
  return (
    <Page title={t('job.keeping')} aside={<AsOf at={list.asOf} />}>
      <KeepingViews />
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="destructions" caption={t('keeping.destructions')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.destruction_id} href={(d) => `/records/keeping/destructions/${d.destruction_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('keeping.state')} value={filters.state} options={options} onChange={(v) => set('state', v)} />}
        empty={active ? undefined : <EmptyState glyph="销" title={t('keeping.none')}><p>{t('keeping.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

/** What was proposed, rejected and destroyed. */
export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/records/keeping/destructions" back={t('keeping.destructions')} list={<List />} />
}
