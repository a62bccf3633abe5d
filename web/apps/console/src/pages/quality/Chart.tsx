// 成分质控图: an indicator of a product, value by value, with the rules that a point breaks together with those before it.
import type { QualityChart } from '@vena/api'
import { Facts, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ControlPicture } from '../../app/ControlPicture.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'

type Point = QualityChart['points'][number]

/** A value beyond its limit is out by itself; one that breaks a rule is out by what came before it. */
const verdict = (point: Point) => (point.inside ? (point.broken.length > 0 ? 'warn' : null) : 'reject') as 'warn' | 'reject' | null
const limits = (point: Point) => [point.minimum == null ? '' : `≥ ${point.minimum}`, point.maximum == null ? '' : `≤ ${point.maximum}`].filter(Boolean).join(' ') || '—'

function Points({ chart }: { chart: QualityChart }) {
  const { t } = useTranslation()
  return (
    <table className="table">
      <caption className="unseen">{t('chart.points')}</caption>
      <thead><tr><th scope="col">{t('quality.confirmed')}</th><th scope="col">{t('quality.value')}</th><th scope="col">{t('quality.limits')}</th><th scope="col">{t('quality.rules')}</th></tr></thead>
      <tbody>
        {chart.points.toReversed().slice(0, 60).map((point) => (
          <tr key={point.sample_id}>
            <td data-title={t('quality.confirmed')}><Link to={`/process/quality/samples/${point.sample_id}`} className="number">{moment(point.at)}</Link></td>
            <td data-title={t('quality.value')} className="number">{point.value} {chart.unit}</td>
            <td data-title={t('quality.limits')} className="number">{limits(point)}</td>
            <td data-title={t('quality.rules')}>{point.inside ? point.broken.length > 0 ? <StateWord tone="warning">{point.broken.join(' ')}</StateWord> : <StateWord tone="good">{t('quality.inside')}</StateWord> : <StateWord tone="danger">{[t('quality.out'), ...point.broken].join(' ')}</StateWord>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Detail({ chart, product }: { chart: QualityChart, product: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const plotted = { mean: chart.mean, sd: chart.sd, points: chart.points.map((point) => ({ value: point.value, valid: true, verdict: verdict(point) })) }
  const titles = chart.points.map((point) => [moment(point.at), `${point.value} ${chart.unit}`, ...point.broken].join(' · '))
  const inside = chart.points.filter((point) => point.inside).length
  return (
    <Page title={`${product} · ${pick(chart.name)}`} aside={<Link to="/process/quality">{t('job.quality')}</Link>}>
      {chart.mean == null && <p className="notice">{t('quality.tooFew', { needed: chart.needed, have: inside })}</p>}
      <Panel title={t('quality.chart')}>{chart.points.length > 0 ? <ControlPicture chart={plotted} titles={titles} label={t('quality.picture', { n: chart.points.length })} /> : <p className="muted">{t('quality.noValues')}</p>}</Panel>
      <Panel><Facts items={[[t('chart.mean'), chart.mean == null ? '—' : `${chart.mean.toFixed(2)} ${chart.unit}`], [t('chart.sd'), chart.sd == null ? '—' : chart.sd.toFixed(2)], [t('quality.share'), chart.points.length > 0 ? `${inside}/${chart.points.length}` : '—'], [t('chart.basis'), chart.source]]} /></Panel>
      {chart.points.length > 0 && <Panel title={t('chart.points')}><Points chart={chart} /></Panel>}
    </Page>
  )
}

/** One indicator of one product. */
export function Component() {
  const { product = '', indicator = '' } = useParams()
  const chart = useGet('/api/process/quality/chart', { query: { product, indicator } })
  return <Opened from={chart}>{(data) => <Detail key={`${product}${indicator}`} chart={data} product={product} />}</Opened>
}
