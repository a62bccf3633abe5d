import type { DonationRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, FilterText, ListDetail, moment, Page, ProblemBox, Table, useFilters, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'

const STATES = ['accepted', 'bound', 'started', 'completed', 'refused', 'cancelled'] as const

function useColumns(): Column<DonationRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'donor', title: t('donation.donor'), cell: (d) => d.donor_name_masked, text: (d) => d.donor_name_masked },
      { key: 'number', title: t('unit.number'), cell: (d) => <span className="number">{d.donation_number_shown ?? '—'}</span>, text: (d) => d.donation_number ?? '' },
      { key: 'state', title: t('donation.state'), cell: (d) => <StepState state={d.state} />, text: (d) => d.state },
      { key: 'volume', title: t('unit.volume'), cell: (d) => `${d.volume_ml} mL`, text: (d) => d.volume_ml, align: 'end' as const },
      { key: 'at', title: t('donation.registered'), cell: (d) => moment(d.registered_at), text: (d) => moment(d.registered_at) },
      { key: 'site', title: t('unit.place'), cell: (d) => d.site_name, text: (d) => d.site_name, wide: true },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/collect/donations', { query: filters })
  return (
    <Page title={t('job.donations')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="donations" caption={t('job.donations')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.donation_id} href={(d) => `/collect/donations/${d.donation_id}`} current={id} more={list.more}
        filters={
          <>
            <FilterText label={t('unit.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('donation.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="采" title={t('donation.empty')}><p>{t('donation.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/donations" back={t('job.donations')} list={<List />} />
}
