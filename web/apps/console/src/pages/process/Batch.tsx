// 制备批 at the machine: bags are scanned, the machine begins, what it told is judged at the end, somebody else checks the record.
import { post, type HallBatch } from '@vena/api'
import { AsOf, Button, donationNumber, Facts, moment, Page, Panel, StateWord, useAction, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { BatchEnd } from './BatchEnd.tsx'
import { BatchScan } from './BatchScan.tsx'
import { BATCH_TONES, rangeOf } from './hallwords.ts'
import './hall.css'

const reload = () => refresh('/api/process', '/api/ledger')

function Acts({ batch }: { batch: HallBatch }) {
  const { t } = useTranslation()
  const path = { id: batch.batch_id }
  const begin = useAction((_: null, key) => post('/api/process/batches/{id}/begin', { path }, key), reload)
  const check = useAction((_: null, key) => post('/api/process/batches/{id}/check', { path }, key), reload)
  const over = batch.state === 'done' || batch.state === 'broken_off'
  return (
    <>
      {[begin, check].map((action, at) => action.problem && <p key={at} className="problem" role="alert">{action.problem.detail || action.problem.title} <code>{action.problem.rule}</code></p>)}
      <div className="hall-acts">
        {batch.state === 'open' && batch.bags > 0 && <Button kind="primary" can={batch.can.begin} busy={begin.pending} onClick={() => void begin.run(null)}>{t('hall.begin')}</Button>}
        {over && !batch.checked_at && <Button kind="primary" can={batch.can.check} busy={check.pending} onClick={() => void check.run(null)}>{t('hall.check')}</Button>}
        {!over && <AskWhy label={t('hall.breakOff')} kind="danger" how={t('hall.breakOffHow')} can={batch.can.break_off} perform={(values, key) => post('/api/process/batches/{id}/break-off', { path, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
      </div>
    </>
  )
}

function Bags({ batch }: { batch: HallBatch }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Panel title={t('hall.record')}>
      <ol className="hall-scanned">
        {batch.items.map((bag) => (
          <li key={bag.unit.unit_id} className={bag.outcome === 'deviated' ? 'hall-refused' : ''}>
            <Link className="number" to={`/process/bags/${bag.unit.unit_id}`}>{donationNumber(bag.unit.donation_number)}</Link>
            <span>{pick(bag.unit.product_name)}</span>
            {bag.outcome && <StateWord tone={bag.outcome === 'passed' ? 'good' : 'danger'}>{t(`hall.outcome.${bag.outcome as 'passed' | 'deviated'}`)}</StateWord>}
            {bag.deviations.map((one) => <span key={`${one.rule}${one.reason.en}`}>{pick(one.reason)} <code>{one.rule}</code></span>)}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Detail({ batch }: { batch: HallBatch }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const told = Object.entries(batch.readings)
  const windowOf = (value: string) => batch.windows.find((window) => window.value === value)
  const read = ([value, said]: [string, number | string]) => [pick(windowOf(value)?.title) || value, String(said), windowOf(value)?.unit].filter(Boolean).join(' ')
  return (
    <Page title={`${pick(batch.step_title)} · ${batch.equipment_code}`} aside={<><StateWord tone={BATCH_TONES[batch.state]}>{t(`hall.batchStates.${batch.state}`)}</StateWord><AsOf at={batch.as_of} /></>}>
      {batch.state === 'open' && <BatchScan batch={batch} onDone={reload} />}
      {batch.state === 'running' && <BatchEnd key={batch.records} batch={batch} onDone={reload} />}
      <Acts batch={batch} />
      {batch.state !== 'open' && <Bags batch={batch} />}
      <Panel>
        <Facts
          items={[
            [t('hall.no'), batch.batch_no], [t('hall.machine'), `${batch.equipment_code} ${batch.equipment_name}`], [t('hall.programme'), `${batch.programme_number} ${batch.programme_name}`],
            [t('hall.limits'), <ul key="w" className="hall-windows">{batch.windows.map((window) => <li key={window.value}>{pick(window.title)} {rangeOf(window)}</li>)}</ul>],
            [t('hall.lots'), batch.lots.map((lot) => `${pick(lot.kind_title)} ${lot.lot}`).join('、') || '—'],
            [t('hall.opened'), `${moment(batch.opened_at)} · ${batch.opened_by_name}`],
            [t('hall.began'), batch.began_at ? `${moment(batch.began_at)} · ${batch.began_by_name}` : '—'],
            [t('hall.ended'), batch.ended_at ? `${moment(batch.ended_at)} · ${batch.ended_by_name}` : '—'],
            [t('hall.reading'), told.length > 0 ? told.map(read).join('；') : '—'],
            ...(batch.ended_why ? [[t('hall.why'), batch.ended_why] as [string, string]] : []),
            [t('hall.checked'), batch.checked_at ? `${moment(batch.checked_at)} · ${batch.checked_by_name}` : '—'],
          ]}
        />
      </Panel>
    </Page>
  )
}

/** One batch. */
export function Component() {
  const { id = '' } = useParams()
  const batch = useGet('/api/process/batches/{id}', { path: { id } })
  return <Opened from={batch}>{(data) => <Detail key={data.batch_id} batch={data} />}</Opened>
}
