// 确认实验: what was reactive and where its confirmation stands; lists are sent, reports are read by two, cases reported by law.
import { post, type Confirmation } from '@vena/api'
import { AsOf, Button, Dialog, donationNumber, EmptyState, Field, FilterText, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

const reload = () => refresh('/api/lab/confirmations')
const OUTCOMES = ['positive', 'negative', 'indeterminate'] as const
type Outcome = (typeof OUTCOMES)[number]
const TONES = { to_sample: 'notice', to_send: 'warning', sent: 'notice', typed: 'warning', to_notify: 'danger', done: 'quiet' } as const
const outcomeOf = (values: Values): Outcome => OUTCOMES.find((one) => one === values.text('outcome')) ?? 'indeterminate'

/** A button with a form behind it. */
function Ask({ label, how, can, perform, children }: { label: string, how?: string, can: Confirmation['can']['send'], perform: (values: Values, key: string) => Promise<unknown>, children: ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(perform, () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind="primary" can={can} onClick={() => setOpen(true)}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={label}>
        <Form action={action} submit={label} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          {how && <p>{how}</p>}
          {children}
        </Form>
      </Dialog>
    </>
  )
}

function Outcomes() {
  const { t } = useTranslation()
  return <Field name="outcome" label={t('confirm.outcome')} required options={OUTCOMES.map((one) => ({ value: one, label: t(`confirm.outcomes.${one}`) }))} />
}

/** What this person may do next with one confirmation. */
function Acts({ one, chosen, onChoose }: { one: Confirmation, chosen: boolean, onChoose: () => void }) {
  const { t } = useTranslation()
  const may = { send: useMay('lab.confirmation.send'), enter: useMay('lab.confirmation.enter'), check: useMay('lab.confirmation.confirm'), sample: useMay('lab.confirmation.sample'), notify: useMay('lab.confirmation.notify') }
  const path = { id: one.confirmation_id }
  if (one.stage === 'to_send') return may.send && <label className="hall-tick"><input type="checkbox" checked={chosen} onChange={onChoose} /> {t('confirm.choose')}</label>
  if (one.stage === 'to_sample') return may.sample && <Ask label={t('confirm.sample')} can={{ ok: true }} perform={(values, key) => post('/api/lab/confirmations/{id}/sample', { path, body: { sampled_on: values.text('sampled_on') } }, key)}><Field name="sampled_on" label={t('confirm.sampledOn')} type="date" required /></Ask>
  if (one.stage === 'sent') {
    return may.enter && (
      <Ask label={t('confirm.enter')} how={t('confirm.enterHow')} can={one.can.enter} perform={(values, key) => post('/api/lab/confirmations/{id}/result', { path, body: { outcome: outcomeOf(values), report_no: values.text('report_no'), reported_on: values.text('reported_on'), note: values.maybe('note') } }, key)}>
        <Outcomes />
        <Field name="report_no" label={t('confirm.report')} required maxLength={60} />
        <Field name="reported_on" label={t('confirm.reportedOn')} type="date" required />
        <Field name="note" label={t('confirm.note')} maxLength={500} />
      </Ask>
    )
  }
  if (one.stage === 'typed') {
    return may.check && (
      <span className="lab-acts">
        <Ask label={t('confirm.confirm')} how={t('confirm.confirmHow')} can={one.can.confirm} perform={(values, key) => post('/api/lab/confirmations/{id}/confirm', { path, body: { outcome: outcomeOf(values), report_no: values.text('report_no') } }, key)}>
          <Outcomes />
          <Field name="report_no" label={t('confirm.report')} required maxLength={60} />
        </Ask>
        <AskWhy label={t('confirm.giveBack')} how={t('confirm.giveBackHow')} can={one.can.give_back} perform={(values, key) => post('/api/lab/confirmations/{id}/return', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
      </span>
    )
  }
  if (one.stage === 'to_notify') return may.notify && <Ask label={t('confirm.notify')} can={one.can.notify} perform={(values, key) => post('/api/lab/confirmations/{id}/notify', { path, body: { card_no: values.text('card_no') } }, key)}><Field name="card_no" label={t('confirm.card')} required maxLength={60} /></Ask>
  return null
}

/** What is known so far, in one line. */
function Known({ one }: { one: Confirmation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const parts = [
    one.sample_from && !one.sampled_on && t('confirm.sampleFrom', { day: one.sample_from }),
    one.sent_at ? `${moment(one.sent_at)} ${one.laboratory} · ${t('confirm.sentBy', { list: one.list_no, carrier: one.carrier })}` : t('confirm.usual', { method: pick(one.method), laboratory: pick(one.usual_laboratory) }),
    one.report_no && `${one.report_no} ${one.reported_on ?? ''}`,
    one.note,
    one.confirmed_at && t('confirm.by', { typed: one.typed_by_name, confirmed: one.confirmed_by_name }),
    one.returned > 0 && t('confirm.returnedN', { n: one.returned }),
    one.card_no && t('confirm.notified', { card: one.card_no }),
  ]
  return <small className="muted">{parts.filter(Boolean).join(' · ')}</small>
}

function useColumns(chosen: string[], turn: (id: string) => void): Column<Confirmation>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'donation', title: t('confirm.donation'), cell: (c) => <><Link className="number" to={`/lab/donations/${c.donation_number}`}>{donationNumber(c.donation_number)}</Link>{c.round > 1 && <small className="muted"> {t('confirm.round', { n: c.round })}</small>}</>, text: (c) => c.donation_number },
      { key: 'agent', title: t('confirm.agent'), cell: (c) => pick(c.title), text: (c) => c.agent },
      { key: 'stage', title: t('confirm.stage'), cell: (c) => <StateWord tone={TONES[c.stage]}>{t(`confirm.stages.${c.stage}`)}</StateWord>, text: (c) => c.stage },
      { key: 'due', title: t('confirm.due'), cell: (c) => (c.due_at ? <>{moment(c.due_at)} {c.overdue && <StateWord tone="danger">{t('confirm.overdue')}</StateWord>}</> : '—'), text: (c) => c.due_at ?? '' },
      { key: 'outcome', title: t('confirm.outcome'), cell: (c) => (c.outcome ? <StateWord tone={c.outcome === 'positive' ? 'danger' : c.outcome === 'negative' ? 'good' : 'warning'}>{t(`confirm.outcomes.${c.outcome}`)}</StateWord> : c.typed_at ? <small className="muted">{t('confirm.hidden')}</small> : '—'), text: (c) => c.outcome ?? '' },
      { key: 'known', title: t('confirm.known'), cell: (c) => <Known one={c} />, text: (c) => c.opened_at, wide: true },
      { key: 'acts', title: '', cell: (c) => <Acts one={c} chosen={chosen.includes(c.confirmation_id)} onChoose={() => turn(c.confirmation_id)} />, block: true },
    ],
    [t, pick, chosen, turn],
  )
}

/** One list for everything that was chosen. */
function Send({ chosen, usual, onDone }: { chosen: string[], usual: string, onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <b>{t('confirm.chosen', { n: chosen.length })}</b>
      <Ask label={t('confirm.send')} can={{ ok: true }} perform={async (values, key) => {
        await post('/api/lab/confirmations/send', { body: { confirmations: chosen, list_no: values.text('list_no'), laboratory: values.text('laboratory'), carrier: values.text('carrier') } }, key)
        onDone()
      }}>
        <Field name="list_no" label={t('confirm.list')} required maxLength={60} />
        <Field name="laboratory" label={t('confirm.laboratory')} required minLength={2} maxLength={100} defaultValue={usual} />
        <Field name="carrier" label={t('confirm.carrier')} required minLength={2} maxLength={60} />
      </Ask>
    </>
  )
}

/** Confirmations, the latest first. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set } = useFilters('q', 'all')
  const [marked, setMarked] = useState<string[]>([])
  const list = usePages('/api/lab/confirmations', { query: { open: !filters.all, ...(filters.q && { q: filters.q }) } })
  const rows = list.rows ?? []
  const ready = rows.filter((one) => one.stage === 'to_send')
  const chosen = marked.filter((id) => ready.some((one) => one.confirmation_id === id))
  const [turn] = useState(() => (id: string) => setMarked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id])))
  const usual = pick(ready.find((one) => chosen.includes(one.confirmation_id))?.usual_laboratory)
  return (
    <Page title={t('job.confirmations')} aside={<AsOf at={list.asOf} />} actions={chosen.length > 0 && <Send key={usual} chosen={chosen} usual={usual} onDone={() => setMarked([])} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="confirmations" caption={t('job.confirmations')} columns={useColumns(chosen, turn)} rows={list.rows} more={list.more} rowKey={(c) => c.confirmation_id}
        filters={<><FilterText label={t('confirm.find')} value={filters.q} onChange={(value) => set('q', value)} /><label className="hall-tick"><input type="checkbox" checked={!filters.all} onChange={() => set('all', filters.all ? '' : '1')} /> {t('confirm.onlyOpen')}</label></>}
        empty={<EmptyState glyph="检" title={t('confirm.none')}><p>{t('confirm.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
