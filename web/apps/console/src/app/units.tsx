import type { Unit } from '@vena/api'
import { donationNumber, GroupBadge, moment, useNow, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitState } from './states.tsx'

/** When a bag expires, in figures and in what is left; near the end it says so by word. */
export function Expiry({ at }: { at: string | null | undefined }) {
  const { t, duration } = useWords()
  const now = useNow(60_000)
  if (!at) return <>—</>
  const left = Date.parse(at) - now
  const tone = left < 0 ? 'danger' : left < 72 * 3_600_000 ? 'warning' : 'plain'
  return (
    <span className={`expiry expiry-${tone}`}>
      <time dateTime={at}>{moment(at)}</time> <small>{t(left < 0 ? 'line.past' : 'line.left', { time: duration(left) })}</small>
    </span>
  )
}

/** The columns that every list of bags shares. */
export function useUnitColumns<U extends Unit>(): Column<U>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('unit.number'), cell: (u) => <span className="number">{donationNumber(u.donation_number)}</span>, text: (u) => u.donation_number },
      { key: 'group', title: t('unit.group'), cell: (u) => <GroupBadge group={u.group} />, text: (u) => u.group ?? '' },
      { key: 'product', title: t('unit.product'), cell: (u) => pick(u.product_name), text: (u) => pick(u.product_name) },
      { key: 'volume', title: t('unit.volume'), cell: (u) => `${u.volume_ml} mL`, text: (u) => u.volume_ml, align: 'end' as const },
      { key: 'state', title: t('unit.state'), cell: (u) => <UnitState unit={u} />, text: (u) => `${u.life} ${u.safety}` },
      { key: 'place', title: t('unit.place'), cell: (u) => [pick(u.site_name), u.position].filter(Boolean).join(' · ') || '—', text: (u) => [pick(u.site_name), u.position].filter(Boolean).join(' '), wide: true },
      { key: 'expires', title: t('unit.expires'), cell: (u) => <Expiry at={u.expires_at} />, text: (u) => (u.expires_at ? moment(u.expires_at) : '') },
      { key: 'collected', title: t('unit.collected'), cell: (u) => moment(u.collected_at), text: (u) => moment(u.collected_at), spare: true, wide: true },
      { key: 'code', title: t('unit.code'), cell: (u) => u.product, text: (u) => u.product, spare: true, wide: true },
    ],
    [t, pick],
  )
}

export const GROUPS = ['O+', 'A+', 'B+', 'AB+', 'O-', 'A-', 'B-', 'AB-']

export const groupOptions = GROUPS.map((group) => ({ value: group, label: group.replace('-', '−') }))
