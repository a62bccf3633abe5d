// 交接箱: what is being packed, what is on its way, what has arrived.
import { post, type HandOverBoxRow } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FilterSelect, Form, ListDetail, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Tone, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const STATES = ['packing', 'sent', 'received', 'undone'] as const
const TONES: Record<(typeof STATES)[number], Tone> = { packing: 'notice', sent: 'warning', received: 'good', undone: 'quiet' }

export function BoxState({ state }: { state: HandOverBoxRow['state'] }) {
  const { t } = useTranslation()
  return <StateWord tone={TONES[state]}>{t(`box.${state}`)}</StateWord>
}

function useColumns(): Column<HandOverBoxRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'state', title: t('box.state'), cell: (r) => <BoxState state={r.state} />, text: (r) => r.state },
      { key: 'code', title: t('box.code'), cell: (r) => <span className="number">{r.code}</span>, text: (r) => r.code },
      { key: 'from', title: t('box.from'), cell: (r) => r.from_site_name, text: (r) => r.from_site_name },
      { key: 'bags', title: t('box.bags'), cell: (r) => r.bags, text: (r) => String(r.bags), align: 'end' as const },
      { key: 'tubes', title: t('box.tubes'), cell: (r) => r.tubes, text: (r) => String(r.tubes), align: 'end' as const, wide: true },
      { key: 'due', title: t('box.due'), cell: (r) => (r.due_at ? moment(r.due_at) : '—'), text: (r) => r.due_at ?? '', wide: true },
    ],
    [t],
  )
}

function NewBox() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const modes = useGet('/api/collect/boxes/modes', {})
  const action = useAction(
    (values: Values, key) => post('/api/collect/boxes', { body: { code: values.text('code'), mode: values.text('mode'), logger: values.maybe('logger') } }, key),
    (made) => {
      setOpen(false)
      refresh('/api/collect/boxes')
      void navigate(`/collect/boxes/${made.box_id}`)
    },
  )
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('box.new')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('box.new')}>
        <Form action={action} submit={t('box.new')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="code" label={t('box.code')} hint={t('box.codeHow')} required maxLength={24} autoComplete="off" autoFocus />
          <Field name="mode" label={t('box.mode')} required options={(modes.data?.modes ?? []).map((mode) => ({ value: mode.code, label: pick(mode.name) }))} />
          <Field name="logger" label={t('box.logger')} maxLength={60} autoComplete="off" />
        </Form>
      </Dialog>
    </>
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('state', 'site_id', 'day')
  const list = usePages('/api/collect/boxes', { query: filters as { state?: (typeof STATES)[number] } })
  const create = useMay('collect.box.open')
  return (
    <Page title={t('job.boxes')} aside={<AsOf at={list.asOf} />} actions={create && <NewBox />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="boxes" caption={t('job.boxes')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.box_id} href={(r) => `/collect/boxes/${r.box_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('box.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`box.${s}`) }))]} onChange={(v) => set('state', v)} />}
        empty={<EmptyState glyph="采" title={t('box.none')}><p>{t('box.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/boxes" back={t('job.boxes')} list={<List />} />
}
