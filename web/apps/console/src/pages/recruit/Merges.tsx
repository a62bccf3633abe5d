import type { Merge } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, moment, Page, ProblemBox, StateWord, Table, useFilters, type Column, type Tone } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'

const STATES = ['proposed', 'confirmed', 'rejected', 'undone'] as const
const TONES: Record<string, Tone> = { proposed: 'warning', confirmed: 'good', rejected: 'quiet', undone: 'notice' }

/** How far a merge is. */
export function MergeWord({ state }: { state: string }) {
  const { t } = useTranslation()
  return <StateWord tone={TONES[state] ?? 'quiet'}>{t(state === 'proposed' ? 'merging.waits' : (`merging.${state}` as 'merging.confirmed'))}</StateWord>
}

function useColumns(): Column<Merge>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'state', title: t('alike.state'), cell: (m) => <MergeWord state={m.state} />, text: (m) => m.state },
      { key: 'survivor', title: t('merging.survivor'), cell: (m) => `${m.survivor.name_masked} ${m.survivor.document_masked}`, text: (m) => m.survivor.name_masked },
      { key: 'proposed', title: t('merging.proposed'), cell: (m) => `${m.proposed_by?.display_name ?? '—'} ${moment(m.proposed_at)}`, text: (m) => moment(m.proposed_at) },
      { key: 'decided', title: t('merging.decided'), cell: (m) => (m.decided_at ? `${m.decided_by?.display_name ?? '—'} ${moment(m.decided_at)}` : '—'), text: (m) => m.decided_at ?? '', wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('state')
  const state = STATES.find((one) => one === filters.state)
  const list = usePages('/api/recruit/merges', { query: state ? { state } : {} })
  return (
    <Page title={t('merging.merges')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="merges" caption={t('merging.merges')} columns={useColumns()} rows={list.rows} rowKey={(m) => m.merge_id} href={(m) => `/recruit/merges/${m.merge_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('alike.state')} value={filters.state} options={[{ value: '', label: t('merging.merges') }, ...STATES.map((value) => ({ value, label: t(value === 'proposed' ? 'merging.waits' : `merging.${value}`) }))]} onChange={(value) => set('state', value)} />}
        empty={<EmptyState glyph="招" title={t('merging.empty')}><p>{t('merging.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/recruit/merges" back={t('merging.merges')} list={<List />} />
}
