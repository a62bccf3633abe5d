// 工序批次: bags that went through a step together, and what became of them.
import type { HallBatchRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { BATCH_TONES } from './hallwords.ts'

const STATES = ['open', 'running', 'done', 'broken_off'] as const

function useColumns(): Column<HallBatchRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'no', title: t('hall.no'), cell: (b) => <b className="number">{b.batch_no}</b>, text: (b) => b.batch_no },
      { key: 'step', title: t('hall.step'), cell: (b) => pick(b.step_title), text: (b) => b.step },
      { key: 'state', title: t('hall.state'), cell: (b) => <StateWord tone={BATCH_TONES[b.state]}>{t(`hall.batchStates.${b.state}`)}</StateWord>, text: (b) => b.state },
      { key: 'machine', title: t('hall.machine'), cell: (b) => `${b.equipment_code} ${b.equipment_name}`, text: (b) => b.equipment_code },
      { key: 'bags', title: t('hall.bags'), cell: (b) => b.bags, text: (b) => b.bags, align: 'end' as const },
      { key: 'deviated', title: t('hall.deviations'), cell: (b) => (b.deviated > 0 ? <StateWord tone="danger">{b.deviated}</StateWord> : '—'), text: (b) => b.deviated },
      { key: 'began', title: t('hall.began'), cell: (b) => (b.began_at ? moment(b.began_at) : '—'), text: (b) => b.began_at ?? '' },
      { key: 'ended', title: t('hall.ended'), cell: (b) => (b.ended_at ? `${moment(b.ended_at)} · ${b.ended_by_name}` : '—'), text: (b) => b.ended_at ?? '' },
      { key: 'checked', title: t('hall.checked'), cell: (b) => b.checked_by_name ?? (b.ended_at ? <StateWord tone="notice">{t('hall.notChecked')}</StateWord> : '—'), text: (b) => b.checked_by_name ?? '' },
    ],
    [t, pick],
  )
}

/** The batches of the hall, latest first. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.batch.open')
  const { filters, set } = useFilters('state')
  const list = usePages('/api/process/batches', { query: { ...(filters.state && { state: filters.state as HallBatchRow['state'] }) } })
  return (
    <Page title={t('job.batches')} aside={<AsOf at={list.asOf} />} actions={may && <Link className="button-link" to="/process/batches/new">{t('hall.start')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="hall-batches" caption={t('job.batches')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(b) => b.batch_id} href={(b) => `/process/batches/${b.batch_id}`}
        filters={<FilterSelect label={t('hall.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((state) => ({ value: state, label: t(`hall.batchStates.${state}`) }))]} onChange={(value) => set('state', value)} />}
        empty={<EmptyState glyph="制" title={t('hall.none')}><p>{t('hall.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
