// 质控图: every control of every lot on every instrument, run by run.
import type { LabChartRow } from '@vena/api'
import { AsOf, EmptyState, ListDetail, moment, Page, ProblemBox, Table, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useGet } from '../../app/queries.ts'
import './lab.css'

const keyOf = (row: LabChartRow) => [row.instrument_id, row.lot_id, row.control, row.marker].map(encodeURIComponent).join('/')

function useColumns(): Column<LabChartRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'control', title: t('run.control'), cell: (r) => <b>{r.control}</b>, text: (r) => r.control },
      { key: 'marker', title: t('lab.marker'), cell: (r) => r.marker, text: (r) => r.marker },
      { key: 'kit', title: t('run.kit'), cell: (r) => r.kit_name, text: (r) => r.kit_name },
      { key: 'lot', title: t('lab.lot'), cell: (r) => <span className="number">{r.lot}</span>, text: (r) => r.lot },
      { key: 'instrument', title: t('lab.instrument'), cell: (r) => r.instrument_code, text: (r) => r.instrument_code },
      { key: 'runs', title: t('chart.runs'), cell: (r) => r.runs, text: (r) => r.runs, align: 'end' as const },
      { key: 'last', title: t('chart.last'), cell: (r) => <span className="number">{moment(r.last_at)}</span>, text: (r) => moment(r.last_at) },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { instrument, lot, control, marker } = useParams()
  const list = useGet('/api/lab/charts')
  const current = instrument && [instrument, lot, control, marker].map((part) => encodeURIComponent(part ?? '')).join('/')
  return (
    <Page title={t('job.charts')} aside={<AsOf at={list.data?.as_of} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lab-charts" caption={t('job.charts')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={keyOf} href={(r) => `/lab/charts/${keyOf(r)}`} current={current}
        empty={<EmptyState glyph="检" title={t('chart.none')}><p>{t('chart.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/lab/charts" back={t('job.charts')} list={<List />} />
}
