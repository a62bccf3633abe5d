// Documents whose time is over, what keeps each of them all the same, and the way to propose their destruction.
import { get, type Destruction, type DocumentDue } from '@vena/api'
import { AsOf, EmptyState, FilterDay, moment, Page, ProblemBox, StateWord, Table, useFilters, useWords, type Choosing, type Column } from '@vena/ui'
import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { proposedIn, standingOf, toneOf, toPropose } from './keeping.ts'
import { KeepingViews } from './KeepingViews.tsx'
import { Propose } from './Propose.tsx'
import './records.css'

const ONE = '/api/records/destructions/{id}'

const combined = (found: { data: Destruction | undefined }[]) => proposedIn(found.map((one) => one.data))

/** The documents of the proposals that wait. The list of what is due does not know of them. */
function useProposed(): ReadonlySet<string> {
  const may = { list: useMay('records.destruction.list'), view: useMay('records.destruction.view') }
  const waiting = useGet('/api/records/destructions', { query: { state: 'proposed' } }, may.list && may.view).data?.items ?? []
  return useQueries({
    queries: waiting.map(({ destruction_id }) => ({ queryKey: [ONE, { path: { id: destruction_id } }], queryFn: () => get(ONE, { path: { id: destruction_id } }) })),
    combine: combined,
  })
}

function useColumns(proposed: ReadonlySet<string>): Column<DocumentDue>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(() => {
    const word = (d: DocumentDue) => {
      const standing = standingOf(d, proposed)
      return standing === 'kept' ? pick(d.kept?.reason) : t(`keeping.${standing}`)
    }
    return [
      { key: 'number', title: t('document.number'), cell: (d) => <span className="number">{d.number}</span>, text: (d) => d.number },
      { key: 'title', title: t('document.title'), cell: (d) => pick(d.title), text: (d) => pick(d.title) },
      { key: 'code', title: t('document.code'), cell: (d) => <span className="number">{d.form_code}</span>, text: (d) => d.form_code, wide: true },
      { key: 'closed', title: t('document.closed'), cell: (d) => (d.closed_at ? moment(d.closed_at) : '—'), text: (d) => (d.closed_at ? moment(d.closed_at) : ''), wide: true },
      { key: 'until', title: t('document.kept'), cell: (d) => d.retain_until ?? '—', text: (d) => d.retain_until ?? '' },
      { key: 'standing', title: t('keeping.standing'), cell: (d) => <StateWord tone={toneOf(d, proposed)}>{word(d)}</StateWord>, text: word, block: true },
    ]
  }, [t, pick, proposed])
}

/** Documents whose time is over. */
export function Component() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { filters, set, active } = useFilters('before')
  const list = usePages('/api/records/retention/due', { query: filters })
  const propose = useMay('records.destruction.create')
  const proposed = useProposed()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const rows = toPropose(list.rows ?? [], chosen, proposed)
  const choosing: Choosing<DocumentDue> | undefined = propose
    ? { chosen, onChange: setChosen, may: (row) => standingOf(row, proposed) === 'free', label: (row) => t('keeping.choose', { number: row.number }) }
    : undefined
  return (
    <Page
      title={t('job.keeping')} aside={<AsOf at={list.asOf} />}
      actions={propose && rows.length > 0 && (
        <Propose
          rows={rows}
          onDone={(made) => {
            refresh('/api/records')
            void navigate(`/records/keeping/destructions/${made.destruction_id}`)
          }}
        />
      )}
    >
      <KeepingViews />
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="keeping" caption={t('keeping.due')} columns={useColumns(proposed)} rows={list.rows} rowKey={(d) => d.document_id} href={(d) => `/records/documents/${d.document_id}`} more={list.more} choosing={choosing}
        filters={<FilterDay label={t('keeping.before')} value={filters.before} onChange={(v) => set('before', v)} />}
        empty={active ? <p className="table-none">{t('keeping.emptyBefore')}</p> : <EmptyState glyph="档" title={t('keeping.empty')}><p>{t('keeping.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
