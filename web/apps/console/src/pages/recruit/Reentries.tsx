import type { ReentryRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, moment, Page, ProblemBox, StateWord, Table, useFilters, type Column, type Tone } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'

const TONES: Record<ReentryRow['state'], Tone> = { waiting: 'notice', testing: 'notice', proposed: 'warning', lifted: 'good', kept: 'danger', withdrawn: 'quiet' }

export function ReentryWord({ state }: { state: ReentryRow['state'] }) {
  const { t } = useTranslation()
  return <StateWord tone={TONES[state]}>{t(`reentry.${state}`)}</StateWord>
}

function useColumns(): Column<ReentryRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'donor', title: t('reentry.donor'), cell: (r) => r.name_masked, text: (r) => r.name_masked },
      { key: 'state', title: t('reentry.state'), cell: (r) => <ReentryWord state={r.state} />, text: (r) => t(`reentry.${r.state}`) },
      { key: 'wait', title: t('reentry.wait'), cell: (r) => r.wait_until, text: (r) => r.wait_until },
      { key: 'samples', title: t('reentry.samples'), cell: (r) => r.samples, text: (r) => r.samples, align: 'end' as const },
      { key: 'results', title: t('reentry.results'), cell: (r) => r.results, text: (r) => r.results, align: 'end' as const },
      { key: 'asked', title: t('reentry.asked'), cell: (r) => `${r.asked_by?.display_name ?? '—'} ${moment(r.asked_at)}`, text: (r) => moment(r.asked_at), wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('all')
  const list = usePages('/api/recruit/reentries', { query: filters.all ? { all: true } : {} })
  return (
    <Page title={t('reentry.title')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="reentries" caption={t('reentry.title')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.reentry_id} href={(r) => `/recruit/reentries/${r.reentry_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('reentry.state')} value={filters.all} options={[{ value: '', label: t('reentry.openOnly') }, { value: 'true', label: t('reentry.all') }]} onChange={(v) => set('all', v)} />}
        empty={<EmptyState glyph="招" title={t('reentry.empty')}><p>{t('reentry.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/recruit/reentries" back={t('reentry.title')} list={<List />} />
}
