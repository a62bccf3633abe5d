import { post, type Answer } from '@vena/api'
import { Button, Dialog, EmptyState, Field, FilterSelect, Form, moment, Page, ProblemBox, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'

type Report = Answer<'/api/recruit/reports', 'get'>[number]

/** The donor's words, read one at a time, and the answer to them. */
function Read({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { data, problem, reload } = useGet('/api/recruit/reports/{id}', { path: { id } })
  const action = useAction((values: Values, key: string) => post('/api/recruit/reports/{id}/close', { path: { id }, body: { answer: values.text('answer') } }, key), () => {
    refresh('/api/recruit/reports')
    close()
  })
  return (
    <Dialog open onClose={close} title={data ? pick(data.kind_title) : t('donorReport.one')}>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {data && <p>{data.words}</p>}
      {data && <p className="muted">{data.name_masked} · {moment(data.reported_at)}{data.call_back ? ` · ${t('donorReport.callBack')}` : ''}</p>}
      {data?.answer && <p>{t('donorReport.answer')}：{data.answer}</p>}
      {data && !data.closed_at && (
        <Form action={action} submit={t('donorReport.send')} extra={<Button kind="quiet" onClick={close}>{t('donorReport.later')}</Button>}>
          <Field name="answer" label={t('donorReport.answer')} lines={4} required minLength={2} maxLength={1000} hint={t('donorReport.hint')} />
        </Form>
      )}
    </Dialog>
  )
}

/** What donors tell us from their app: what waits longest comes first. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set } = useFilters('closed')
  const [open, setOpen] = useState<string>()
  const list = useGet('/api/recruit/reports', { query: { closed: filters.closed === 'true' } })
  const columns = useMemo<Column<Report>[]>(() => [
    { key: 'at', title: t('message.at'), cell: (r) => moment(r.reported_at), text: (r) => moment(r.reported_at) },
    { key: 'kind', title: t('message.kind'), cell: (r) => <>{r.urgent && <strong>{t('donorReport.urgent')} </strong>}{pick(r.kind_title)}</>, text: (r) => pick(r.kind_title) },
    { key: 'who', title: t('message.to'), cell: (r) => <Link to={`/recruit/donors/${r.donor_id}`}>{r.name_masked}</Link>, text: (r) => r.name_masked },
    { key: 'call', title: t('donorReport.callBack'), cell: (r) => (r.call_back ? t('donorReport.yes') : '—'), text: (r) => (r.call_back ? t('donorReport.yes') : '') },
    { key: 'read', title: t('donorReport.one'), cell: (r) => <Button onClick={() => setOpen(r.report_id)}>{t('donorReport.read')}</Button>, text: () => '' },
  ], [t, pick])
  return (
    <Page title={t('job.donorReports')}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="donor-reports" caption={t('job.donorReports')} columns={columns} rows={list.data} rowKey={(r) => r.report_id}
        filters={<FilterSelect label={t('message.state')} value={filters.closed} options={[{ value: '', label: t('donorReport.waiting') }, { value: 'true', label: t('donorReport.answered') }]} onChange={(v) => set('closed', v)} />}
        empty={<EmptyState glyph="服" title={t('donorReport.empty')}><p>{t('donorReport.emptyHow')}</p></EmptyState>}
      />
      {open && <Read id={open} close={() => setOpen(undefined)} />}
    </Page>
  )
}
