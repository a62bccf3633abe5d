import { post, type DonorCandidate, type DuplicatePair } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, GroupBadge, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const STATES = ['open', 'not_same', 'merged'] as const

/** One file in a few words. */
export function Side({ of }: { of: DonorCandidate }) {
  const { t } = useTranslation()
  return (
    <span className="row">
      <Link to={`/recruit/donors/${of.donor_id}`}>{of.name_masked}</Link>
      <span>{t(`sex.${of.sex}`)} {t('donor.age', { count: of.age })}</span>
      {of.group && <GroupBadge group={of.group} />}
      <span className="number muted">{of.document_masked}</span>
    </span>
  )
}

function useColumns(): Column<DuplicatePair>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = { compare: useMay('recruit.merge.compare'), dismiss: useMay('recruit.duplicate.dismiss') }
  return useMemo(
    () => [
      { key: 'points', title: t('alike.points'), cell: (p) => p.points, text: (p) => p.points, align: 'end' as const },
      { key: 'one', title: t('alike.one'), cell: (p) => <Side of={p.one} />, text: (p) => p.one.name_masked },
      { key: 'other', title: t('alike.other'), cell: (p) => <Side of={p.other} />, text: (p) => p.other.name_masked },
      { key: 'grounds', title: t('alike.grounds'), cell: (p) => <>{p.grounds.map((ground) => pick(ground)).join(' · ')} {p.stop && <StateWord tone="danger">{t('alike.stop')}</StateWord>}</>, text: (p) => p.grounds.map((ground) => pick(ground)).join(' ') },
      {
        key: 'do', title: t('alike.state'), text: (p) => p.state,
        cell: (p) => p.state !== 'open'
          ? <><StateWord tone="quiet">{t(`alike.${p.state}` as 'alike.merged')}</StateWord> <span className="muted">{t('alike.decided', { by: p.decided_by?.display_name ?? '—', at: p.decided_at ? moment(p.decided_at) : '', why: p.decided_reason ?? '' })}</span></>
          : <span className="row">
            {may.compare && <Link to={`/recruit/duplicates/compare?one=${p.one.donor_id}&other=${p.other.donor_id}`}>{t('alike.compare')}</Link>}
            {may.dismiss && <AskWhy label={t('alike.dismiss')} how={t('alike.dismissHow')} onDone={() => refresh('/api/recruit')} perform={(values, key) => post('/api/recruit/duplicates/dismiss', { body: { one: p.one.donor_id, other: p.other.donor_id, reason: values.text('reason') } }, key)} />}
          </span>,
      },
    ],
    [t, pick, may.compare, may.dismiss],
  )
}

/** Files that may be of one person, the most alike first. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('state')
  const state = STATES.find((one) => one === filters.state) ?? 'open'
  const list = usePages('/api/recruit/duplicates', { query: { state } })
  return (
    <Page title={t('alike.title')} aside={<AsOf at={list.asOf} />} actions={<Link to="/recruit/merges">{t('merging.merges')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="duplicates" caption={t('alike.title')} columns={useColumns()} rows={list.rows} rowKey={(p) => `${p.one.donor_id} ${p.other.donor_id}`} more={list.more}
        filters={<FilterSelect label={t('alike.state')} value={state} options={STATES.map((value) => ({ value, label: t(`alike.${value}`) }))} onChange={(value) => set('state', value)} />}
        empty={<EmptyState glyph="招" title={t('alike.empty')}><p>{t('alike.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
