import { post, type MissingCase } from '@vena/api'
import { AsOf, EmptyState, Field, FilterSelect, Form, GroupBadge, moment, Page, Panel, ProblemBox, useAction, useFilters, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLink } from '../../app/UnitLink.tsx'

const OUTCOMES = ['arrived', 'came_back', 'lost'] as const

function Close({ item: { case_id, can } }: { item: MissingCase }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/transport/cases/{id}/close', { path: { id: case_id }, body: { outcome: values.word<(typeof OUTCOMES)[number]>('outcome'), note: values.text('note') } }, key),
    () => refresh('/api/transport', '/api/store', '/api/ledger'),
  )
  return (
    <Form action={action} submit={t('case.close')}>
      <div className="form-grid">
        <Field name="outcome" label={t('case.outcome')} required options={OUTCOMES.filter((value) => can[value].ok).map((value) => ({ value, label: t(`case.${value}`) }))} />
        <Field name="note" label={t('note')} required />
      </div>
    </Form>
  )
}

function Case({ item }: { item: MissingCase }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const close = useMay('transport.case.close')
  return (
    <Panel>
      <p className="row">
        <StepState state={item.state === 'open' ? 'missing' : 'done_case'} />
        <UnitLink unit={item.unit} /><GroupBadge group={item.unit.group} /><span>{pick(item.unit.product_name)}</span>
        <Link to={`/transport/shipments/${item.shipment_id}`}>{item.shipment_no}</Link>
        <span className="muted">{moment(item.opened_at)} {item.opened_by.display_name} {item.note}</span>
      </p>
      {item.closed_at && <p className="muted">{moment(item.closed_at)} {item.closed_by?.display_name} · {t(`case.${item.outcome}` as 'case.lost', { defaultValue: item.outcome ?? '' })} {item.close_note}</p>}
      {close && OUTCOMES.some((value) => item.can[value].ok) && <Close item={item} />}
    </Panel>
  )
}

/** Bags that a box should have held and did not: each stays open until somebody says what became of it. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('state')
  const list = usePages('/api/transport/cases', { query: filters })
  return (
    <Page title={t('job.cases')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <div className="row"><FilterSelect label={t('shipment.state')} value={filters.state} onChange={(v) => set('state', v)} options={[{ value: '', label: t('all') }, { value: 'open', label: t('case.open') }, { value: 'closed', label: t('case.closed') }]} /></div>
      {list.rows?.length === 0 && <EmptyState glyph="寻" title={t('case.empty')}><p>{t('case.emptyHow')}</p></EmptyState>}
      {list.rows?.map((item) => <Case key={item.case_id} item={item} />)}
    </Page>
  )
}
