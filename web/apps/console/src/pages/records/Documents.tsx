import type { DocumentRow } from '@vena/api'
import { AsOf, Button, EmptyState, FilterDay, FilterSelect, FilterText, moment, Page, ProblemBox, Table, useFilters, useWords, type Choosing, type Column } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Resume } from './Resume.tsx'
import { SignMany, type Waiting } from './SignMany.tsx'
import { DOCUMENT_STATES, DocumentState } from './states.tsx'
import './records.css'

function useColumns(): Column<DocumentRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('document.number'), cell: (d) => <span className="number">{d.number}</span>, text: (d) => d.number },
      { key: 'title', title: t('document.title'), cell: (d) => pick(d.title), text: (d) => pick(d.title) },
      { key: 'code', title: t('document.code'), cell: (d) => <span className="number">{d.form_code}</span>, text: (d) => d.form_code, wide: true },
      { key: 'state', title: t('document.state'), cell: (d) => <DocumentState state={d.state} destroyed={Boolean(d.destroyed_at)} />, text: (d) => (d.destroyed_at ? t('keeping.destroyed') : t(`documentState.${d.state}`)) },
      { key: 'signed', title: t('document.signatures'), cell: (d) => `${d.signed}/${d.wanted}`, text: (d) => `${d.signed}/${d.wanted}`, align: 'end' as const },
      { key: 'by', title: t('document.by'), cell: (d) => d.created_by, text: (d) => d.created_by },
      { key: 'at', title: t('document.at'), cell: (d) => moment(d.created_at), text: (d) => moment(d.created_at) },
      { key: 'kept', title: t('document.kept'), cell: (d) => d.retain_until ?? '—', text: (d) => d.retain_until ?? '', spare: true, wide: true },
    ],
    [t, pick],
  )
}

/** Documents of this organisation: found, opened, and signed many at once. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set, active } = useFilters('q', 'mine', 'state', 'form', 'code', 'from', 'to', 'subject')
  const list = usePages('/api/records/documents', { query: filters })
  const may = { create: useMay('records.document.create'), forms: useMay('records.form.list'), keeping: useMay('records.retention.list'), many: useMay('records.document.sign_many') }
  const forms = useGet('/api/records/forms', {}, may.forms).data ?? []
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [signing, setSigning] = useState(false)
  const [resumed, setResumed] = useState<Waiting[]>([])
  const listed = (list.rows ?? []).filter((row) => row.state === 'open' && chosen.has(row.document_id))
  const rows: Waiting[] = [...listed, ...resumed.filter((row) => chosen.has(row.document_id) && !listed.some((other) => other.document_id === row.document_id))]
  const choosing: Choosing<DocumentRow> | undefined = may.many ? { chosen, onChange: setChosen, may: (row) => row.state === 'open', label: (row) => t('document.choose', { number: row.number }) } : undefined
  const options = (all: [string, string][]) => [{ value: '', label: t('all') }, ...all.map(([value, label]) => ({ value, label }))]
  return (
    <Page
      title={t('job.documents')} aside={<AsOf at={list.asOf} />}
      actions={
        <>
          {may.many && rows.length > 0 && <Button onClick={() => setSigning(true)}>{t('document.signMany', { count: rows.length })}</Button>}
          {may.keeping && <Link className="button-link button-link-plain" to="/records/keeping">{t('job.keeping')}</Link>}
          {may.create && <Link className="button-link" to="/records/documents/new">{t('document.new')}</Link>}
        </>
      }
    >
      {may.many && !signing && (
        <Resume
          onResume={(found) => {
            setResumed(found)
            setChosen(new Set(found.map((row) => row.document_id)))
            setSigning(true)
          }}
        />
      )}
      {filters.subject && <p className="row"><span className="muted">{t('document.about')}</span><Button kind="quiet" onClick={() => set('subject', '')}>{t('all')}</Button></p>}
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="documents" caption={t('job.documents')} columns={useColumns()} rows={list.rows} rowKey={(d) => d.document_id} href={(d) => `/records/documents/${d.document_id}`} more={list.more} choosing={choosing}
        filters={
          <>
            <FilterText label={t('document.number')} value={filters.q} onChange={(v) => set('q', v)} />
            <FilterSelect label={t('document.waitsFor')} value={filters.mine} options={options([['true', t('document.mine')]])} onChange={(v) => set('mine', v)} />
            <FilterSelect label={t('document.state')} value={filters.state} options={options(DOCUMENT_STATES.map((state) => [state, t(`documentState.${state}`)]))} onChange={(v) => set('state', v)} />
            <FilterSelect label={t('document.form')} value={filters.form} options={options(forms.map((form) => [form.form, pick(form.title)]))} onChange={(v) => set('form', v)} />
            <details className="filter-more" open={Boolean(filters.code || filters.from || filters.to)}>
              <summary>{t('document.more')}</summary>
              <div>
                <FilterText label={t('document.code')} value={filters.code} onChange={(v) => set('code', v)} />
                <FilterDay label={t('document.from')} value={filters.from} max={filters.to} onChange={(v) => set('from', v)} />
                <FilterDay label={t('document.to')} value={filters.to} min={filters.from} onChange={(v) => set('to', v)} />
              </div>
            </details>
          </>
        }
        empty={active ? undefined : <EmptyState glyph="档" title={t('document.empty')}><p>{t('document.emptyHow')}</p></EmptyState>}
      />
      {may.many && (
        <SignMany
          open={signing} rows={rows} forms={forms} onClose={() => setSigning(false)}
          onSigned={(ids) => setChosen((before) => new Set([...before].filter((id) => !ids.includes(id))))}
        />
      )}
    </Page>
  )
}
