// 程序与方案: what machines are set to, approved by a second person; and the plans of the rulebook with their sources.
import { post, type HallProgramme, type HallRules } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, Page, Panel, ProblemBox, StateWord, Table, temperatures, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { rangeOf } from './hallwords.ts'
import '../lab/lab.css'
import './hall.css'

const reload = () => refresh('/api/process')

function Acts({ one }: { one: HallProgramme }) {
  const { t } = useTranslation()
  const path = { id: one.programme_id }
  const approve = useAction((_: null, key) => post('/api/process/programmes/{id}/approve', { path }, key), reload)
  if (one.withdrawn_at) return null
  return (
    <span className="lab-acts">
      {!one.approved_at && <Button kind="primary" can={one.can.approve} busy={approve.pending} onClick={() => void approve.run(null)}>{t('hall.approve')}</Button>}
      <AskWhy label={t('hall.withdraw')} can={one.can.withdraw} perform={(values, key) => post('/api/process/programmes/{id}/withdraw', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
    </span>
  )
}

function useColumns(): Column<HallProgramme>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'machine', title: t('hall.machine'), cell: (p) => <b className="number">{p.equipment_code}</b>, text: (p) => p.equipment_code },
      { key: 'number', title: t('hall.number'), cell: (p) => `${p.number} · ${p.name}`, text: (p) => p.number },
      { key: 'step', title: t('hall.step'), cell: (p) => pick(p.step_title), text: (p) => p.step },
      { key: 'state', title: t('hall.state'), cell: (p) => (p.withdrawn_at ? <StateWord tone="quiet">{t('hall.withdrawn')}</StateWord> : p.approved_at ? <StateWord tone="good">{t('hall.approved')}</StateWord> : <StateWord tone="notice">{t('hall.waits')}</StateWord>), text: (p) => (p.approved_at ? 'approved' : 'waits') },
      { key: 'windows', title: t('hall.limits'), cell: (p) => <ul className="hall-windows">{p.windows.map((window) => <li key={window.value}>{pick(window.title)} {window.is ? t(`hall.words.${window.is as 'ok'}`) : rangeOf(window)}</li>)}</ul>, text: (p) => p.windows.map(rangeOf).join(' '), wide: true },
      { key: 'by', title: t('hall.by'), cell: (p) => `${p.entered_by_name} / ${p.approved_by_name ?? '—'}`, text: (p) => p.entered_by_name },
      { key: 'source', title: t('hall.source'), cell: (p) => p.source, text: (p) => p.source },
      { key: 'acts', title: '', cell: (p) => <Acts one={p} />, block: true },
    ],
    [t, pick],
  )
}

function Enter({ rules }: { rules: HallRules }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const [machine, setMachine] = useState('')
  const [code, setCode] = useState('')
  const machines = useGet('/api/process/equipment', {}, open)
  const chosen = machines.data?.items.find((one) => one.equipment_id === machine)
  const steps = rules.steps.filter((step) => step.kind === chosen?.kind)
  const step = steps.find((one) => one.code === code)
  const title = (name: string) => rules.kinds.flatMap((kind) => kind.values).find((value) => value.name === name)
  const action = useAction(
    (values: Values, key) => post('/api/process/programmes', { body: { equipment_id: machine, step: code, number: values.text('number'), name: values.text('name'), source: values.text('source'), settings: Object.fromEntries((step?.targets ?? []).map((target) => [target.value, values.number(`settings.${target.value}`)])) } }, key),
    () => {
      setOpen(false)
      reload()
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('hall.enter')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('hall.enter')}>
        <Form action={action} submit={t('hall.enterDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <div className="form-grid">
            <Field name="equipment_id" label={t('hall.machine')} required value={machine} onChange={(event) => setMachine(event.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...(machines.data?.items ?? []).map((one) => ({ value: one.equipment_id, label: `${one.code} ${one.name}` }))]} />
            <Field name="step" label={t('hall.step')} required value={code} onChange={(event) => setCode(event.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...steps.map((one) => ({ value: one.code, label: pick(one.title) }))]} />
            <Field name="number" label={t('hall.number')} hint={t('hall.numberHow')} required maxLength={20} />
            <Field name="name" label={t('hall.name')} required maxLength={100} />
            {step?.targets.map((target) => <Field key={target.value} name={`settings.${target.value}`} label={pick(title(target.value)?.title) || target.value} hint={`${target.min}–${target.max}`} type="number" step="any" required {...(title(target.value)?.unit && { unit: title(target.value)!.unit })} />)}
          </div>
          <Field name="source" label={t('hall.source')} hint={t('hall.sourceHow')} required minLength={2} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

function Plan({ plan }: { plan: HallRules['plans'][number] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const makes = plan.makes.map((one) => [pick(one.product_name), one.begin_hours != null ? t('hall.begins', { hours: one.begin_hours }) : '', one.usual_percent != null ? t('hall.usually', { percent: one.usual_percent }) : ''].filter(Boolean).join('，'))
  return (
    <li className="hall-plan">
      <div className="hall-plan-head"><b>{pick(plan.title)}</b><StateWord tone={plan.by_program ? 'good' : 'unknown'}>{t(plan.by_program ? 'hall.byProgram' : 'hall.onPaper')}</StateWord><span>{t(plan.system === 'open' ? 'hall.open' : 'hall.closed')}</span><span>{t('hall.hold')} {temperatures(plan.hold.min_c, plan.hold.max_c)}</span></div>
      <ol className="hall-way">{plan.steps.map((step) => <li key={step.code} className={step.by_program ? 'hall-done' : ''}>{pick(step.title)} · {pick(step.kind_title)}</li>)}</ol>
      <p>{t('hall.planOf')} {plan.from.join(' ')} → {makes.length > 0 ? makes.join('；') : t(plan.finishes ? 'hall.finishes' : 'hall.treatment')}</p>
      <small className="muted">{t('hall.source2')}：{plan.basis.source}（{t(`hall.confidence.${plan.basis.confidence}`)}）</small>
    </li>
  )
}

/** Programmes and plans. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.programme.enter')
  const list = useGet('/api/process/programmes')
  const rules = useGet('/api/process/plans')
  return (
    <Page title={t('job.programmes')} aside={<AsOf at={list.data?.as_of} />} actions={may && rules.data && <Enter rules={rules.data} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="hall-programmes" caption={t('job.programmes')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(p) => p.programme_id} empty={<EmptyState glyph="制" title={t('hall.noProgramme')}><p>{t('hall.noEquipmentHow')}</p></EmptyState>} />
      <Panel title={t('hall.plans')}>
        <ul className="plain-list">{rules.data?.plans.map((plan) => <Plan key={plan.code} plan={plan} />)}</ul>
      </Panel>
    </Page>
  )
}
