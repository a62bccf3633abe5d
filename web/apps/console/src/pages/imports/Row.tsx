import { post, type ImportReport, type ImportRow } from '@vena/api'
import { Button, Field, Form, StateWord, useAction, useWords, type Tone, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const TONES: Record<ImportRow['outcome'], Tone> = { accepted: 'good', rejected: 'danger', duplicate: 'quiet' }

function Reasons({ row }: { row: ImportRow }) {
  const { pick } = useWords()
  return (
    <ul className="import-reasons">
      {row.reasons.map((r) => <li key={r.field + r.rule}><b>{r.field}</b> {r.value && <code>{r.value}</code>} {pick(r.reason)} <code className="muted">{r.rule}</code></li>)}
    </ul>
  )
}

function Correct({ report, row, onDone }: { report: ImportReport; row: ImportRow; onDone: () => void }) {
  const { t } = useTranslation()
  const wrong = new Set(row.reasons.map((reason) => reason.field))
  const changed = (values: Values) => Object.fromEntries(report.header.flatMap((name, i) => {
    const value = values.text(`values.${name}`)
    return value === (row.values[name] ?? row.raw[i] ?? '') ? [] : [[name, value]]
  }))
  const action = useAction((values: Values, key) => post('/api/imports/{id}/rows/{row}/resubmit', { path: { id: report.import_id, row: row.row }, body: { values: changed(values) } }, key), () => {
    refresh('/api/imports', '/api/store')
    onDone()
  })
  return (
    <Form action={action} submit={t('import.resubmit')} extra={<Button kind="quiet" onClick={onDone}>{t('cancel')}</Button>}>
      <div className="form-grid">
        {report.header.map((name, i) => <Field key={name} name={`values.${name}`} label={name} required={wrong.has(name)} defaultValue={row.values[name] ?? row.raw[i] ?? ''} className={wrong.has(name) ? 'import-wrong' : ''} />)}
      </div>
    </Form>
  )
}

/** One row as it was read, what was decided, and why. */
export function Row({ report, row }: { report: ImportReport; row: ImportRow }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const may = useMay('platform.import.resubmit')
  return (
    <li className="import-row">
      <div className="import-row-head">
        <span className="muted">{t('import.row', { row: row.row })}</span>
        <StateWord tone={TONES[row.outcome]}>{t(`import.${row.outcome}`)}</StateWord>
        <span className="import-raw">{row.raw.join(' · ')}</span>
        {row.subject && <Link to={row.subject.path}>{pick(row.subject.title)}</Link>}
        {may && row.outcome === 'rejected' && !open && <Button can={row.can.resubmit} onClick={() => setOpen(true)}>{t('import.correct')}</Button>}
      </div>
      {row.reasons.length > 0 && <Reasons row={row} />}
      {row.history.length > 0 && <small className="muted">{t('import.history', { count: row.history.length, by: row.decided_by_name })}</small>}
      {open && <Correct report={report} row={row} onDone={() => setOpen(false)} />}
    </li>
  )
}
