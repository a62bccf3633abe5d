// 献血不良反应: who had one, and what is due.
import type { ReactionRow } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Column, type Tone } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { usePages } from '../../app/queries.ts'
import './room.css'

const GRADES: Record<ReactionRow['severity'], Tone> = { mild: 'notice', moderate: 'warning', severe: 'danger' }

export function Grade({ severity }: { severity: ReactionRow['severity'] }) {
  const { t } = useTranslation()
  return <StateWord tone={GRADES[severity]}>{t(`severity.${severity}`)}</StateWord>
}

/** The first thing that somebody has to do, and by when. */
export function FirstDue({ due }: { due: ReactionRow['due'] }) {
  const { t } = useTranslation()
  const late = due.find((one) => one.late)
  const first = late ?? due[0]
  if (!first) return <StateWord tone="quiet">{t('reaction.closed')}</StateWord>
  return (
    <span className="reaction-due">
      <StateWord tone={late ? 'danger' : 'notice'}>{t(`reaction.tasks.${first.task}`)}{late && ` · ${t('reaction.overdue')}`}</StateWord>
      {first.by && <small className="muted">{t('reaction.by', { at: moment(first.by) })}</small>}
    </span>
  )
}

function useColumns(): Column<ReactionRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'kind', title: t('reaction.kind'), cell: (r) => <b>{pick(r.kind_name) || r.kind}</b>, text: (r) => pick(r.kind_name) || r.kind },
      { key: 'grade', title: t('reaction.grade'), cell: (r) => <Grade severity={r.severity} />, text: (r) => r.severity },
      { key: 'due', title: t('reaction.due'), cell: (r) => <FirstDue due={r.due} />, text: (r) => r.due.map((one) => one.task).join(' ') },
      { key: 'donor', title: t('reaction.donor'), cell: (r) => r.donor_name_masked, text: (r) => r.donor_name_masked },
      { key: 'at', title: t('reaction.at'), cell: (r) => moment(r.onset_at), text: (r) => moment(r.onset_at), wide: true },
      { key: 'phase', title: t('reaction.phase'), cell: (r) => t(`reaction.phases.${r.phase}`), text: (r) => r.phase, wide: true },
      { key: 'site', title: t('reaction.site'), cell: (r) => r.site_name, text: (r) => r.site_name, wide: true },
    ],
    [t, pick],
  )
}

const dueBy = (row: ReactionRow) => Math.min(...row.due.map((one) => (one.by ? Date.parse(one.by) : Infinity)), Infinity)

/** What is late first, then what has a time, then the rest as they came. */
function pressing(a: ReactionRow, b: ReactionRow): number {
  return dueBy(a) === dueBy(b) ? 0 : dueBy(a) - dueBy(b)
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('state')
  const open = filters.state === 'all' ? undefined : filters.state !== 'closed'
  const list = usePages('/api/collect/reactions', { query: open === undefined ? {} : { open } })
  const rows = open ? list.rows?.toSorted(pressing) : list.rows
  const late = open ? (list.rows ?? []).filter((row) => row.due.some((one) => one.late)).length : 0
  return (
    <Page title={t('job.reactions')} aside={<>{late > 0 && <StateWord tone="danger">{t('reaction.overdue')} {late}</StateWord>}<AsOf at={list.asOf} /></>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="reactions" caption={t('job.reactions')} columns={useColumns()} rows={rows} rowKey={(r) => r.reaction_id} href={(r) => `/collect/reactions/${r.reaction_id}`} current={id} more={list.more}
        filters={<FilterSelect label={t('reaction.state')} value={filters.state} options={[{ value: '', label: t('reaction.open') }, { value: 'closed', label: t('reaction.closed') }, { value: 'all', label: t('reaction.all') }]} onChange={(v) => set('state', v)} />}
        empty={<EmptyState glyph="采" title={t('reaction.none')}><p>{t('reaction.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/reactions" back={t('job.reactions')} list={<List />} />
}
