import type { Import } from '@vena/api'
import { AsOf, EmptyState, FilterText, ListDetail, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

function useColumns(): Column<Import>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'file', title: t('import.file'), cell: (i) => i.file_name, text: (i) => i.file_name },
      { key: 'kind', title: t('import.kind'), cell: (i) => pick(i.kind_title), text: (i) => pick(i.kind_title) },
      { key: 'rows', title: t('import.rows'), cell: (i) => i.counts.rows, text: (i) => i.counts.rows, align: 'end' as const },
      { key: 'accepted', title: t('import.accepted'), cell: (i) => i.counts.accepted, text: (i) => i.counts.accepted, align: 'end' as const },
      { key: 'rejected', title: t('import.rejected'), cell: (i) => (i.counts.rejected ? <StateWord tone="danger">{i.counts.rejected}</StateWord> : 0), text: (i) => i.counts.rejected, align: 'end' as const },
      { key: 'at', title: t('import.at'), cell: (i) => moment(i.at), text: (i) => moment(i.at) },
      { key: 'by', title: t('import.by'), cell: (i) => i.by_name, text: (i) => i.by_name, wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q')
  const list = usePages('/api/imports', { query: filters })
  const create = useMay('platform.import.create')
  return (
    <Page title={t('job.imports')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/govern/imports/new">{t('import.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="imports" caption={t('job.imports')} columns={useColumns()} rows={list.rows} rowKey={(i) => i.import_id} href={(i) => `/govern/imports/${i.import_id}`} current={id} more={list.more}
        filters={<FilterText label={t('import.file')} value={filters.q} onChange={(v) => set('q', v)} />}
        empty={<EmptyState glyph="管" title={t('import.empty')}><p>{t('import.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/govern/imports" back={t('job.imports')} list={<List />} />
}
