import type { Message } from '@vena/api'
import { AsOf, donationNumber, EmptyState, FilterSelect, FilterText, moment, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../app/queries.ts'
import { StepState } from '../../app/states.tsx'

const STATES = ['queued', 'delivered', 'withheld'] as const

function useColumns(): Column<Message>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'at', title: t('message.at'), cell: (m) => moment(m.delivered_at ?? m.created_at), text: (m) => moment(m.delivered_at ?? m.created_at) },
      { key: 'to', title: t('message.to'), cell: (m) => m.to_masked ?? '—', text: (m) => m.to_masked ?? '' },
      { key: 'kind', title: t('message.kind'), cell: (m) => pick(m.title), text: (m) => pick(m.title) },
      { key: 'text', title: t('message.text'), cell: (m) => pick(m.text), text: (m) => pick(m.text), block: true },
      { key: 'state', title: t('message.state'), cell: (m) => <><StepState state={m.state} />{m.reason && <small className="muted"> {pick(m.reason)}</small>}</>, text: (m) => m.state },
      { key: 'number', title: t('unit.number'), cell: (m) => <span className="number">{m.donation_number ? donationNumber(m.donation_number) : '—'}</span>, text: (m) => m.donation_number ?? '', wide: true },
    ],
    [t, pick],
  )
}

/** What donors were told, and what became of it. */
export function Component() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('q', 'state')
  const list = usePages('/api/care/messages', { query: filters })
  return (
    <Page title={t('job.messages')} aside={<AsOf at={list.asOf} />}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="messages" caption={t('job.messages')} columns={useColumns()} rows={list.rows} rowKey={(m) => m.message_id} more={list.more}
        filters={
          <>
            <FilterText label={t('unit.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('message.state')} value={filters.state} options={[{ value: '', label: t('all') }, ...STATES.map((s) => ({ value: s, label: t(`step.${s}`) }))]} onChange={(v) => set('state', v)} />
          </>
        }
        empty={<EmptyState glyph="服" title={t('message.empty')}><p>{t('message.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}
