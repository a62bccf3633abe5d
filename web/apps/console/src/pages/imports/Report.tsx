import type { ImportReport } from '@vena/api'
import { Facts, FilterSelect, moment, Page, Panel, useFilters, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { Row } from './Row.tsx'
import './imports.css'

function Detail({ report, outcome, onOutcome }: { report: ImportReport; outcome: string; onOutcome: (value: string) => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { counts } = report
  return (
    <Page title={report.file_name} aside={<span>{pick(report.kind_title)}</span>}>
      <ul className="import-counts">
        {(['accepted', 'rejected', 'duplicate'] as const).map((name) => <li key={name} className={`import-${name}`}><b>{counts[name]}</b>{t(`import.${name}`)}</li>)}
      </ul>
      {report.already_imported && <p className="notice">{t('import.already')}</p>}
      <Panel><Facts items={[[t('import.at'), moment(report.at)], [t('import.by'), report.by_name], [t('import.encoding'), report.encoding], ...report.notes.map((note, i): [string, string] => [`${t('note')} ${i + 1}`, pick(note)])]} /></Panel>
      <Panel title={t('import.rows')} aside={<FilterSelect label={t('import.outcome')} value={outcome} onChange={onOutcome} options={[{ value: '', label: t('all') }, ...(['rejected', 'accepted', 'duplicate'] as const).map((value) => ({ value, label: t(`import.${value}`) }))]} />}>
        <ol className="import-rows">{report.rows.items.map((row) => <Row key={row.row} report={report} row={row} />)}</ol>
        {report.rows.next && <p className="muted">{t('import.moreRows')}</p>}
      </Panel>
    </Page>
  )
}

/** What became of every row of a file, and the place to put the rejected ones right. */
export function Component() {
  const { id = '' } = useParams()
  const { filters, set } = useFilters('outcome')
  const report = useGet('/api/imports/{id}', { path: { id }, query: { outcome: filters.outcome, limit: 200 } })
  return <Opened from={report}>{(data) => <Detail report={data} outcome={filters.outcome} onOutcome={(value) => set('outcome', value)} />}</Opened>
}
