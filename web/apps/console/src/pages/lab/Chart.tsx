import type { LabChart } from '@vena/api'
import { Facts, moment, Page, Panel, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ControlPicture } from '../../app/ControlPicture.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import './lab.css'

/** What is known of a run's point. */
const titleOf = (point: LabChart['points'][number]) => `${point.run_no} · ${moment(point.at)} · ${point.value.toFixed(3)}${point.broken.length > 0 ? ` · ${point.broken.join(' ')}` : ''}`

function Points({ chart }: { chart: LabChart }) {
  const { t } = useTranslation()
  return (
    <table className="table">
      <caption className="unseen">{t('chart.points')}</caption>
      <thead><tr><th scope="col">{t('run.no')}</th><th scope="col">{t('run.closed')}</th><th scope="col">{t('chart.value')}</th><th scope="col">{t('chart.z')}</th><th scope="col">{t('chart.rules')}</th></tr></thead>
      <tbody>
        {chart.points.toReversed().slice(0, 30).map((point) => (
          <tr key={point.run_id}>
            <td data-title={t('run.no')}><Link to={`/lab/runs/${point.run_id}`} className="number">{point.run_no}</Link></td>
            <td data-title={t('run.closed')} className="number">{moment(point.at)}</td>
            <td data-title={t('chart.value')} className="number">{point.value.toFixed(3)}</td>
            <td data-title={t('chart.z')} className="number">{point.z == null ? '—' : point.z.toFixed(2)}</td>
            <td data-title={t('chart.rules')}>{point.verdict ? <StateWord tone={point.verdict === 'reject' ? 'danger' : 'warning'}>{point.broken.join(' ')}</StateWord> : point.valid ? <StateWord tone="good">{t('chart.inside')}</StateWord> : <StateWord tone="quiet">{t('run.states.void')}</StateWord>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Detail({ chart, title }: { chart: LabChart, title: string }) {
  const { t } = useTranslation()
  const valid = chart.points.filter((point) => point.valid).length
  return (
    <Page title={title}>
      {chart.mean == null && <p className="notice">{t('chart.tooFew', { needed: chart.needed, have: Math.min(valid, chart.needed) })}</p>}
      <Panel title={t('job.charts')}><ControlPicture chart={chart} titles={chart.points.map(titleOf)} label={t('chart.picture', { n: chart.points.length })} /></Panel>
      <Panel><Facts items={[[t('chart.mean'), chart.mean == null ? '—' : chart.mean.toFixed(3)], [t('chart.sd'), chart.sd == null ? '—' : chart.sd.toFixed(3)], [t('chart.baseline'), chart.needed], [t('chart.basis'), chart.basis]]} /></Panel>
      <Panel title={t('chart.points')}><Points chart={chart} /></Panel>
    </Page>
  )
}

/** One control of one lot on one instrument. */
export function Component() {
  const { instrument = '', lot = '', control = '', marker = '' } = useParams()
  const chart = useGet('/api/lab/charts/points', { query: { instrument_id: instrument, lot_id: lot, control, marker } })
  return <Opened from={chart}>{(data) => <Detail key={`${instrument}${lot}${control}${marker}`} chart={data} title={`${control} · ${marker}`} />}</Opened>
}
