// 缺失追查: bags that were not in their boxes, who looks for them, and until when.
import { post, type BoxCase } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Facts, Field, FilterSelect, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, usePages } from '../../app/queries.ts'

const TONES = { open: 'warning', loss_asked: 'notice', found: 'good', lost: 'danger' } as const
const reload = () => refresh('/api/collect/box-cases')

function CaseState({ of }: { of: BoxCase }) {
  const { t } = useTranslation()
  return <StateWord tone={of.late ? 'danger' : TONES[of.state]}>{of.late ? t('boxCase.late') : t(`boxCase.states.${of.state}`)}</StateWord>
}

/** What may be done with one case, each step with its words. */
function Work({ of, close }: { of: BoxCase, close: () => void }) {
  const { t } = useTranslation()
  const done = () => { reload(); close() }
  const at = { path: { id: of.case_id } }
  const take = useAction((_: null, key) => post('/api/collect/box-cases/{id}/take', { ...at, body: {} }, key), done)
  const find = useAction((values: Values, key) => post('/api/collect/box-cases/{id}/find', { ...at, body: { note: values.text('note') } }, key), done)
  const lose = useAction((values: Values, key) => post('/api/collect/box-cases/{id}/lose', { ...at, body: { reason: values.text('reason') } }, key), done)
  const confirm = useAction((_: null, key) => post('/api/collect/box-cases/{id}/confirm', { ...at, body: {} }, key), done)
  const problem = take.problem ?? confirm.problem
  return (
    <Dialog open onClose={close} title={`${t('boxCase.one')} ${of.donation_number_shown}`}>
      <div className="stack">
        <Facts items={[
          [t('boxCase.box'), <Link key="b" to={`/collect/boxes/${of.box_id}`}>{of.box_code}</Link>], [t('box.from'), of.from_site_name], [t('boxCase.opened'), `${moment(of.opened_at)} · ${of.opened_by.display_name}`],
          [t('boxCase.owner'), of.owner.display_name], [t('boxCase.due'), moment(of.due_at)],
          ...(of.said ? [[t('boxCase.said'), of.said] as [string, string]] : []), ...(of.asked_by ? [[t('boxCase.askedBy'), of.asked_by.display_name] as [string, string]] : []),
          ...(of.closed_by ? [[t('boxCase.closedBy'), `${of.closed_by.display_name} · ${of.closed_at ? moment(of.closed_at) : ''}`] as [string, string]] : []),
        ]} />
        {problem && <ProblemBox problem={problem} />}
        {of.can.take.ok && <div className="row"><Button busy={take.pending} onClick={() => void take.run(null)}>{t('boxCase.take')}</Button></div>}
        {of.can.find.ok && (
          <Form action={find} submit={t('boxCase.found')} can={of.can.find}>
            <Field name="note" label={t('boxCase.where')} hint={t('boxCase.foundHow')} required minLength={2} maxLength={300} />
          </Form>
        )}
        {of.state === 'loss_asked'
          ? of.can.confirm.reason?.rule !== 'collect.box_case.confirm' && <div className="row"><Button kind="danger" can={of.can.confirm} busy={confirm.pending} onClick={() => void confirm.run(null)}>{t('boxCase.sign')}</Button><span className="muted">{t('boxCase.signHow')}</span></div>
          : of.can.lose.ok && (
            <Form action={lose} submit={t('boxCase.lose')} kind="danger" can={of.can.lose}>
              <Field name="reason" label={t('boxCase.why')} hint={t('boxCase.loseHow')} required minLength={2} maxLength={300} />
            </Form>
          )}
      </div>
    </Dialog>
  )
}

/** Bags that were not in their boxes: what waits longest comes first. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('closed')
  const [open, setOpen] = useState<string>()
  const list = usePages('/api/collect/box-cases', { query: filters.closed === 'true' ? { closed: true } : {} })
  const columns = useMemo<Column<BoxCase>[]>(() => [
    { key: 'state', title: t('boxCase.state'), cell: (c) => <CaseState of={c} />, text: (c) => c.state },
    { key: 'number', title: t('box.number'), cell: (c) => <span className="number">{c.donation_number_shown}</span>, text: (c) => c.donation_number },
    { key: 'box', title: t('boxCase.box'), cell: (c) => c.box_code, text: (c) => c.box_code, wide: true },
    { key: 'owner', title: t('boxCase.owner'), cell: (c) => c.owner.display_name, text: (c) => c.owner.display_name },
    { key: 'due', title: t('boxCase.due'), cell: (c) => moment(c.due_at), text: (c) => c.due_at },
    { key: 'do', title: t('boxCase.one'), cell: (c) => <Button onClick={() => setOpen(c.case_id)}>{t(c.closed_at ? 'boxCase.see' : 'boxCase.work')}</Button>, text: () => '' },
  ], [t])
  const shown = list.rows?.find((row) => row.case_id === open)
  return (
    <Page title={t('job.boxCases')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="box-cases" caption={t('job.boxCases')} columns={columns} rows={list.rows} rowKey={(c) => c.case_id} more={list.more}
        filters={<FilterSelect label={t('boxCase.state')} value={filters.closed} options={[{ value: '', label: t('boxCase.waiting') }, { value: 'true', label: t('boxCase.over') }]} onChange={(v) => set('closed', v)} />}
        empty={<EmptyState glyph="采" title={t('boxCase.none')}><p>{t('boxCase.noneHow')}</p></EmptyState>}
      />
      {shown && <Work of={shown} close={() => setOpen(undefined)} />}
    </Page>
  )
}
