import type { ReleaseRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, moment, Page, ProblemBox, Table, useFilters, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

function useColumns(): Column<ReleaseRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'at', title: t('release.proposed'), cell: (r) => moment(r.proposed_at), text: (r) => moment(r.proposed_at) },
      { key: 'bags', title: t('release.bags'), cell: (r) => r.counts.units, text: (r) => r.counts.units, align: 'end' as const },
      { key: 'state', title: t('release.state'), cell: (r) => <StepState state={r.state} />, text: (r) => r.state },
      { key: 'first', title: t('release.first'), cell: (r) => r.proposed_by_name, text: (r) => r.proposed_by_name },
      { key: 'second', title: t('release.second'), cell: (r) => r.confirmed_by_name ?? '—', text: (r) => r.confirmed_by_name ?? '' },
      { key: 'result', title: t('release.result'), cell: (r) => (r.state === 'confirmed' ? t('release.outcome', { ...r.counts }) : t('release.ready', { ...r.counts })), text: (r) => `${r.counts.released}/${r.counts.units}`, wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('state')
  const list = usePages('/api/process/releases', { query: filters })
  const propose = useMay('process.release.propose')
  return (
    <Page title={t('job.release')} aside={<AsOf at={list.asOf} />} actions={propose && <Link className="button-link" to="/process/releases/new">{t('release.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="releases" caption={t('job.release')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.release_id} href={(r) => `/process/releases/${r.release_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('release.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...(['proposed', 'confirmed'] as const).map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />}
        empty={<EmptyState glyph="放" title={t('release.empty')}><p>{t('release.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/process/releases" back={t('job.release')} list={<List />} />
}
