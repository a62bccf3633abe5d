import type { HeldRow } from '@vena/api'
import { AsOf, donationNumber, EmptyState, GroupBadge, moment, Page, ProblemBox, StateWord, Table, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCatalogue } from '../../app/lists.ts'
import { usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Expiry } from '../../app/units.tsx'
import { OpenHolds } from './OpenHolds.tsx'

/** What has left everybody's hands is still looked after: its recipients are. */
const OVER = new Set(['transfused', 'discarded', 'exported', 'lost'])

function useColumns(): Column<HeldRow>[] {
  const { t } = useTranslation()
  const words = useWords()
  const { pick } = words
  const products = useCatalogue()
  return useMemo(() => {
    const name = (code: string) => pick(products.find((p) => p.product === code)?.name) || code
    return [
      { key: 'number', title: t('unit.number'), cell: (u) => <span className="number">{donationNumber(u.donation_number)}</span>, text: (u) => u.donation_number },
      { key: 'group', title: t('unit.group'), cell: (u) => <GroupBadge group={u.group} />, text: (u) => u.group ?? '' },
      { key: 'product', title: t('unit.product'), cell: (u) => name(u.product), text: (u) => name(u.product) },
      {
        key: 'holds', title: t('holds.one'), block: true, text: (u) => u.holds.map((hold) => `${pick(hold.kind_name)} ${hold.reason}`).join('; '),
        cell: (u) => u.holds.map((hold) => <div key={hold.hold_id}><StateWord tone="danger">{pick(hold.kind_name)}</StateWord> {hold.reason} <small className="muted">{moment(hold.since)}</small></div>),
      },
      { key: 'place', title: t('unit.place'), cell: (u) => <>{OVER.has(u.life) && <StateWord tone="quiet">{words.t(`life.${u.life}` as 'life.transfused')}</StateWord>} {[u.custodian_name, u.site_name].filter(Boolean).join(' · ')}</>, text: (u) => u.custodian_name, wide: true },
      { key: 'expires', title: t('unit.expires'), cell: (u) => <Expiry at={u.expires_at} />, text: (u) => (u.expires_at ? moment(u.expires_at) : ''), wide: true },
    ]
  }, [t, pick, words, products])
}

/** Everything that is held back and why; a hold is lifted on the bag's own page. */
export function Component() {
  const { t } = useTranslation()
  const list = usePages('/api/govern/holds')
  const open = useMay('govern.hold.open')
  return (
    <Page title={t('job.holds')} aside={<AsOf at={list.asOf} />}>
      {open && <OpenHolds />}
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="holds" caption={t('job.holds')} columns={useColumns()} rows={list.rows} rowKey={(u) => u.unit_id} href={(u) => `/units/${u.unit_id}`} more={list.more}
        empty={<EmptyState glyph="管" title={t('holds.empty')}><p>{t('holds.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
