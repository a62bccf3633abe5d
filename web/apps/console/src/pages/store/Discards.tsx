import type { StoreDiscardRow } from '@vena/api'
import { AsOf, EmptyState, ListDetail, moment, Page, ProblemBox, Table, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

function useColumns(): Column<StoreDiscardRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'at', title: t('discard.at'), cell: (d) => moment(d.proposed_at), text: (d) => moment(d.proposed_at) },
      { key: 'reason', title: t('discard.cause'), cell: (d) => pick(d.reason_name), text: (d) => pick(d.reason_name) },
      { key: 'state', title: t('discard.state'), cell: (d) => <StepState state={d.state} />, text: (d) => d.state },
      { key: 'first', title: t('release.first'), cell: (d) => d.proposed_by_name, text: (d) => d.proposed_by_name },
      { key: 'second', title: t('release.second'), cell: (d) => d.confirmed_by_name ?? '—', text: (d) => d.confirmed_by_name ?? '' },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const list = usePages('/api/store/discards')
  const propose = useMay('store.discard.propose')
  return (
    <Page title={t('job.storeDiscard')} aside={<AsOf at={list.asOf} />} actions={propose && <Link className="button-link" to="/store/discards/new">{t('discard.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="discards" caption={t('job.storeDiscard')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.discard_id} href={(d) => `/store/discards/${d.discard_id}`} current={id} more={list.more}
        empty={<EmptyState glyph="废" title={t('discard.empty')}><p>{t('discard.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/store/discards" back={t('job.storeDiscard')} list={<List />} />
}
