import type { LabChart } from '@vena/api'
import { Facts, moment, Page, Panel, StateWord, useWidth } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { scaled, type Mark } from './curve.ts'
import './lab.css'

const HEIGHT = 300

/** A point: its shape says what its colour says. */
function Dot({ mark, title }: { mark: Mark, title: string }) {
  const { x, y, tone } = mark
  if (tone === 'reject') return <path className="dot-reject" d={`M${x - 5},${y - 5}l10,10m0,-10l-10,10`}><title>{title}</title></path>
  if (tone === 'warn') return <path className="dot-warn" d={`M${x},${y - 6}l6,11h-12z`}><title>{title}</title></path>
  return <circle className={tone === 'void' ? 'dot-void' : 'dot'} cx={x} cy={y} r={4}><title>{title}</title></circle>
}

/** Levey-Jennings: the runs from left to right, the mean in the middle, a line for each standard deviation. */
function Curve({ chart }: { chart: LabChart }) {
  const { t } = useTranslation()
  const { ref, width } = useWidth<HTMLDivElement>()
  const { marks, lines } = scaled(chart, Math.max(width, 240), HEIGHT)
  const way = marks.filter(({ tone }) => tone !== 'void').map(({ x, y }, at) => `${at ? 'L' : 'M'}${x},${y}`).join('')
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg className="chart" width={width} height={HEIGHT} role="img" aria-label={t('chart.picture', { n: chart.points.length })}>
          {lines.map(({ sd, y }) => (
            <g key={sd}>
              <line className={sd === 0 ? 'chart-mean' : Math.abs(sd) === 3 ? 'chart-limit' : 'chart-line'} x1={44} x2={width - 8} y1={y} y2={y} />
              <text x={4} y={y + 4}>{sd === 0 ? t('chart.mean') : `${sd > 0 ? '+' : '−'}${Math.abs(sd)}s`}</text>
            </g>
          ))}
          <path className="chart-way" d={way} />
          {marks.map((mark) => {
            const point = chart.points[mark.at]!
            return <Dot key={point.run_id} mark={mark} title={`${point.run_no} · ${moment(point.at)} · ${point.value.toFixed(3)}${point.broken.length > 0 ? ` · ${point.broken.join(' ')}` : ''}`} />
          })}
        </svg>
      )}
    </div>
  )
}

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
      <Panel title={t('job.charts')}><Curve chart={chart} /></Panel>
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
