// 采血场次: days of sites, what of them is still to be closed.
import type { SessionRow } from '@vena/api'
import { AsOf, EmptyState, ListDetail, Page, ProblemBox, StateWord, Table, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'

const keyOf = (row: SessionRow) => `${row.site_id}.${row.day}`

function useColumns(): Column<SessionRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'state', title: t('session.state'), cell: (r) => <StateWord tone={r.closed_at ? 'quiet' : r.open > 0 ? 'warning' : 'notice'}>{t(r.closed_at ? 'session.closed' : 'session.notClosed')}</StateWord>, text: (r) => (r.closed_at ? 'closed' : 'open') },
      { key: 'day', title: t('session.day'), cell: (r) => r.day, text: (r) => r.day },
      { key: 'site', title: t('session.site'), cell: (r) => r.site_name, text: (r) => r.site_name },
      { key: 'completed', title: t('session.completed'), cell: (r) => r.completed, text: (r) => String(r.completed), align: 'end' as const },
      { key: 'donors', title: t('session.donors'), cell: (r) => r.donors, text: (r) => String(r.donors), align: 'end' as const, wide: true },
      { key: 'refused', title: t('session.refusedCount'), cell: (r) => r.refused, text: (r) => String(r.refused), align: 'end' as const, wide: true },
      { key: 'open', title: t('session.open'), cell: (r) => r.open, text: (r) => String(r.open), align: 'end' as const, wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const list = usePages('/api/collect/sessions', { query: {} })
  return (
    <Page title={t('job.sessions')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="sessions" caption={t('job.sessions')} columns={useColumns()} rows={list.rows} rowKey={keyOf} href={(r) => `/collect/sessions/${keyOf(r)}`} current={id} more={list.more}
        empty={<EmptyState glyph="采" title={t('session.none')}><p>{t('session.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/sessions" back={t('job.sessions')} list={<List />} />
}
