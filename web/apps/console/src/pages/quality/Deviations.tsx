import { post, type DeviationRow } from '@vena/api'
import { AsOf, EmptyState, Field, FilterSelect, Form, ListDetail, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

function useColumns(): Column<DeviationRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('deviation.number'), cell: (r) => <b className="number">{r.number}</b>, text: (r) => r.number },
      { key: 'title', title: t('deviation.title'), cell: (r) => pick(r.title), text: (r) => pick(r.title) },
      { key: 'origin', title: t('deviation.origin'), cell: (r) => t(`deviation.origins.${r.origin}`), text: (r) => r.origin },
      { key: 'opened', title: t('deviation.opened'), cell: (r) => moment(r.opened_at), text: (r) => moment(r.opened_at) },
      { key: 'due', title: t('deviation.due'), cell: (r) => <span className="number">{r.due_on}</span>, text: (r) => r.due_on },
      { key: 'actions', title: t('deviation.actions'), cell: (r) => `${r.verified}/${r.actions}`, text: (r) => `${r.verified}/${r.actions}`, align: 'end' as const },
      { key: 'state', title: t('deviation.state'), cell: (r) => (r.closed_at ? <StateWord tone="quiet">{t('deviation.closed')}</StateWord> : r.overdue ? <StateWord tone="danger">{t('deviation.overdue')}</StateWord> : <StateWord tone="notice">{t('deviation.open')}</StateWord>), text: (r) => (r.closed_at ? 'closed' : 'open') },
    ],
    [t, pick],
  )
}

function New() {
  const { t } = useTranslation()
  const go = useNavigate()
  const action = useAction((values: Values, key) => post('/api/process/deviations', { body: { title: values.text('title'), place: values.maybe('place'), lots: values.list('lots'), units: values.list('units') } }, key), (made) => {
    refresh('/api/process/deviations')
    void go(`/process/deviations/${made.deviation_id}`)
  })
  return (
    <Panel title={t('deviation.new')}>
      <Form action={action} submit={t('deviation.create')} resetOnDone>
        <Field name="title" label={t('deviation.what')} required />
        <div className="form-grid"><Field name="place" label={t('deviation.place')} /><Field name="lots" label={t('deviation.lots')} /></div>
        <Field name="units" label={t('deviation.units')} hint={t('deviation.unitsHow')} lines={3} />
      </Form>
    </Panel>
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('closed')
  const list = usePages('/api/process/deviations', { query: filters })
  const may = useMay('process.deviation.create')
  return (
    <Page title={t('job.deviations')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="deviations" caption={t('job.deviations')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.deviation_id} href={(r) => `/process/deviations/${r.deviation_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('deviation.state')} value={filters.closed} options={[{ value: '', label: t('all') }, { value: 'false', label: t('deviation.open') }, { value: 'true', label: t('deviation.closed') }]} onChange={(value) => set('closed', value)} />}
        empty={<EmptyState glyph="偏" title={t('deviation.none')}><p>{t('deviation.noneHow')}</p></EmptyState>}
      />
      {may && !id && <New />}
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/process/deviations" back={t('job.deviations')} list={<List />} />
}
