import type { DonorRow } from '@vena/api'
import { AsOf, EmptyState, FilterFind, FilterSelect, GroupBadge, ListDetail, Page, ProblemBox, StateWord, Table, useFilters, useNow, type Column } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useGet, usePeople } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

/** Whether this person may give now, from when again, or not. */
export function MayGive({ may, from }: { may: boolean; from: string | null | undefined }) {
  const { t } = useTranslation()
  if (may) return <StateWord tone="good">{t('donor.may')}</StateWord>
  return from ? <StateWord tone="notice">{t('donor.from', { day: from })}</StateWord> : <StateWord tone="quiet">{t('donor.mayNot')}</StateWord>
}

function useColumns(): Column<DonorRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'name', title: t('donor.name'), cell: (d) => d.name_masked, text: (d) => d.name_masked },
      { key: 'group', title: t('unit.group'), cell: (d) => <GroupBadge group={d.group} />, text: (d) => d.group ?? '' },
      { key: 'person', title: t('donor.person'), cell: (d) => `${t(`sex.${d.sex}` as 'sex.male')} ${t('donor.age', { count: d.age })}`, text: (d) => `${d.sex} ${d.age}` },
      { key: 'document', title: t('donor.document'), cell: (d) => <span className="number">{d.document_masked}</span>, text: (d) => d.document_masked, wide: true },
      { key: 'phone', title: t('donor.phone'), cell: (d) => <span className="number">{d.phone_masked}</span>, text: (d) => d.phone_masked, wide: true },
      { key: 'last', title: t('donor.last'), cell: (d) => d.last_donation_on ?? '—', text: (d) => d.last_donation_on ?? '' },
      { key: 'may', title: t('donor.eligible'), cell: (d) => <MayGive may={d.may_give} from={d.from} />, text: (d) => (d.may_give ? 'yes' : (d.from ?? 'no')) },
    ],
    [t],
  )
}

const GROUPS = ['A+', 'B+', 'O+', 'AB+', 'A-', 'B-', 'O-', 'AB-']
const LASTS = ['half', 'year', 'older'] as const
const LASTS_AGO = { half: [183, null], year: [365, 183], older: [null, 365] } as const

/** The day on Chinese clocks so many days before `now`. */
const daysBefore = (now: number, days: number) => new Date(now - days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)

/** Days between which somebody gave last. */
function since(last: string, now: number): Record<string, string> {
  const [from, until] = LASTS_AGO[last as (typeof LASTS)[number]] ?? [null, null]
  return { ...(from && { last_from: daysBefore(now, from) }), ...(until && { last_until: daysBefore(now, until) }) }
}

/** What the filters ask of the server. */
function asked({ last, ...filters }: Record<string, string>, now: number): Record<string, string> {
  const set = Object.entries(filters).filter(([, value]) => value)
  return { ...Object.fromEntries(set), ...(last ? since(last, now) : {}) }
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const [text, setText] = useState('')
  const { filters, set } = useFilters('group', 'last', 'site_id', 'deferred', 'agreed')
  const now = useNow(3_600_000)
  const list = usePeople('/api/recruit/donors', text, 50, asked(filters, now))
  const narrowed = Object.values(filters).some(Boolean)
  const sites = useGet('/api/sites', {})
  const find = useMay('recruit.donor.search')
  const create = useMay('recruit.donor.create')
  return (
    <Page title={t('job.donors')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/recruit/donors/new">{t('donor.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="donors" caption={t('job.donors')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.donor_id} href={(d) => `/recruit/donors/${d.donor_id}`} current={id} more={list.more}
        filters={
          <>
            {find && <FilterFind label={t('donor.find')} placeholder={t('donor.findHow')} onFind={setText} />}
            {!text && (narrowed || !id) && (
              <>
                <FilterSelect label={t('unit.group')} value={filters.group} options={[{ value: '', label: t('all') }, ...GROUPS.map((group) => ({ value: group, label: group }))]} onChange={(value) => set('group', value)} />
                <FilterSelect label={t('donor.last')} value={filters.last} options={[{ value: '', label: t('all') }, ...LASTS.map((last) => ({ value: last, label: t(`donorFilter.last.${last}`) }))]} onChange={(value) => set('last', value)} />
                <FilterSelect label={t('donorFilter.site')} value={filters.site_id} options={[{ value: '', label: t('all') }, ...(sites.data ?? []).map((site) => ({ value: site.site_id, label: site.name }))]} onChange={(value) => set('site_id', value)} />
                <FilterSelect label={t('donorFilter.deferred')} value={filters.deferred} options={[{ value: '', label: t('all') }, { value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} onChange={(value) => set('deferred', value)} />
                <FilterSelect label={t('donorFilter.agreed')} value={filters.agreed} options={[{ value: '', label: t('all') }, { value: 'service', label: t('donorFilter.service') }, { value: 'marketing', label: t('donorFilter.marketing') }]} onChange={(value) => set('agreed', value)} />
              </>
            )}
          </>
        }
        empty={<EmptyState glyph="招" title={text || narrowed ? t('donor.none') : t('donor.empty')}><p>{t('donor.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/recruit/donors" back={t('job.donors')} list={<List />} />
}
