import { post, type HospitalDiscard } from '@vena/api'
import { AsOf, Button, EmptyState, Field, FilterSelect, Form, GroupBadge, moment, Page, Panel, ProblemBox, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLink } from '../../app/UnitLink.tsx'

const reload = () => refresh('/api/transfuse', '/api/govern')

const STATES = ['pending', 'done', 'withdrawn'] as const

/** The second person's seal, or the request taken back. */
function Next({ discard }: { discard: HospitalDiscard }) {
  const { t } = useTranslation()
  const may = { confirm: useMay('transfuse.discard.confirm'), withdraw: useMay('transfuse.discard.withdraw') }
  const path = { id: discard.discard_id }
  const action = useAction((_: null, key) => post('/api/transfuse/discards/{id}/confirm', { path }, key), reload)
  if (discard.state !== 'pending') return <><StepState state={discard.state} />{discard.withdrawn_reason && <small className="muted"> {discard.withdrawn_reason}</small>}</>
  return (
    <>
      {action.problem && <ProblemBox problem={action.problem} />}
      <div className="row">
        {!may.confirm && <StepState state={discard.state} />}
        {may.confirm && <Button kind="danger" busy={action.pending} can={discard.can.confirm} onClick={() => void action.run(null)}>{t('discard.confirm')}</Button>}
        {may.withdraw && (
          <AskWhy
            label={t('discard.withdraw')} how={t('discard.withdrawHow')} can={discard.can.withdraw} onDone={reload}
            perform={(values, key) => post('/api/transfuse/discards/{id}/withdraw', { path, body: { reason: values.text('reason') } }, key)}
          />
        )}
      </div>
    </>
  )
}

function useColumns(): Column<HospitalDiscard>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (d) => <UnitLink unit={d.unit} />, text: (d) => d.unit.donation_number },
      { key: 'product', title: t('unit.product'), cell: (d) => <><GroupBadge group={d.unit.group} /> {pick(d.unit.product_name)}</>, text: (d) => pick(d.unit.product_name) },
      { key: 'cause', title: t('discard.cause'), cell: (d) => <>{pick(d.cause_name)} <span className="muted">{d.reason}</span></>, text: (d) => `${pick(d.cause_name)} ${d.reason}`, block: true },
      { key: 'first', title: t('release.first'), cell: (d) => `${d.asked_by.display_name} ${moment(d.asked_at)}`, text: (d) => d.asked_by.display_name, wide: true },
      { key: 'second', title: t('release.second'), cell: (d) => (d.confirmed_by ? `${d.confirmed_by.display_name} ${moment(d.confirmed_at ?? '')}` : '—'), text: (d) => d.confirmed_by?.display_name ?? '', wide: true },
      { key: 'state', title: t('discard.state'), cell: (d) => <Next discard={d} />, text: (d) => d.state, block: true },
    ],
    [t, pick],
  )
}

function Ask() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const codes = useGet('/api/transfuse/codes')
  const action = useAction((values: Values, key) => post('/api/transfuse/discards', { body: { unit: values.text('unit'), cause: values.text('cause'), reason: values.text('reason') } }, key), reload)
  return (
    <Panel title={t('discard.new')}>
      <Form action={action} submit={t('discard.propose')} kind="danger" resetOnDone>
        <div className="form-grid">
          <Field name="unit" label={t('putAway.unit')} hint={t('putAway.unitHow')} required />
          <Field name="cause" label={t('discard.cause')} required options={[{ value: '', label: t('choose') }, ...(codes.data?.discard_causes ?? []).map((c) => ({ value: c.code, label: pick(c.name) }))]} />
          <Field name="reason" label={t('reason')} required />
        </div>
      </Form>
    </Panel>
  )
}

/** Blood that must not be given: one asks, another confirms. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('state')
  const list = usePages('/api/transfuse/discards', { query: filters })
  const ask = useMay('transfuse.discard.create')
  return (
    <Page title={t('job.hospitalDiscard')} aside={<AsOf at={list.asOf} />}>
      {ask && <Ask />}
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="hospital-discards" caption={t('job.hospitalDiscard')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.discard_id} more={list.more}
        filters={<FilterSelect label={t('discard.state')} value={filters.state} onChange={(v) => set('state', v)} options={[{ value: '', label: t('all') }, ...STATES.map((state) => ({ value: state, label: t(`step.${state}`) }))]} />}
        empty={<EmptyState glyph="废" title={t('discard.empty')}><p>{t('discard.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
