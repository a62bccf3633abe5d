// 报告签发: many reports at once by tester, checker or issuer; what stands out is opened and signed by itself.
import { post, type LabSigned, type LabSigningRow, type Marker } from '@vena/api'
import { AsOf, Button, EmptyState, FilterSelect, GroupBadge, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'

const SIGNERS = ['tester', 'checker', 'issuer'] as const
type Signer = (typeof SIGNERS)[number]

/** Most reports that one action signs. */
const MOST = 500

const open = (row: LabSigningRow) => row.can.ok && !row.alone

function Infectious({ row, markers }: { row: LabSigningRow; markers: Marker[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const serology = row.finals.filter((one) => one.number == null)
  const found = serology.filter((one) => one.outcome === 'reactive')
  const none = serology.filter((one) => one.outcome === 'non_reactive').length
  if (found.length === 0) return <StateWord tone="good">{t('signing.allNonReactive', { count: none })}</StateWord>
  return <StateWord tone="danger">{found.map((one) => pick(markers.find((marker) => marker.code === one.marker)?.name) || one.marker).join('、')}</StateWord>
}

function useColumns(): Column<LabSigningRow>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const markers = useGet('/api/lab/markers').data
  return useMemo(() => {
    const alt = (row: LabSigningRow) => row.finals.find((one) => one.number != null)?.number ?? '—'
    const remark = (row: LabSigningRow) => row.findings.map(pick).join('；')
    const by = (row: LabSigningRow) => [row.tester, row.checker].flatMap((one) => one?.display_name ?? []).join('、') || '—'
    return [
      { key: 'number', title: t('unit.number'), cell: (r) => <span className="number">{r.donation_number_shown}</span>, text: (r) => r.donation_number },
      { key: 'group', title: t('signing.group'), cell: (r) => (r.group ? <GroupBadge group={r.group} /> : '—'), text: (r) => r.group ?? '' },
      { key: 'infectious', title: t('signing.infectious'), cell: (r) => <Infectious row={r} markers={markers ?? []} />, text: (r) => r.finals.filter((one) => one.outcome === 'reactive').map((one) => one.marker).join(' ') },
      { key: 'alt', title: 'ALT U/L', cell: (r) => <span className="number">{alt(r)}</span>, text: alt, align: 'end' as const },
      { key: 'remark', title: t('lab.findings'), cell: (r) => (r.alone ? <Link to={`/lab/donations/${r.donation_number}`}>{remark(r) || t('signing.alone')}</Link> : open(r) ? '—' : <span className="muted">{pick(r.can.reason?.reason)}</span>), text: remark, block: true },
      { key: 'by', title: t('signing.by'), cell: by, text: by, wide: true },
      { key: 'collected', title: t('unit.collected'), cell: (r) => moment(r.collected_at), text: (r) => moment(r.collected_at), spare: true },
    ]
  }, [t, pick, markers])
}

/** What was not signed, and why. */
function Refused({ signed }: { signed: LabSigned }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const refused = signed.reports.filter((one) => one.refusal)
  return (
    <Panel title={t('signing.done', { count: signed.signed })}>
      {refused.length > 0 && <ul className="plain-list">{refused.map((one) => <li key={one.donation_number}><Link className="number" to={`/lab/donations/${one.donation_number}`}>{one.donation_number_shown}</Link> {pick(one.refusal?.reason)}</li>)}</ul>}
    </Panel>
  )
}

function Sheet({ signer }: { signer: Signer }) {
  const { t } = useTranslation()
  const list = usePages('/api/lab/signings', { query: { signer, limit: 200 } })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [signed, setSigned] = useState<LabSigned | null>(null)
  const ready = (list.rows ?? []).filter(open)
  const chosen = ready.filter((row) => !left.has(row.donation_number)).slice(0, MOST)
  const keys = new Set(chosen.map((row) => row.donation_number))
  const action = useAction(
    (_: null, key) => {
      const reports = chosen.map((row) => ({ donation_number: row.donation_number, digest: row.digest }))
      return signer === 'issuer' ? post('/api/lab/issues', { body: { reports } }, key) : post('/api/lab/signings', { body: { role: signer, reports } }, key)
    },
    (done) => {
      setSigned(done)
      refresh('/api/lab', '/api/process')
    },
  )
  const choosing = { chosen: keys, may: open, label: (row: LabSigningRow) => row.donation_number_shown, onChange: (next: Set<string>) => setLeft(new Set(ready.map((row) => row.donation_number).filter((number) => !next.has(number)))) }
  return (
    <>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {action.problem && <ProblemBox problem={action.problem} />}
      {signed && <Refused signed={signed} />}
      <div className="signing-bar">
        <p>{t('signing.count', { ready: ready.length, alone: (list.rows ?? []).filter((row) => row.alone).length })} <AsOf at={list.asOf} /></p>
        <Button kind="primary" busy={action.pending} disabled={chosen.length === 0} onClick={() => void action.run(null)}>{t(`signing.do.${signer}`, { count: chosen.length })}</Button>
      </div>
      <Table
        id="signings" caption={t('job.signOff')} columns={useColumns()} rows={list.rows} rowKey={(r) => r.donation_number} more={list.more} choosing={choosing}
        empty={<EmptyState glyph="签" title={t('signing.none')}><p>{t('signing.noneHow')}</p></EmptyState>}
      />
    </>
  )
}

/** Reports that are complete and wait for one of their three signatures. */
export function Component() {
  const { t } = useTranslation()
  const issues = useMay('lab.issue.create_many')
  const { filters, set } = useFilters('signer')
  const wanted = SIGNERS.find((one) => one === filters.signer) ?? (issues ? 'issuer' : 'checker')
  const options = SIGNERS.filter((one) => one !== 'issuer' || issues).map((value) => ({ value, label: t(`signing.signers.${value}`) }))
  return (
    <Page title={t('job.signOff')} aside={<FilterSelect label={t('signing.as')} value={wanted} options={options} onChange={(value) => set('signer', value)} />}>
      <Sheet key={wanted} signer={wanted} />
    </Page>
  )
}
