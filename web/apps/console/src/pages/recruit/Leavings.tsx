// 注销申请: who wants the account deleted, what goes, what the law keeps, and the answer.
import { post, type Leaving, type LeavingRow } from '@vena/api'
import { Button, Dialog, EmptyState, Field, FilterSelect, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import './leavings.css'

function Lines({ title, lines }: { title: string, lines: Leaving['removes'] }) {
  const { pick } = useWords()
  return (
    <section>
      <h3>{title}</h3>
      <ul className="leaving-lines">
        {lines.map((line) => <li key={line.code}><b>{pick(line.text)}</b>{line.count > 1 && <span className="number"> × {line.count}</span>}{line.clause && <small className="muted">{line.clause}</small>}</li>)}
      </ul>
    </section>
  )
}

/** One wish: read, handled, answered. */
function Handle({ id, close }: { id: string, close: () => void }) {
  const { t } = useTranslation()
  const { data, problem, reload } = useGet('/api/recruit/leavings/{id}', { path: { id } })
  const action = useAction((values: Values, key: string) => post('/api/recruit/leavings/{id}/close', { path: { id }, body: { answer: values.text('answer') } }, key), () => {
    refresh('/api/recruit')
    close()
  })
  return (
    <Dialog open onClose={close} title={t('leaving.one')}>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {data && (
        <div className="stack">
          <p><Link to={`/recruit/donors/${data.donor_id}`}>{data.name_masked}</Link> · {moment(data.asked_at)}</p>
          <div className="leaving-sides">
            <Lines title={t(data.state === 'done' ? 'leaving.removed' : 'leaving.removes')} lines={data.removes} />
            <Lines title={t('leaving.keeps')} lines={data.keeps} />
          </div>
          {data.answer && <p className="notice">{data.answer} {data.closed_by && <span className="muted">{data.closed_by.display_name}</span>}</p>}
          {data.state === 'open' && (
            <Form action={action} submit={t('leaving.do')} kind="danger" can={data.can_close} extra={<Button kind="quiet" onClick={close}>{t('leaving.later')}</Button>}>
              <p className="muted">{t('leaving.how')}</p>
              <Field name="answer" label={t('leaving.answer')} lines={3} required minLength={2} maxLength={500} defaultValue={t('leaving.usual')} />
            </Form>
          )}
        </div>
      )}
    </Dialog>
  )
}

const TONES = { open: 'warning', done: 'good', withdrawn: 'quiet' } as const

/** Who wants to be deleted: what waits longest comes first. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('closed')
  const [open, setOpen] = useState<string>()
  const list = useGet('/api/recruit/leavings', { query: { closed: filters.closed === 'true' } })
  const columns = useMemo<Column<LeavingRow>[]>(() => [
    { key: 'state', title: t('leaving.state'), cell: (r) => <StateWord tone={r.late ? 'danger' : TONES[r.state as keyof typeof TONES]}>{r.late ? t('leaving.late') : t(`leaving.states.${r.state as 'open'}`)}</StateWord>, text: (r) => r.state },
    { key: 'who', title: t('leaving.who'), cell: (r) => r.name_masked, text: (r) => r.name_masked },
    { key: 'due', title: t('leaving.due'), cell: (r) => <span className="number">{r.due_on}</span>, text: (r) => r.due_on },
    { key: 'at', title: t('leaving.asked'), cell: (r) => moment(r.asked_at), text: (r) => r.asked_at, wide: true },
    { key: 'do', title: t('leaving.one'), cell: (r) => <Button onClick={() => setOpen(r.leaving_id)}>{t(r.state === 'open' ? 'leaving.handle' : 'leaving.see')}</Button>, text: () => '' },
  ], [t])
  return (
    <Page title={t('job.leavings')}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="leavings" caption={t('job.leavings')} columns={columns} rows={list.data} rowKey={(r) => r.leaving_id}
        filters={<FilterSelect label={t('leaving.state')} value={filters.closed} options={[{ value: '', label: t('leaving.waiting') }, { value: 'true', label: t('leaving.over') }]} onChange={(v) => set('closed', v)} />}
        empty={<EmptyState glyph="招" title={t('leaving.none')}><p>{t('leaving.noneHow')}</p></EmptyState>}
      />
      {open && <Handle id={open} close={() => setOpen(undefined)} />}
    </Page>
  )
}
