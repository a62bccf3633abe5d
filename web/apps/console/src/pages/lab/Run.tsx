import { post, type LabRun, type LabValue, type LabWell } from '@vena/api'
import { Button, Facts, moment, Page, Panel, ProblemBox, StateWord, useAction, useWords, type Tone } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { Plate } from './Plate.tsx'
import { Readings } from './Readings.tsx'
import { RUN_TONES } from './Runs.tsx'
import { textOf } from './plate.ts'
import './lab.css'

const reload = () => refresh('/api/lab')

/** Control by control: what was read, and whether it is as the instructions want it. */
function Controls({ run }: { run: LabRun }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const judged = run.validity
  if (!judged) return <Panel title={t('run.controls')}><p className="muted">{t('run.controlsLater')}</p></Panel>
  return (
    <Panel title={t('run.controls')} aside={<StateWord tone={judged.valid ? 'good' : 'danger'}>{t(judged.valid ? 'run.valid' : 'run.invalid')}</StateWord>}>
      <table className="table">
        <caption className="unseen">{t('run.controls')}</caption>
        <thead><tr><th scope="col">{t('run.control')}</th><th scope="col">{t('lab.marker')}</th><th scope="col">{t('run.read')}</th><th scope="col">{t('run.mean')}</th><th scope="col">{t('run.verdict')}</th></tr></thead>
        <tbody>
          {judged.controls.map((line) => (
            <tr key={`${line.control}${line.marker}`}>
              <td data-title={t('run.control')}><b>{line.control}</b></td>
              <td data-title={t('lab.marker')}>{line.marker}</td>
              <td data-title={t('run.read')} className="number">{line.readings.join(' · ') || '—'}</td>
              <td data-title={t('run.mean')} className="number">{line.mean == null ? '—' : line.mean.toFixed(3)}</td>
              <td data-title={t('run.verdict')}>{line.good ? <StateWord tone="good">{t('run.good')}</StateWord> : <StateWord tone="danger">{pick(line.why)}</StateWord>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {judged.cut_offs.map((found) => <p key={found.marker} className="muted">{t('run.cutOff', { marker: found.marker, value: found.cut_off.toFixed(3) })}</p>)}
    </Panel>
  )
}

/** One well: whose samples are in it, what was read, by whom. */
function Well({ run, well }: { run: LabRun, well: LabWell }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const numbers = [...new Map(well.samples.map((sample) => [sample.donation_number, sample])).values()]
  return (
    <Panel title={t('run.well', { name: well.name })}>
      {well.control && <p><b>{well.control}</b></p>}
      <ul className="plain-list">
        {numbers.map((sample) => (
          <li key={sample.donation_number}>
            <Link to={`/lab/donations/${sample.donation_number}`} className="number">{sample.donation_number_shown}</Link>
            {sample.repeat > 0 && <> · {t('run.repeat', { n: sample.repeat })}</>}
            {sample.refused && <> · <StateWord tone="warning">{pick(sample.refused)}</StateWord></>}
          </li>
        ))}
      </ul>
      <Facts items={well.cells.map((cell) => [cell.marker, <span key={cell.marker}>{cell.raw ? <b>{textOf(cell.raw)}</b> : t(`run.cells.${cell.state}`)}{run.assay.gives === 'signal' && cell.value != null && <> · S/CO {(cell.value as LabValue).s_co}</>}{cell.entered_by.length > 0 && <small className="muted"> {cell.entered_by.join('、')}</small>}</span>])} />
    </Panel>
  )
}

function Acts({ run }: { run: LabRun }) {
  const { t } = useTranslation()
  const path = { id: run.run_id }
  const close = useAction((_: null, key) => post('/api/lab/runs/{id}/close', { path }, key), reload)
  if (run.state !== 'planned') return null
  return (
    <>
      {close.problem && <ProblemBox problem={close.problem} />}
      <span className="row">
        {run.can.cancel.ok
          ? <AskWhy label={t('run.cancel')} perform={(values, key) => post('/api/lab/runs/{id}/cancel', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />
          : <AskWhy kind="danger" label={t('run.void')} how={t('run.voidHow')} can={run.can.void} perform={(values, key) => post('/api/lab/runs/{id}/void', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
        <Button kind="primary" busy={close.pending} can={run.can.close} onClick={() => void close.run(null)}>{t('run.close')}</Button>
      </span>
    </>
  )
}

const LEGEND = ['empty', 'once', 'differs', 'read', 'negative', 'reactive', 'spoilt'] as const

function Detail({ run }: { run: LabRun }) {
  const { t } = useTranslation()
  const [name, setName] = useState<string | null>(null)
  const well = run.wells.find((one) => one.name === name)
  const tone: Tone = RUN_TONES[run.state]
  return (
    <Page title={`${run.run_no} · ${run.kit_name}`} aside={<StateWord tone={tone}>{t(`run.states.${run.state}`)}</StateWord>} actions={<Acts run={run} />}>
      {run.closed_why && <p className="notice notice-warning">{run.closed_why}</p>}
      <div className="run-split">
        <Panel title={t('run.plate')} aside={<span className="muted">{t('run.donations', { n: run.donations })}</span>}>
          <Plate run={run} current={name} onPick={(picked) => setName(picked.name)} />
          <p className="plate-legend">{LEGEND.map((tone) => <span key={tone}><i className={`well well-${tone}`} aria-hidden="true">{t(`run.signs.${tone}`)}</i>{t(`run.tones.${tone}`)}</span>)}</p>
        </Panel>
        <div>
          {well && <Well run={run} well={well} />}
          <Panel><Facts items={[[t('lab.maker'), run.maker], [t('lab.lot'), run.lot], [t('lab.instrument'), `${run.instrument_code} ${run.instrument_name}`], [t('run.planned'), `${run.planned_by_name} · ${moment(run.planned_at)}`], ...(run.closed_at ? [[t('run.closed'), `${run.closed_by_name ?? ''} · ${moment(run.closed_at)}`] as [string, string]] : [])]} /></Panel>
        </div>
      </div>
      <Controls run={run} />
      {run.state === 'planned' && run.can.enter.ok && <Readings run={run} onDone={reload} />}
    </Page>
  )
}

/** One run: its plate, its controls, what was read, and whether it is valid. */
export function Component() {
  const { id = '' } = useParams()
  const run = useGet('/api/lab/runs/{id}', { path: { id } })
  return <Opened from={run}>{(data) => <Detail key={data.run_id} run={data} />}</Opened>
}
