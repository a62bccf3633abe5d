// A month of one product: how each indicator stands, what people concluded where there were too few results, and its report.
import { post, type QualityMonthOf } from '@vena/api'
import { AsOf, Facts, Field, Form, moment, Page, Panel, StateWord, useAction, useWords, type Tone, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'

const TONES: Record<QualityMonthOf['state'], Tone> = { in_control: 'good', open: 'notice', out: 'danger' }

function Indicators({ month }: { month: QualityMonthOf }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <table className="table">
      <caption className="unseen">{t('quality.results')}</caption>
      <thead><tr>{(['indicator', 'results', 'needed', 'state'] as const).map((key) => <th key={key} scope="col">{t(`quality.${key}`)}</th>)}</tr></thead>
      <tbody>
        {month.indicators.map((one) => (
          <tr key={one.code}>
            <td data-title={t('quality.indicator')}><Link to={`/process/quality/chart/${month.product}/${one.code}`}>{pick(one.name)}</Link></td>
            <td data-title={t('quality.results')} className="number">{one.inside}/{one.tested}</td>
            <td data-title={t('quality.needed')} className="number">≥ {one.share / 10}%</td>
            <td data-title={t('quality.state')}><StateWord tone={TONES[one.state]}>{t(`quality.states.${one.state}`)}</StateWord></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What people say of a month that its results cannot judge. */
function Conclusion({ month }: { month: QualityMonthOf }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/process/quality/months/{id}/conclude', { path: { id: month.id }, body: { reason: values.text('reason') } }, key), () => refresh('/api/process/quality', '/api/records'))
  if (month.conclusion) {
    const { reason, concluded_at, concluded_by_name } = month.conclusion
    return <Panel title={t('quality.conclusion')}><p>{reason}</p><p className="muted">{t('quality.concludedBy', { name: concluded_by_name, at: moment(concluded_at) })}</p></Panel>
  }
  if (!month.can_conclude.ok) return null
  return (
    <Panel title={t('quality.conclusion')}>
      <p className="muted">{t('quality.concludeHow')}</p>
      <Form action={action} submit={t('quality.conclude')}><Field name="reason" label={t('quality.conclusion')} required minLength={8} maxLength={500} /></Form>
    </Panel>
  )
}

function Detail({ month }: { month: QualityMonthOf }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Page
      title={`${pick(month.name)} ${month.id.slice(-7)}`}
      aside={<><StateWord tone={TONES[month.state]}>{t(`quality.states.${month.state}`)}</StateWord> <span className="muted">{t(month.ended ? 'quality.ended' : 'quality.running')}</span> <AsOf at={month.as_of} /></>}
    >
      {month.waiting > 0 && <p className="notice">{t('quality.waitingN', { n: month.waiting })}</p>}
      <Panel><Facts items={(['made', 'due', 'drawn', 'taken'] as const).map((key) => [t(`quality.${key}`), String(month[key])])} /></Panel>
      <Panel title={t('quality.results')}><Indicators month={month} /></Panel>
      <Conclusion month={month} />
      <Papers kind="quality_month" id={month.id} />
    </Page>
  )
}

/** A month of one product. */
export function Component() {
  const { id = '' } = useParams()
  const month = useGet('/api/process/quality/months/{id}', { path: { id } })
  return <Opened from={month}>{(data) => <Detail key={data.id} month={data} />}</Opened>
}
