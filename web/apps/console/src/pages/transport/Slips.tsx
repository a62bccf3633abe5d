import type { ImportedSlipRow } from '@vena/api'
import { AsOf, EmptyState, FilterText, ListDetail, moment, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'

function useColumns(): Column<ImportedSlipRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('slip.number'), cell: (s) => <span className="number">{s.number}</span>, text: (s) => s.number },
      { key: 'product', title: t('unit.product'), cell: (s) => pick(s.product_name), text: (s) => pick(s.product_name) },
      { key: 'bags', title: t('slip.bags'), cell: (s) => s.bags, text: (s) => s.bags, align: 'end' as const },
      { key: 'sent', title: t('slip.sent'), cell: (s) => moment(s.sent_at), text: (s) => moment(s.sent_at) },
      { key: 'from', title: t('slip.way'), cell: (s) => `${s.from_department} → ${s.to_department}`, text: (s) => `${s.from_department} ${s.to_department}`, wide: true },
      { key: 'volume', title: t('unit.volume'), cell: (s) => `${s.volume_ml} mL`, text: (s) => s.volume_ml, align: 'end' as const, wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q')
  const list = usePages('/api/transport/slips', { query: filters })
  return (
    <Page title={t('job.slips')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="slips" caption={t('job.slips')} columns={useColumns()} rows={list.rows} rowKey={(s) => s.number} href={(s) => `/transport/slips/${s.number}`} current={id} more={list.more}
        filters={<FilterText label={t('slip.number')} value={filters.q} onChange={(v) => set('q', v)} />}
        empty={<EmptyState glyph="运" title={t('slip.empty')}><p>{t('slip.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

/** Slips of movements inside the station, read from the old system. */
export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/transport/slips" back={t('job.slips')} list={<List />} />
}
