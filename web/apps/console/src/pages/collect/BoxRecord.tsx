// What the logger of a box has written down on the way: read out by the receiver, judged, drawn.
import { post, ProblemError, type HandOverBox } from '@vena/api'
import { Field, Form, moment, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { readings } from './readings.ts'

type Shown = NonNullable<HandOverBox['record']>
const WIDE = 640
const HIGH = 160

/** The curve with the allowed band behind it. */
function Curve({ record, sent }: { record: Shown, sent: number }) {
  const { t } = useTranslation()
  const times = record.points.map((point) => Date.parse(point.at))
  const temps = record.points.map((point) => point.temp_c)
  const [from, until] = [Math.min(...times), Math.max(...times)]
  const [low, high] = [Math.min(record.min_c, ...temps) - 1, Math.max(record.max_c, ...temps) + 1]
  const x = (at: number) => 44 + ((at - from) / Math.max(1, until - from)) * (WIDE - 56)
  const y = (temp: number) => HIGH - 20 - ((temp - low) / (high - low)) * (HIGH - 32)
  const path = record.points.map((point, i) => `${i ? 'L' : 'M'}${x(Date.parse(point.at)).toFixed(1)} ${y(point.temp_c).toFixed(1)}`).join('')
  return (
    <svg className="box-curve" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={t('boxRecord.curve')}>
      <rect className="box-band" x={44} width={WIDE - 56} y={y(record.max_c)} height={y(record.min_c) - y(record.max_c)} />
      {[record.max_c, record.min_c].map((limit) => <g key={limit}><line className="box-limit" x1={44} x2={WIDE - 12} y1={y(limit)} y2={y(limit)} /><text x={38} y={y(limit) + 4} textAnchor="end">{limit} ℃</text></g>)}
      <path className="box-line" d={path} />
      {sent > from && sent < until && <line className="box-sent" x1={x(sent)} x2={x(sent)} y1={8} y2={HIGH - 20} />}
      {record.points.filter((point) => Date.parse(point.at) >= sent).filter((point) => point.temp_c < record.min_c || point.temp_c > record.max_c).map((point) => <circle key={point.at} className="box-out" cx={x(Date.parse(point.at))} cy={y(point.temp_c)} r={3.5} />)}
      <text x={44} y={HIGH - 4}>{moment(record.points[0]?.at ?? '')}</text>
      <text x={WIDE - 12} y={HIGH - 4} textAnchor="end">{moment(record.points.at(-1)?.at ?? '')}</text>
    </svg>
  )
}

function Verdict({ box, record }: { box: HandOverBox, record: Shown }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { verdict } = record
  const sent = Date.parse(box.sent?.at ?? '')
  return (
    <div className="stack">
      <p className="row">
        {verdict.excursion && <StateWord tone="danger">{pick(verdict.excursion)}</StateWord>}
        {verdict.gap && <StateWord tone="warning">{pick(verdict.gap)}</StateWord>}
        {!verdict.excursion && !verdict.gap && <StateWord tone="good">{t('boxRecord.fine', { cold: verdict.coldest_c ?? '—', warm: verdict.warmest_c ?? '—' })}</StateWord>}
      </p>
      {verdict.excursion && <p className="muted">{t(box.received ? 'boxRecord.held' : 'boxRecord.willHold')}</p>}
      {record.points.length > 1 && <Curve record={record} sent={sent} />}
      <p className="muted">{t('boxRecord.readBy', { logger: record.logger, name: record.read_by?.display_name ?? '—', at: moment(record.read_at) })}</p>
    </div>
  )
}

/** The record of a box: read out on its way or afterwards at a desk, shown and judged from then on. */
export function BoxRecord({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const action = useAction(
    async (values: Values, key) => {
      const { points, wrong } = readings(values.text('points'))
      const detail = t('boxRecord.wrong', { count: wrong.length, line: wrong[0] })
      if (wrong.length > 0) throw new ProblemError({ title: detail, detail, status: 422, code: 'client.readings', field: 'points' })
      return post('/api/collect/boxes/{id}/record', { path: { id: box.box_id }, body: { logger: values.text('logger'), points } }, key)
    },
    () => refresh('/api/collect/boxes'),
  )
  if (!box.record && !box.can.record.ok) return null
  return (
    <Panel title={t('boxRecord.title')}>
      {box.record && <Verdict box={box} record={box.record} />}
      {box.can.record.ok && (
        <details open={!box.record && box.state === 'sent'}>
          <summary>{t(box.record ? 'boxRecord.again' : 'boxRecord.read')}</summary>
          <Form action={action} submit={t('boxRecord.do')} can={box.can.record}>
            <Field name="logger" label={t('box.logger')} required maxLength={60} defaultValue={box.logger ?? ''} autoComplete="off" className="short" />
            <Field name="points" label={t('boxRecord.points')} hint={t('boxRecord.how')} lines={5} required />
          </Form>
        </details>
      )}
    </Panel>
  )
}
