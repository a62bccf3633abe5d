import { EmptyState, ListDetail, moment, Page, ProblemBox, StateWord, Table, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useGet } from '../../app/queries.ts'
import type { CollectionSite } from './BookingParts.tsx'

function useColumns(): Column<CollectionSite>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(() => {
    const hours = (site: CollectionSite) => site.today.map((one) => `${one.opens}–${one.closes}`).join(' ') || t('booking.closedDay')
    const next = (site: CollectionSite, kind: string) => site.next_free.find((one) => one.kind === kind)?.at
    const shown = (at: string | null | undefined) => (at ? moment(at) : t('booking.nothingFree'))
    return [
      { key: 'name', title: t('booking.site'), cell: (s) => pick(s.site.name), text: (s) => pick(s.site.name) },
      { key: 'open', title: t('booking.state'), cell: (s) => <StateWord tone={s.open_now ? 'good' : 'quiet'}>{t(s.open_now ? 'booking.openNow' : 'booking.closedNow')}</StateWord>, text: (s) => String(s.open_now) },
      { key: 'hours', title: t('booking.today'), cell: hours, text: hours },
      { key: 'whole', title: `${t('booking.next')} · ${t('booking.kind.whole_blood')}`, cell: (s) => shown(next(s, 'whole_blood')), text: (s) => shown(next(s, 'whole_blood')) },
      { key: 'platelets', title: `${t('booking.next')} · ${t('booking.kind.apheresis_platelets')}`, cell: (s) => (s.machines ? shown(next(s, 'apheresis_platelets')) : '—'), text: (s) => (s.machines ? shown(next(s, 'apheresis_platelets')) : ''), wide: true },
      { key: 'beds', title: t('booking.beds'), cell: (s) => s.beds, text: (s) => String(s.beds), wide: true },
      { key: 'place', title: t('booking.place'), cell: (s) => `${s.district} ${s.place}`, text: (s) => `${s.district} ${s.place}`, wide: true },
    ]
  }, [t, pick])
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const sites = useGet('/api/recruit/sites')
  return (
    <Page title={t('job.sites')}>
      {sites.problem && <ProblemBox problem={sites.problem} onRetry={sites.reload} />}
      <Table
        id="sites" caption={t('job.sites')} columns={useColumns()} rows={sites.data} rowKey={(s) => s.site.site_id} href={(s) => `/recruit/sites/${s.site.site_id}`} current={id}
        empty={<EmptyState glyph="招" title={t('booking.empty')} />}
      />
    </Page>
  )
}

/** Where and when blood may be given today. */
export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/recruit/sites" back={t('job.sites')} list={<List />} />
}
