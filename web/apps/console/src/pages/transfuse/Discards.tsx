import { post, type HospitalDiscard } from '@vena/api'
import { AsOf, Button, donationNumber, EmptyState, Field, Form, GroupBadge, moment, Page, Panel, ProblemBox, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

const reload = () => refresh('/api/transfuse', '/api/govern')

function Confirm({ discard }: { discard: HospitalDiscard }) {
  const { t } = useTranslation()
  const action = useAction((_: null, key) => post('/api/transfuse/discards/{id}/confirm', { path: { id: discard.discard_id } }, key), reload)
  if (discard.state !== 'pending') return <StepState state={discard.state} />
  return <>{action.problem && <ProblemBox problem={action.problem} />}<Button kind="danger" busy={action.pending} can={discard.can.confirm} onClick={() => void action.run(null)}>{t('discard.confirm')}</Button></>
}

function useColumns(): Column<HospitalDiscard>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (d) => <Link className="number" to={`/units/${d.unit.unit_id}`}>{donationNumber(d.unit.donation_number)}</Link>, text: (d) => d.unit.donation_number },
      { key: 'product', title: t('unit.product'), cell: (d) => <><GroupBadge group={d.unit.group} /> {pick(d.unit.product_name)}</>, text: (d) => pick(d.unit.product_name) },
      { key: 'cause', title: t('discard.cause'), cell: (d) => <>{pick(d.cause_name)} <span className="muted">{d.reason}</span></>, text: (d) => `${pick(d.cause_name)} ${d.reason}` },
      { key: 'first', title: t('release.first'), cell: (d) => `${d.asked_by.display_name} ${moment(d.asked_at)}`, text: (d) => d.asked_by.display_name, wide: true },
      { key: 'second', title: t('release.second'), cell: (d) => (d.confirmed_by ? `${d.confirmed_by.display_name} ${moment(d.confirmed_at ?? '')}` : '—'), text: (d) => d.confirmed_by?.display_name ?? '', wide: true },
      { key: 'state', title: t('discard.state'), cell: (d) => <Confirm discard={d} />, text: (d) => d.state },
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
  const list = usePages('/api/transfuse/discards')
  const ask = useMay('transfuse.discard.create')
  return (
    <Page title={t('job.hospitalDiscard')} aside={<AsOf at={list.asOf} />}>
      {ask && <Ask />}
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="hospital-discards" caption={t('job.hospitalDiscard')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.discard_id} more={list.more}
        empty={<EmptyState glyph="废" title={t('discard.empty')}><p>{t('discard.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
