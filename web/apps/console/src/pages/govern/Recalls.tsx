// 回溯与召回: the cases, and a new one.
import { post, type Answer, type RecallHead } from '@vena/api'
import { AsOf, Button, EmptyState, Field, FilterSelect, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSites } from '../../app/lists.ts'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './recalls.css'

const CAUSES = ['post_donation', 'patient', 'reactive', 'reagent', 'instrument', 'consumable', 'collection', 'other'] as const
const KINDS = ['donations', 'reagent', 'instrument', 'consumable', 'site'] as const
type Kind = (typeof KINDS)[number]
type Reached = Answer<'/api/govern/recalls/reach', 'post'>

const instant = (values: Values, name: string) => (values.text(name) ? new Date(values.text(name)).toISOString() : '')

/** What the form says the case is about. */
function about(values: Values, kind: Kind) {
  const window = { from: instant(values, 'about.from'), to: instant(values, 'about.to') }
  if (kind === 'reagent') return { kind, lot_id: values.text('about.lot_id') }
  if (kind === 'instrument') return { kind, instrument_id: values.text('about.instrument_id'), ...window }
  if (kind === 'consumable') return { kind, item: values.text('about.item'), lot: values.text('about.lot') }
  if (kind === 'site') return { kind, site_id: values.text('about.site_id'), ...window }
  return { kind, numbers: values.list('about.numbers', /[\s,，;；]+/), same_donor: values.yes('about.same_donor') }
}

function Window() {
  const { t } = useTranslation()
  return <><Field name="about.from" label={t('recall.from')} type="datetime-local" required /><Field name="about.to" label={t('recall.to')} type="datetime-local" required /></>
}

function About({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const lots = useGet('/api/lab/reagents', {}, kind === 'reagent').data?.items ?? []
  const instruments = useGet('/api/lab/instruments', {}, kind === 'instrument').data?.items ?? []
  const sites = useSites(undefined, ['house', 'vehicle'])
  if (kind === 'reagent') return <Field name="about.lot_id" label={t('recall.lot')} required options={lots.map((lot) => ({ value: lot.lot_id, label: `${lot.kit_code} ${lot.lot}` }))} />
  if (kind === 'instrument') return <><Field name="about.instrument_id" label={t('recall.instrument')} required options={instruments.map((one) => ({ value: one.instrument_id, label: `${one.code} ${one.name}` }))} /><Window /></>
  if (kind === 'consumable') return <><Field name="about.item" label={t('recall.item')} required options={(['kit', 'needle', 'tube', 'pouch'] as const).map((value) => ({ value, label: t(`recall.items.${value}`) }))} /><Field name="about.lot" label={t('recall.lotNo')} required maxLength={60} /></>
  if (kind === 'site') return <><Field name="about.site_id" label={t('recall.site')} required options={sites} /><Window /></>
  return (
    <>
      <Field name="about.numbers" label={t('unit.number')} hint={t('recall.numbersHow')} lines={3} required />
      <Field name="about.same_donor" label={t('recall.sameDonor')} required options={[{ value: 'true', label: t('recall.sameDonorYes') }, { value: 'false', label: t('recall.sameDonorNo') }]} />
    </>
  )
}

function ReachedLine({ reached }: { reached: Reached }) {
  const { t } = useTranslation()
  return <p className="recall-reach"><StateWord tone="warning">{t('recall.reached', { donations: reached.donations, units: reached.units, holders: reached.holders })}</StateWord> {Object.entries(reached.lives).map(([life, count]) => <span key={life}>{t(`recall.lives.${life}` as 'recall.lives.stock', life)} {count}</span>)}</p>
}

/** First what it would reach, then the stop itself. */
function New() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>('donations')
  const [reached, setReached] = useState<Reached | null>(null)
  const [asked, setAsked] = useState<string | null>(null)
  const perform = async (values: Values, key: string) => {
    const body = { about: about(values, kind) }
    const question = JSON.stringify(body)
    if (asked !== question) {
      setReached(await post('/api/govern/recalls/reach', { body }, key))
      setAsked(question)
      return null
    }
    return post('/api/govern/recalls', { body: { ...body, cause: values.word<(typeof CAUSES)[number]>('cause'), reason: values.text('reason'), drill: values.yes('drill') } }, key)
  }
  const action = useAction(perform, (opened) => {
    if (!opened) return
    refresh('/api/govern', '/api/store')
    void navigate(`/govern/recalls/${opened.recall_id}`)
  })
  return (
    <details className="panel">
      <summary>{t('recall.new')}</summary>
      <Form action={action} submit={reached ? t('recall.do') : t('recall.ask')} kind={reached ? 'danger' : 'primary'} className="after">
        <p>{t('recall.newHow')}</p>
        <div className="form-grid">
          <Field name="cause" label={t('recall.cause')} required options={CAUSES.map((value) => ({ value, label: t(`recall.causes.${value}`) }))} />
          <div className="field"><label htmlFor="recall-kind">{t('recall.kind')}</label><select id="recall-kind" value={kind} onChange={(event) => { setKind(event.target.value as Kind); setReached(null); setAsked(null) }}>{KINDS.map((value) => <option key={value} value={value}>{t(`recall.kinds.${value}`)}</option>)}</select></div>
          <About key={kind} kind={kind} />
          <Field name="drill" label={t('recall.drill')} required options={[{ value: 'false', label: t('recall.drillNo') }, { value: 'true', label: t('recall.drillYes') }]} />
          <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
        </div>
        {reached && <ReachedLine reached={reached} />}
      </Form>
      {reached && <Button kind="quiet" onClick={() => { setReached(null); setAsked(null) }}>{t('recall.askAgain')}</Button>}
    </details>
  )
}

export function Deadline({ recall }: { recall: RecallHead }) {
  const { t } = useTranslation()
  if (recall.closed_at) return <StateWord tone="good">{t('recall.closed')}</StateWord>
  const silent = recall.parties - recall.acknowledged
  const until = moment(silent > 0 ? recall.acknowledge_until : recall.close_until)
  return <StateWord tone={recall.overdue ? 'danger' : 'warning'}>{t(silent > 0 ? 'recall.confirmUntil' : 'recall.closeUntil', { until, silent })}</StateWord>
}

function useColumns(): Column<RecallHead>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'no', title: t('recall.no'), cell: (r) => <span className="number">{r.recall_no}</span>, text: (r) => r.recall_no },
      { key: 'cause', title: t('recall.cause'), cell: (r) => <>{r.drill && <StateWord tone="notice">{t('recall.drillYes')}</StateWord>} {t(`recall.causes.${r.cause}`)}</>, text: (r) => r.cause },
      { key: 'state', title: t('recall.state'), cell: (r) => <Deadline recall={r} />, text: (r) => r.closed_at ?? '', block: true },
      { key: 'opened', title: t('recall.opened'), cell: (r) => moment(r.opened_at), text: (r) => moment(r.opened_at) },
      { key: 'donations', title: t('recall.donations'), cell: (r) => r.donations ?? '—', text: (r) => r.donations ?? '', align: 'end' as const },
      { key: 'units', title: t('recall.units'), cell: (r) => r.units ?? '—', text: (r) => r.units ?? '', align: 'end' as const },
      { key: 'parties', title: t('recall.answered'), cell: (r) => `${r.acknowledged} / ${r.parties}`, text: (r) => r.acknowledged, align: 'end' as const },
      { key: 'reason', title: t('reason'), cell: (r) => r.reason ?? '—', text: (r) => r.reason ?? '', wide: true },
    ],
    [t],
  )
}

export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('open')
  const list = usePages('/api/govern/recalls', { query: { open: filters.open === '' ? undefined : filters.open === 'true' } })
  const may = useMay('govern.recall.open')
  return (
    <Page title={t('job.recalls')} aside={<AsOf at={list.asOf} />}>
      {may && <New />}
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="recalls" caption={t('job.recalls')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.recall_id} href={(r) => `/govern/recalls/${r.recall_id}`} more={list.more}
        filters={<FilterSelect label={t('recall.state')} value={filters.open} options={[{ value: '', label: t('all') }, { value: 'true', label: t('recall.openOnes') }, { value: 'false', label: t('recall.closed') }]} onChange={(v) => set('open', v)} />}
        empty={<EmptyState glyph="召" title={t('recall.none')}><p>{t('recall.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
