import type { MatchRow } from '@vena/api'
import { AsOf, donationNumber, EmptyState, FilterSelect, FilterText, GroupBadge, ListDetail, moment, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

const STATES = ['matched', 'lapsed', 'incompatible', 'emergency', 'emergency_signed', 'dispensed', 'starting', 'running', 'finished', 'returned', 'discarded', 'cancelled'] as const

function useColumns(): Column<MatchRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (m) => <span className="number">{donationNumber(m.unit.donation_number)}</span>, text: (m) => m.unit.donation_number },
      { key: 'product', title: t('unit.product'), cell: (m) => <><GroupBadge group={m.unit.group} /> {pick(m.unit.product_name)}</>, text: (m) => `${m.unit.group} ${pick(m.unit.product_name)}` },
      { key: 'patient', title: t('match.patient'), cell: (m) => <>{m.patient.name_masked} <span className="muted number">{m.patient.record_no}</span></>, text: (m) => m.patient.record_no },
      { key: 'state', title: t('match.state'), cell: (m) => <StepState state={m.state} />, text: (m) => m.state },
      { key: 'until', title: t('match.until'), cell: (m) => (m.valid_until ? moment(m.valid_until) : '—'), text: (m) => (m.valid_until ? moment(m.valid_until) : ''), wide: true },
    ],
    [t, pick],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/transfuse/matches', { query: filters })
  const create = useMay('transfuse.match.create')
  return (
    <Page title={t('job.match')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/transfuse/matches/new">{t('match.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="matches" caption={t('job.match')} columns={useColumns()} rows={list.rows} rowKey={(m) => m.match_id} href={(m) => `/transfuse/matches/${m.match_id}`} current={id} more={list.more}
        filters={
          <>
            <FilterText label={t('unit.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('match.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="配" title={t('match.empty')}><p>{t('match.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/transfuse/matches" back={t('job.match')} list={<List />} />
}
