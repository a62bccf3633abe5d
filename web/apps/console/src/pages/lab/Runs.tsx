// 检测批: what waits for which kit, and the runs in which it is tested.
import { post, type LabDue, type LabRunRow } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FilterSelect, Form, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Tone, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

export const RUN_TONES: Record<LabRunRow['state'], Tone> = { planned: 'notice', accepted: 'good', void: 'danger', cancelled: 'quiet' }

const linesOf = (text: string) => text.split(/[\s,，;；]+/).filter(Boolean)

/** Which lot, which instrument, which tubes: scanned, or those that have waited longest. */
function Plan({ due, onClose }: { due: LabDue, onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const lots = useGet('/api/lab/reagents')
  const instruments = useGet('/api/lab/instruments')
  const kits = useGet('/api/lab/kits')
  const kit = kits.data?.items.find((one) => one.code === due.kit_code && one.approved_at)
  const open = (lots.data?.items ?? []).filter((lot) => lot.kit_code === due.kit_code && lot.state === 'open' && !lot.expired)
  const ready = (instruments.data?.items ?? []).filter((one) => one.can.read.ok)
  const poolMax = kit?.assay.pool_max ?? 1
  const pools = poolMax > 1
  const action = useAction(
    (values: Values, key) => post('/api/lab/runs', { body: { lot_id: values.text('lot_id'), instrument_id: values.text('instrument_id'), donations: linesOf(values.text('donations')), fill: values.maybeNumber('fill') ?? 0, pool_size: pools ? values.number('pool_size') : 1 } }, key),
    (run) => {
      refresh('/api/lab')
      void navigate(`/lab/runs/${run.run_id}`)
    },
  )
  return (
    <Dialog open onClose={onClose} title={`${t('run.plan')} · ${due.kit_name}`}>
      {lots.data && open.length === 0 && <p className="notice">{t('run.noLot')}</p>}
      {instruments.data && ready.length === 0 && <p className="notice">{t('run.noInstrument')}</p>}
      <Form action={action} submit={t('run.planDo')} extra={<Button kind="quiet" onClick={onClose}>{t('cancel')}</Button>}>
        <div className="form-grid">
          <Field name="lot_id" label={t('lab.lot')} required options={open.map((lot) => ({ value: lot.lot_id, label: t('run.lotUntil', { lot: lot.lot, day: lot.expires_on }) }))} />
          <Field name="instrument_id" label={t('lab.instrument')} required options={ready.map((one) => ({ value: one.instrument_id, label: `${one.code} ${one.name}` }))} />
          {pools && <Field name="pool_size" label={t('run.pool')} hint={t('run.poolHow')} type="number" min={1} max={poolMax} required defaultValue={poolMax} />}
          <Field name="fill" label={t('run.fill')} hint={t('run.fillHow')} type="number" min={0} max={1000} defaultValue={kit ? kit.assay.plate.rows * kit.assay.plate.columns * poolMax : 90} />
        </div>
        <Field name="donations" label={t('run.tubes')} hint={t('run.tubesHow')} lines={4} autoFocus />
      </Form>
    </Dialog>
  )
}

/** A kit with what waits for it, and the button that lays a run out. */
function Due({ due, as }: { due: LabDue, as: string | undefined }) {
  const { t } = useTranslation()
  const { duration } = useWords()
  const [planning, setPlanning] = useState(false)
  const may = useMay('lab.run.plan')
  const waits = due.first + due.again
  const age = due.oldest && as ? Math.max(0, Date.parse(as) - Date.parse(due.oldest)) : null
  return (
    <li className="due">
      <b>{due.kit_name}</b>
      <small className="muted">{due.maker} · {due.markers.join(' ')}</small>
      <span className="due-count"><b>{waits}</b> {t('run.waits')}{due.again > 0 && <StateWord tone="warning">{t('run.again', { n: due.again })}</StateWord>}</span>
      <small className="muted">{age == null ? t('run.nobody') : t('run.oldest', { time: duration(age) })}{due.planned > 0 && ` · ${t('run.plannedN', { n: due.planned })}`}</small>
      {due.lacking > 0 && <StateWord tone="warning">{t('samples.lackingN', { n: due.lacking })}</StateWord>}
      {may && waits > 0 && <Button onClick={() => setPlanning(true)}>{t('run.plan')}</Button>}
      {planning && <Plan due={due} onClose={() => setPlanning(false)} />}
    </li>
  )
}

function useColumns(): Column<LabRunRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'no', title: t('run.no'), cell: (r) => <b className="number">{r.run_no}</b>, text: (r) => r.run_no },
      { key: 'kit', title: t('run.kit'), cell: (r) => r.kit_name, text: (r) => r.kit_name },
      { key: 'state', title: t('lab.state'), cell: (r) => <StateWord tone={RUN_TONES[r.state]}>{t(`run.states.${r.state}`)}</StateWord>, text: (r) => r.state },
      { key: 'donations', title: t('run.samples'), cell: (r) => r.donations, text: (r) => r.donations, align: 'end' as const },
      { key: 'lot', title: t('lab.lot'), cell: (r) => r.lot, text: (r) => r.lot },
      { key: 'instrument', title: t('lab.instrument'), cell: (r) => r.instrument_code, text: (r) => r.instrument_code },
      { key: 'planned', title: t('run.planned'), cell: (r) => `${moment(r.planned_at)} · ${r.planned_by_name}`, text: (r) => moment(r.planned_at) },
      { key: 'why', title: t('reason'), cell: (r) => r.closed_why ?? '—', text: (r) => r.closed_why ?? '', wide: true },
    ],
    [t],
  )
}

const STATES = ['planned', 'accepted', 'void', 'cancelled'] as const

/** What is due, kit by kit, and the runs of the laboratory. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('state', 'day')
  const due = useGet('/api/lab/due')
  const list = usePages('/api/lab/runs', { query: { ...(filters.state && { state: filters.state as LabRunRow['state'] }), ...(filters.day && { day: filters.day }) } })
  return (
    <Page title={t('job.runs')} aside={<AsOf at={due.data?.as_of} />}>
      {due.problem && <ProblemBox problem={due.problem} onRetry={due.reload} />}
      <Panel title={t('run.due')}>
        {due.data?.items.length === 0 && <p className="muted">{t('run.noKits')}</p>}
        <ul className="dues">{due.data?.items.map((one) => <Due key={one.kit_code} due={one} as={due.data?.as_of} />)}</ul>
      </Panel>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="lab-runs" caption={t('job.runs')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(r) => r.run_id} href={(r) => `/lab/runs/${r.run_id}`}
        filters={<FilterSelect label={t('lab.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`run.states.${s}`) }))]} onChange={(v) => set('state', v)} />}
        empty={<EmptyState glyph="检" title={t('run.none')}><p>{t('run.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
