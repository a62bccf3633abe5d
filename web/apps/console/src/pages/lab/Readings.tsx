import { post, ProblemError, type LabRun } from '@vena/api'
import { Button, Field, FieldProblem, Form, Panel, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cellName, fromTable, rawOf, SPOILT, textOf, wellWord } from './plate.ts'

interface Cell { well: string, marker: string, word: string, mine: string, state: string }

/** What is typed: where one reading stands for all markers, once for a well. */
const cellsOf = (run: LabRun): Cell[] => run.wells.flatMap((well) => well.cells.slice(0, run.assay.combined ? 1 : undefined).map((cell) => ({ well: well.name, marker: cell.marker, word: wellWord(well), mine: textOf(cell.mine), state: cell.state })))

function useChoices(gives: LabRun['assay']['gives']) {
  const { t } = useTranslation()
  const spoilt = { value: SPOILT, label: t('run.spoilt') }
  const none = { value: '', label: '—' }
  return (marker: string) => {
    if (gives === 'detected') return [none, { value: 'not_detected', label: t('run.notDetected') }, { value: 'detected', label: t('run.detected') }, { value: 'mute', label: t('run.mute') }, spoilt]
    if (gives === 'group') return marker === 'RHD' ? [none, { value: '+', label: '+' }, { value: '-', label: '−' }, spoilt] : [none, ...['O', 'A', 'B', 'AB'].map((abo) => ({ value: abo, label: abo })), spoilt]
    return undefined
  }
}

/** A refusal of one reading stands at the input from which it was read. */
function atInput(thrown: unknown, typed: Cell[]): never {
  const problem = thrown instanceof ProblemError ? thrown.problem : null
  const cell = typed[Number(/^readings\[(\d+)\]/.exec(problem?.field ?? '')?.[1])]
  if (!problem || !cell) throw thrown
  throw new ProblemError({ ...problem, field: cellName(cell.well, cell.marker) })
}

/** Types what was read, well by well or out of a reader's table; another person does the same without seeing this. */
export function Readings({ run, onDone }: { run: LabRun, onDone: () => void }) {
  const { t } = useTranslation()
  const choices = useChoices(run.assay.gives)
  const [pasted, setPasted] = useState<Map<string, string>>(new Map())
  const [turn, setTurn] = useState(0)
  const cells = cellsOf(run)
  const several = run.markers.length > 1 && !run.assay.combined
  const action = useAction((values: Values, key) => {
    const typed = cells.filter((cell) => values.text(cellName(cell.well, cell.marker)) !== '')
    const readings = typed.map((cell) => ({ well: cell.well, marker: cell.marker, raw: rawOf(run.assay.gives, cell.marker, values.text(cellName(cell.well, cell.marker)), values.maybe('why') ?? t('run.spoilt')) }))
    const wrong = readings.findIndex((reading) => reading.raw === null)
    if (wrong >= 0) {
      const text = t('run.noNumber')
      throw new ProblemError({ type: 'about:blank', title: text, status: 422, code: 'invalid-field', detail: text, field: cellName(typed[wrong]!.well, typed[wrong]!.marker), rule: 'run.reading' })
    }
    return post('/api/lab/runs/{id}/readings', { path: { id: run.run_id }, body: { readings: readings.map(({ well, marker, raw }) => ({ well, marker, raw: raw! })) } }, key).catch((thrown: unknown) => atInput(thrown, typed))
  }, onDone)
  const paste = (text: string) => {
    setPasted(fromTable(text, run.assay.plate.rows, run.assay.plate.columns))
    setTurn(turn + 1)
  }
  return (
    <Panel title={t('run.type')}>
      <p className="muted">{run.assay.combined ? t('run.typeCombined', { markers: run.markers.join('、') }) : t('run.typeHow')}</p>
      {!several && !choices(run.markers[0] ?? '') && <Paste onPaste={paste} />}
      <Form key={turn} action={action} submit={t('lab.save')}>
        <div className="run-cells">
          {cells.map((cell) => {
            const options = choices(cell.marker)
            const name = cellName(cell.well, cell.marker)
            const given = pasted.get(cell.well) ?? cell.mine
            return (
              <label key={name} className={`run-cell run-cell-${cell.state}`}>
                <span><b>{cell.well}</b> {cell.word}{several && <small> {cell.marker}</small>}</span>
                {options ? <select name={name} defaultValue={given}>{options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select> : <input name={name} defaultValue={given} inputMode="decimal" autoComplete="off" />}
                <FieldProblem name={name} />
              </label>
            )
          })}
        </div>
        <Field name="why" label={t('run.spoiltWhy')} hint={t('run.spoiltHow')} maxLength={200} />
      </Form>
    </Panel>
  )
}

function Paste({ onPaste }: { onPaste: (text: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  return (
    <details className="run-paste">
      <summary>{t('run.paste')}</summary>
      <label>{t('run.pasteHow')}<textarea rows={8} value={text} onChange={(event) => setText(event.currentTarget.value)} /></label>
      <Button onClick={() => onPaste(text)}>{t('run.pasteDo')}</Button>
    </details>
  )
}
