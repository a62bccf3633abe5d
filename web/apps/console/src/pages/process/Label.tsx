import { getFile, post, toProblem, type LabelPrinted, type ProcessUnitView } from '@vena/api'
import { Button, Field, Form, Panel, ProblemBox, useAction, type Values } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { printFile, saveFile } from '../../app/files.ts'
import { Pages } from '../../app/pdf/Pages.tsx'
import { refresh } from '../../app/queries.ts'
import './label.css'

const reload = () => refresh('/api/process', '/api/ledger')
const FILE = '/api/process/units/{id}/labels/file'
const SIZES = ['quadrants', 'small'] as const
type Size = (typeof SIZES)[number]
/** Dots an inch of the print heads that label printers have. */
const DPI = ['203', '300'] as const
const DPI_KEPT = 'vena.label.dpi'
/** A bag that has not been divided; parts are small and get the small label. */
const WHOLE = '00'

/** The real label, as the printer gets it. */
function Proof({ print, size }: { print: LabelPrinted; size: Size }) {
  const { t } = useTranslation()
  const path = { id: print.unit.unit_id }
  const [dpi, setDpi] = useState(localStorage.getItem(DPI_KEPT) ?? DPI[0])
  const file = useQuery({
    queryKey: ['label', print.print_id, size], staleTime: Infinity, gcTime: 60_000,
    queryFn: ({ signal }) => getFile(FILE, { path, query: { size, format: 'pdf' } }, signal),
  })
  const zpl = useAction((dpi: string) => getFile(FILE, { path, query: { size, format: 'zpl', dpi } }), (made) => saveFile(made, `${name}.zpl`))
  const name = `${print.donation_number}-${print.product}-${print.division}`
  const keep = (chosen: string) => {
    localStorage.setItem(DPI_KEPT, chosen)
    setDpi(chosen)
  }
  const pdf = file.data
  return (
    <div className="label-proof">
      <figure className={`label-sheet label-sheet-${size}`} aria-label={t('labelFile.preview')}>
        {file.error && <ProblemBox problem={toProblem(file.error)} onRetry={() => void file.refetch()} />}
        {pdf && <Pages file={pdf} broken={<p role="alert">{t('labelFile.broken')}</p>} />}
      </figure>
      <div className="stack">
        <ul className="bag-codes" aria-label={t('label.codes')}>{(print.codes ?? []).map((code) => <li key={code.field}><code className="bag-code">{code.text}</code></li>)}</ul>
        {pdf && <div className="row"><Button kind="primary" onClick={() => printFile(pdf)}>{t('labelFile.printPdf')}</Button><Button onClick={() => saveFile(pdf, `${name}.pdf`)}>{t('labelFile.download')}</Button></div>}
        <div className="row label-zpl">
          <Field name="dpi" className="short" label={t('labelFile.dpi')} required value={dpi} onChange={(event) => keep(event.currentTarget.value)} options={DPI.map((value) => ({ value, label: `${value} dpi` }))} />
          <Button busy={zpl.pending} onClick={() => void zpl.run(dpi)}>{t('labelFile.zpl')}</Button>
        </div>
        {zpl.problem && <ProblemBox problem={zpl.problem} />}
        <p className="muted">{t('labelFile.copy', { copy: print.copy })} · {t('labelFile.rescan')}</p>
      </div>
    </div>
  )
}

/** Print, stick, scan again: only the scan of the stuck label counts. */
export function Label({ unit }: { unit: ProcessUnitView }) {
  const { t } = useTranslation()
  const [print, setPrint] = useState<LabelPrinted | null>(null)
  const [size, setSize] = useState<Size>(unit.division === WHOLE ? 'quadrants' : 'small')
  const path = { id: unit.unit_id }
  const printing = useAction((size: Size, key) => post('/api/process/units/{id}/labels', { path, body: { size } }, key), (made) => {
    setPrint(made)
    reload()
  })
  const checking = useAction(
    (values: Values, key) =>
      post('/api/process/units/{id}/label-check', { path, body: { scans: values.list('scans'), appearance: values.word<'normal' | 'abnormal'>('appearance'), note: values.maybe('note') } }, key),
    reload,
  )
  return (
    <Panel title={t('label.title')}>
      {printing.problem && <ProblemBox problem={printing.problem} />}
      <div className="stack">
        <div className="row label-size">
          <Field name="size" label={t('labelFile.size')} required value={size} onChange={(event) => setSize(event.currentTarget.value as Size)} options={SIZES.map((value) => ({ value, label: t(`labelFile.${value}`) }))} />
          <Button busy={printing.pending} can={unit.can.label} onClick={() => void printing.run(size)}>{t('label.print')}</Button>
        </div>
        {print && <Proof key={print.print_id} print={print} size={size} />}
        <Form action={checking} submit={t('label.check')} can={unit.can.label_check}>
          <Field name="scans" label={t('label.scan')} hint={t('label.scanHow')} lines={2} required />
          <div className="form-grid">
            <Field name="appearance" label={t('label.appearance')} required options={(['normal', 'abnormal'] as const).map((value) => ({ value, label: t(`label.${value}`) }))} />
            <Field name="note" label={t('note')} hint={t('label.noteHow')} />
          </div>
        </Form>
      </div>
    </Panel>
  )
}
