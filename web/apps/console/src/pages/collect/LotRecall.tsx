// A recall: every donation that its lot has touched, every unit of them and what became of it.
import type { LotRecall } from '@vena/api'
import { Facts, moment, Page, Panel, StateWord, Table, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useProducts } from '../../app/lists.ts'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { UnitLink } from '../../app/UnitLink.tsx'
import { useItemWord } from './Lots.tsx'
import './room.css'

type Unit = LotRecall['units'][number]
type Touched = LotRecall['touched'][number]

function useUnitColumns(): Column<Unit>[] {
  const { t } = useTranslation()
  const words = useWords()
  const products = useProducts()
  return useMemo(() => {
    const name = (code: string) => products.find((product) => product.value === code)?.label ?? code
    const life = (unit: Unit) => words.t(`life.${unit.life}` as 'life.stock', { defaultValue: unit.life })
    return [
      { key: 'number', title: t('lot.number'), cell: (u) => <UnitLink unit={u} />, text: (u) => u.donation_number },
      { key: 'product', title: t('lot.product'), cell: (u) => name(u.product), text: (u) => name(u.product) },
      { key: 'life', title: t('lot.life'), cell: (u) => <StateWord tone={u.life === 'transfused' ? 'danger' : u.gone ? 'quiet' : 'notice'}>{life(u)}</StateWord>, text: (u) => u.life },
      { key: 'held', title: t('lot.held'), cell: (u) => (u.held ? <StateWord tone="danger">{t('lot.heldWord')}</StateWord> : <StateWord tone="quiet">{u.gone ? '—' : t('lot.released')}</StateWord>), text: (u) => (u.held ? 'held' : '') },
    ]
  }, [t, words, products])
}

function useDonationColumns(): Column<Touched>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'number', title: t('lot.number'), cell: (d) => <span className="number">{d.donation_number_shown ?? '—'}</span>, text: (d) => d.donation_number ?? '' },
      { key: 'kind', title: t('lot.product'), cell: (d) => t(`donationKind.${d.kind}`), text: (d) => d.kind },
      { key: 'site', title: t('lot.site'), cell: (d) => d.site_name, text: (d) => d.site_name },
      { key: 'ended', title: t('lot.ended'), cell: (d) => (d.ended_at ? moment(d.ended_at) : '—'), text: (d) => d.ended_at ?? '' },
      { key: 'units', title: t('lot.units'), cell: (d) => d.units, text: (d) => d.units, align: 'end' as const },
    ],
    [t],
  )
}

function Detail({ recall }: { recall: LotRecall }) {
  const { t } = useTranslation()
  const item = useItemWord()
  const facts: [string, string | number][] = [
    [t('lot.item'), item(recall.item)], [t('reason'), recall.reason], [t('lot.by'), `${recall.recalled_by_name} ${moment(recall.recalled_at)}`],
    [t('lot.donors'), recall.donors], [t('lot.touched'), recall.touched.length], [t('lot.held'), recall.units_held], [t('lot.gone'), recall.units_gone], [t('lot.transfused'), recall.units_transfused],
  ]
  return (
    <Page title={`${t('lot.recall')} · ${recall.lot}`} actions={<Link className="button-link button-link-plain" to="/collect/lots">{t('lot.back')}</Link>}>
      {recall.units_transfused > 0 && <p className="notice"><StateWord tone="danger">{t('lot.transfusedHow', { n: recall.units_transfused })}</StateWord></p>}
      <Panel><Facts items={facts} /></Panel>
      <Panel title={t('lot.units')}><Table id="recall-units" caption={t('lot.units')} columns={useUnitColumns()} rows={recall.units} rowKey={(u) => u.unit_id} empty={<p className="muted lot-empty">—</p>} /></Panel>
      <Panel title={t('lot.touched')}><Table id="recall-donations" caption={t('lot.touched')} columns={useDonationColumns()} rows={recall.touched} rowKey={(d) => `${d.donation_number ?? ''}${d.ended_at ?? ''}${d.site_name}`} empty={<p className="muted lot-empty">—</p>} /></Panel>
    </Page>
  )
}

/** One recall. */
export function Component() {
  const { id = '' } = useParams()
  const recall = useGet('/api/collect/lots/recalls/{id}', { path: { id } })
  return <Opened from={recall}>{(data) => <Detail key={data.lot_id} recall={data} />}</Opened>
}
