import { post, type QualityMonth, type QualitySampleRow } from '@vena/api'
import { AsOf, Button, donationNumber, EmptyState, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Tone } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../lab/lab.css'

type Product = QualityMonth['products'][number]

const TONES: Record<Product['state'], Tone> = { in_control: 'good', open: 'notice', out: 'danger' }
const STEPS: Record<QualitySampleRow['state'], Tone> = { drawn: 'notice', taken: 'notice', tested: 'good', replaced: 'quiet' }

/** Each indicator leads to its chart. */
function Indicators({ row }: { row: Product }) {
  const { pick } = useWords()
  const maySee = useMay('process.quality_chart.view')
  return (
    <span className="lab-acts">
      {row.indicators.map((one) => {
        const word = `${pick(one.name)}${one.tested > 0 ? ` ${one.inside}/${one.tested}` : ''}`
        return maySee ? <Link key={one.code} to={`/process/quality/chart/${row.product}/${one.code}`}>{word}</Link> : <span key={one.code}>{word}</span>
      })}
    </span>
  )
}

/** Product by product: what is due, how far it is, which indicators are out. */
function Board({ month }: { month: QualityMonth }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  if (month.products.length === 0) return <EmptyState glyph="质" title={t('quality.none')}><p>{t('quality.noneHow')}</p></EmptyState>
  return (
    <table className="table">
      <caption className="unseen">{t('job.quality')}</caption>
      <thead><tr>{(['product', 'made', 'due', 'drawn', 'taken', 'results', 'state'] as const).map((key) => <th key={key} scope="col">{t(`quality.${key}`)}</th>)}</tr></thead>
      <tbody>
        {month.products.map((row) => (
          <tr key={row.product}>
            <td data-title={t('quality.product')}><Link to={`/process/quality/months/${row.product}@${month.month.slice(0, 7)}`}><b>{pick(row.name)}</b></Link> <span className="muted">{row.product}</span></td>
            <td data-title={t('quality.made')} className="number">{row.made}</td>
            <td data-title={t('quality.due')} className="number">{row.due}</td>
            <td data-title={t('quality.drawn')} className="number">{row.drawn}</td>
            <td data-title={t('quality.taken')} className="number">{row.taken}</td>
            <td data-title={t('quality.results')}><Indicators row={row} /></td>
            <td data-title={t('quality.state')}><StateWord tone={TONES[row.state]}>{t(`quality.states.${row.state}`)}</StateWord></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function useColumns(): Column<QualitySampleRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'unit', title: t('quality.unit'), cell: (r) => <span className="number">{donationNumber(r.donation_number)}</span>, text: (r) => r.donation_number },
      { key: 'product', title: t('quality.product'), cell: (r) => r.product, text: (r) => r.product },
      { key: 'where', title: t('quality.where'), cell: (r) => [r.site_name, r.position].filter(Boolean).join(' · ') || '—', text: (r) => r.site_name ?? '' },
      { key: 'drawn', title: t('quality.drawnAt'), cell: (r) => <span className="number">{moment(r.drawn_at)}</span>, text: (r) => moment(r.drawn_at) },
      { key: 'by', title: t('quality.by'), cell: (r) => r.taken_by_name ?? '—', text: (r) => r.taken_by_name ?? '' },
      { key: 'outside', title: t('quality.outside'), cell: (r) => r.outside || '—', text: (r) => r.outside, align: 'end' as const },
      { key: 'state', title: t('quality.state'), cell: (r) => (r.waiting ? <StateWord tone="warning">{t('quality.waits')}</StateWord> : <StateWord tone={STEPS[r.state]}>{t(`quality.steps.${r.state}`)}</StateWord>), text: (r) => r.state },
    ],
    [t],
  )
}

function Samples({ month }: { month: string }) {
  const { t } = useTranslation()
  const list = usePages('/api/process/quality/samples', { query: { month } })
  return (
    <Table
      id="quality-samples" caption={t('quality.samples')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.sample_id} href={(r) => `/process/quality/samples/${r.sample_id}`} more={list.more}
      empty={<EmptyState glyph="质" title={t('quality.noSamples')}><p>{t('quality.noSamplesHow')}</p></EmptyState>}
    />
  )
}

/** A month of quality control: what is due, what was drawn, whether it is in control. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('month')
  const board = useGet('/api/process/quality/month', { query: filters.month ? { month: filters.month } : {} })
  const mayDraw = useMay('process.quality_draw.create')
  const maySee = useMay('process.quality_sample.list')
  const [drew, setDrew] = useState<number>()
  const draw = useAction((_: null, key) => post('/api/process/quality/draws', { body: {} }, key), (drawn) => {
    setDrew(drawn.units)
    refresh('/api/process/quality')
  })
  const month = board.data?.month.slice(0, 7)
  return (
    <Page title={t('job.quality')} aside={<AsOf at={board.data?.as_of} />} actions={mayDraw && <Button kind="primary" busy={draw.pending} onClick={() => void draw.run(null)}>{t('quality.draw')}</Button>}>
      {board.problem && <ProblemBox problem={board.problem} onRetry={board.reload} />}
      {draw.problem && <ProblemBox problem={draw.problem} />}
      {drew !== undefined && <p className="notice" role="status">{t('quality.drew', { n: drew })}</p>}
      <label className="row">{t('quality.month')} <input type="month" value={month ?? ''} onChange={(event) => set('month', event.currentTarget.value)} /></label>
      <Panel title={t('job.quality')}>{board.data && <Board month={board.data} />}</Panel>
      {maySee && month && <Samples month={month} />}
    </Page>
  )
}
