// 纪念品: what each site has, what came and went.
import { post, type GiftMove, type GiftStock } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, FilterSelect, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay, useMe } from '../../app/session.ts'
import { GiftState } from './After.tsx'

const reload = () => refresh('/api/care/gifts')

/** Gifts that came to a site, or were counted there. */
function Typed({ what, site, gifts }: { what: 'receive' | 'count', site: string, gifts: GiftStock[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const path = what === 'receive' ? '/api/care/gifts/receive' as const : '/api/care/gifts/count' as const
  const action = useAction(
    (values: Values, key) => post(path, { body: { site_id: site, gift: values.text('gift'), pieces: values.number('pieces'), note: values.maybe('note') } }, key),
    () => { setOpen(false); reload() },
  )
  return (
    <>
      <Button kind={what === 'receive' ? 'primary' : 'plain'} onClick={() => { action.clear(); setOpen(true) }}>{t(`gift.${what}`)}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t(`gift.${what}`)}>
        <Form action={action} submit={t(`gift.${what}`)} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          {what === 'count' && <p className="muted">{t('gift.countHow')}</p>}
          <Field name="gift" label={t('gift.name')} required options={gifts.map((gift) => ({ value: gift.gift, label: pick(gift.name) }))} />
          <Field name="pieces" label={t('gift.howMany')} type="number" required min={what === 'count' ? 0 : 1} className="short" />
          <Field name="note" label={t(what === 'count' ? 'gift.noteCount' : 'gift.note')} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

function useStockColumns(): Column<GiftStock>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(() => {
    const state = (gift: GiftStock) => (gift.last_at ? (gift.pieces < 0 ? 'recount' : gift.low ? 'low' : 'fine') : 'zero')
    return [
      { key: 'state', title: t('gift.state'), cell: (g) => (g.low || g.pieces < 0 ? <GiftState gift={g} /> : <StateWord tone="quiet">{t(`gift.${state(g)}`)}</StateWord>), text: (g) => t(`gift.${state(g)}`) },
      { key: 'name', title: t('gift.name'), cell: (g) => pick(g.name), text: (g) => pick(g.name) },
      { key: 'pieces', title: t('gift.pieces'), cell: (g) => <span className="number">{g.pieces}</span>, text: (g) => String(g.pieces), align: 'end' as const },
      { key: 'site', title: t('gift.site'), cell: (g) => g.site_name, text: (g) => g.site_name },
      { key: 'last', title: t('gift.last'), cell: (g) => (g.last_at ? moment(g.last_at) : '—'), text: (g) => g.last_at ?? '', wide: true },
    ]
  }, [t, pick])
}

function useMoveColumns(): Column<GiftMove>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(() => [
    { key: 'at', title: t('gift.at'), cell: (m) => moment(m.at), text: (m) => m.at },
    { key: 'what', title: t('gift.change'), cell: (m) => t(`gift.moved.${m.what}`), text: (m) => t(`gift.moved.${m.what}`) },
    { key: 'name', title: t('gift.name'), cell: (m) => pick(m.name), text: (m) => pick(m.name) },
    { key: 'pieces', title: t('gift.changed'), cell: (m) => <span className="number">{m.pieces > 0 ? `+${m.pieces}` : m.pieces}</span>, text: (m) => String(m.pieces), align: 'end' as const },
    { key: 'by', title: t('gift.by'), cell: (m) => m.by?.display_name ?? '—', text: (m) => m.by?.display_name ?? '', wide: true },
    { key: 'note', title: t('gift.said'), cell: (m) => m.note ?? '—', text: (m) => m.note ?? '', wide: true },
  ], [t, pick])
}

/** Gifts at a site, or everywhere. */
export function Component() {
  const { t } = useTranslation()
  const me = useMe()
  const { filters, set } = useFilters('site_id')
  const site = filters.site_id || me.site.site_id
  const everywhere = filters.site_id === 'all'
  const sites = useGet('/api/sites', {})
  const stock = useGet('/api/care/gifts', { query: everywhere ? {} : { site_id: site } })
  const moves = useGet('/api/care/gifts/moves', { query: { site_id: everywhere ? me.site.site_id : site } }, !everywhere)
  const may = useMay('care.gift.receive')
  const gifts = stock.data?.items ?? []
  const columns = useStockColumns()
  const moveColumns = useMoveColumns()
  const own = (sites.data ?? []).filter((one) => one.org_id === me.organisation.org_id)
  return (
    <Page title={t('job.gifts')} aside={<AsOf at={stock.data?.as_of} />} actions={may && !everywhere && gifts.length > 0 && <><Typed what="receive" site={site} gifts={gifts} /><Typed what="count" site={site} gifts={gifts} /></>}>
      {stock.problem && <ProblemBox problem={stock.problem} onRetry={stock.reload} />}
      <Table
        id="gifts" caption={t('gift.mine')} columns={columns} rows={stock.data ? gifts : stock.problem ? null : undefined} rowKey={(g) => `${g.site_id}${g.gift}`}
        filters={<FilterSelect label={t('gift.site')} value={site} options={[...own.map((one) => ({ value: one.site_id, label: one.name })), { value: 'all', label: t('gift.everywhere') }]} onChange={(value) => set('site_id', value)} />}
        empty={<EmptyState glyph="服" title={t('gift.none')}><p>{t('gift.noneHow')}</p></EmptyState>}
      />
      {!everywhere && (
        <>
          <h2>{t('gift.moves')}</h2>
          <Table
            id="gift-moves" caption={t('gift.moves')} columns={moveColumns} rows={moves.data?.items} rowKey={(m) => String(m.move_no)}
            empty={<EmptyState glyph="服" title={t('gift.noMoves')}><p>{t('gift.noMovesHow')}</p></EmptyState>}
          />
        </>
      )}
    </Page>
  )
}
