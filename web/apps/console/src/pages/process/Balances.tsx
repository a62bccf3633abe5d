import type { HallPreparation } from '@vena/api'
import { donationNumber, FilterText, moment, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../app/queries.ts'

function useColumns(): Column<HallPreparation>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'donation', title: t('hall.donation'), cell: (p) => <span className="number">{donationNumber(p.donation_number)}</span>, text: (p) => p.donation_number },
      { key: 'plan', title: t('hall.plan'), cell: (p) => (p.plan_title ? pick(p.plan_title) : t('hall.byPaper')), text: (p) => p.plan_title?.zh ?? '' },
      { key: 'in', title: t('hall.parent'), cell: (p) => `${p.product} ${p.volume_ml} mL`, text: (p) => p.volume_ml, align: 'end' as const },
      { key: 'added', title: t('hall.added'), cell: (p) => `${p.added_ml} mL`, text: (p) => p.added_ml, align: 'end' as const },
      { key: 'out', title: t('hall.children'), cell: (p) => p.children.map((child) => `${child.product} ${child.volume_ml}`).join(' ＋ '), text: (p) => p.children.length, wide: true },
      { key: 'loss', title: t('hall.loss'), cell: (p) => `${p.loss_ml} mL`, text: (p) => p.loss_ml, align: 'end' as const },
      { key: 'at', title: t('hall.ended'), cell: (p) => `${moment(p.prepared_at)} · ${p.prepared_by_name}`, text: (p) => p.prepared_at },
    ],
    [t, pick],
  )
}

/** What went into each preparation and what came out, latest first. */
export function Balances() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('q')
  const list = usePages('/api/process/balances', { query: { ...(filters.q && { q: filters.q }) } })
  return (
    <Table
      id="hall-balances" caption={t('hall.balanceEach')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(p) => p.preparation_id}
      filters={<FilterText label={t('hall.donation')} value={filters.q} onChange={(value) => set('q', value)} />} empty={<p className="table-none">{t('hall.noBalance')}</p>}
    />
  )
}
