import { get, post, type BlockEntry, type BlockExchange, type BlockPartner, type Page as ApiPage } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, moment, Page, Panel, ProblemBox, Table, useAction, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

function SetKey() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/recruit/block-exchange/configure', { body: { key: values.text('key') } }, key), () => {
    setOpen(false)
    refresh('/api/recruit')
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('exchange.keyNew')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('exchange.keyNew')}>
        <Form action={action} submit={t('exchange.keyNew')} kind="danger">
          <p>{t('exchange.keyHow')}</p>
          <Field name="key" label={t('exchange.keyText')} type="password" required minLength={64} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function AddPartner() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/recruit/block-partners', { body: { name: values.text('name'), ask_at: values.text('ask_at') } }, key), () => {
    setOpen(false)
    refresh('/api/recruit')
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('exchange.add')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('exchange.add')}>
        <Form action={action} submit={t('exchange.add')}>
          <Field name="name" label={t('exchange.partner')} required maxLength={100} autoFocus />
          <Field name="ask_at" label={t('exchange.ask')} hint={t('exchange.askHow')} required maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

const HEAD = ['编号', '证件散列', '姓名生日散列', '类别', '开始日期', '截止日期', '撤销日期']

const line = (row: BlockEntry) => [row.entry, row.document_hash ?? '', row.person_hash ?? '', row.kind === 'permanent' ? '永久' : '暂缓', row.since, row.until ?? '', row.withdrawn_on ?? '']

function csv(rows: BlockEntry[]): string {
  return `\uFEFF${[HEAD, ...rows.map(line)].map((cells) => cells.join(',')).join('\r\n')}\r\n`
}

/** Reads our own list to its end and hands it over as a table that the other station can read in. */
function Export() {
  const { t } = useTranslation()
  const [count, setCount] = useState(0)
  const action = useAction(async () => {
    const rows: BlockEntry[] = []
    for (let cursor = ''; ; ) {
      const page: ApiPage<BlockEntry> = await get('/api/recruit/block-exchange/entries', { query: { limit: 200, ...(cursor && { cursor }) } })
      rows.push(...page.items)
      setCount(rows.length)
      if (!page.next) break
      cursor = page.next
    }
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv' }))
    link.download = 'donor-blocks.csv'
    link.click()
    URL.revokeObjectURL(link.href)
  })
  return (
    <>
      {action.problem && <ProblemBox problem={action.problem} />}
      <p className="muted">{t('exchange.outHow')}</p>
      <Button busy={action.pending} onClick={() => void action.run({})}>{action.pending ? t('exchange.exporting', { count }) : t('exchange.download')}</Button>
    </>
  )
}

function Exchange({ shown }: { shown: BlockExchange }) {
  const { t } = useTranslation()
  const may = { key: useMay('recruit.block.configure'), add: useMay('recruit.block.add_partner'), out: useMay('recruit.block.export'), in: useMay('platform.import.create') }
  const columns: Column<BlockPartner>[] = useMemo(
    () => [
      { key: 'name', title: t('exchange.partner'), cell: (p) => p.name, text: (p) => p.name },
      { key: 'ask', title: t('exchange.ask'), cell: (p) => p.ask_at, text: (p) => p.ask_at },
      { key: 'entries', title: t('exchange.entries'), cell: (p) => p.entries, text: (p) => p.entries, align: 'end' as const },
      { key: 'withdrawn', title: t('exchange.withdrawn'), cell: (p) => p.withdrawn, text: (p) => p.withdrawn, align: 'end' as const },
      { key: 'heard', title: t('exchange.heard'), cell: (p) => (p.heard_at ? moment(p.heard_at) : '—'), text: (p) => (p.heard_at ? moment(p.heard_at) : '') },
    ],
    [t],
  )
  return (
    <Page title={t('exchange.title')} aside={<AsOf at={shown.as_of} />}>
      <Panel title={t('exchange.key')} aside={may.key && <SetKey />}>
        <p>{shown.key_fingerprint ? t('exchange.keySet', { fingerprint: shown.key_fingerprint, at: moment(shown.key_set_at ?? '') }) : t('exchange.keyNone')}</p>
      </Panel>
      <Panel title={t('exchange.partners')} aside={<div className="row">{may.in && <Link to="/imports/new">{t('exchange.in')}</Link>}{may.add && <AddPartner />}</div>}>
        <Table id="partners" caption={t('exchange.partners')} columns={columns} rows={shown.partners} rowKey={(p) => p.partner_id} empty={<EmptyState glyph="招" title={t('exchange.none')}><p>{t('exchange.noneHow')}</p></EmptyState>} />
      </Panel>
      {may.out && shown.key_fingerprint && <Panel title={t('exchange.out')}><Export /></Panel>}
    </Page>
  )
}

/** Who may not give, shared with other stations without a name or a reason. */
export function Component() {
  const shown = useGet('/api/recruit/block-exchange')
  return <Opened from={shown}>{(data) => <Exchange shown={data} />}</Opened>
}
