// 标本接收: which days at which places have sent tubes, and how far their receipt has come.
import { post, type SampleSession } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, Page, ProblemBox, StateWord, Table, useAction, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

const TONES = { none: 'notice', open: 'warning', closed: 'notice', confirmed: 'good' } as const

/** Begins a receipt, or goes to the one that is open; what comes with a later car is a receipt of its own. */
function Start({ one }: { one: SampleSession }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const may = useMay('lab.sample.open')
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/lab/sample-receipts', { body: { site_id: one.site_id, day: one.day, ...(values.text('temperature_c') && { temperature_c: values.number('temperature_c') }) } }, key),
    (receipt) => {
      refresh('/api/lab')
      void navigate(`/lab/samples/${receipt.receipt_id}`)
    },
  )
  const there = one.receipt_id && <Link className="button" to={`/lab/samples/${one.receipt_id}`}>{t(one.state === 'open' ? 'samples.go' : 'samples.look')}</Link>
  if (!may || one.state === 'open') return there
  return (
    <>
      {there}
      <Button kind={there ? 'quiet' : 'primary'} onClick={() => setOpen(true)}>{t(there ? 'samples.later' : 'samples.start')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${one.site_name} ${one.day}`}>
        <Form action={action} submit={t('samples.start')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="temperature_c" label={t('samples.temperature')} hint={t('samples.temperatureHow')} unit="°C" type="number" step="0.1" />
        </Form>
      </Dialog>
    </>
  )
}

function useColumns(): Column<SampleSession>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'from', title: t('samples.from'), cell: (s) => <b>{s.site_name}</b>, text: (s) => s.site_name },
      { key: 'day', title: t('samples.day'), cell: (s) => s.day, text: (s) => s.day },
      { key: 'donations', title: t('samples.donations'), cell: (s) => s.donations, text: (s) => s.donations, align: 'end' as const },
      { key: 'tubes', title: t('samples.tubes'), cell: (s) => `${s.tubes}/${s.expected}`, text: (s) => `${s.tubes}/${s.expected}`, align: 'end' as const },
      { key: 'refused', title: t('samples.refusedN'), cell: (s) => (s.refused ? <StateWord tone="danger">{s.refused}</StateWord> : '0'), text: (s) => s.refused, align: 'end' as const },
      { key: 'state', title: t('samples.state'), cell: (s) => <><StateWord tone={TONES[s.state as keyof typeof TONES]}>{t(`samples.states.${s.state as keyof typeof TONES}`)}</StateWord>{(s.state === 'closed' || s.state === 'confirmed') && s.tubes < s.expected && <> <StateWord tone="warning">{t('samples.lacks', { n: s.expected - s.tubes })}</StateWord></>}</>, text: (s) => s.state },
      { key: 'acts', title: '', cell: (s) => <Start one={s} />, block: true },
    ],
    [t],
  )
}

/** Days at places that have sent tubes. */
export function Component() {
  const { t } = useTranslation()
  const list = useGet('/api/lab/sample-sessions')
  return (
    <Page title={t('job.samples')} aside={<AsOf at={list.data?.as_of} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="sample-sessions" caption={t('job.samples')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(s) => `${s.site_id}${s.day}`} empty={<EmptyState glyph="检" title={t('samples.none')}><p>{t('samples.noneHow')}</p></EmptyState>} />
    </Page>
  )
}
