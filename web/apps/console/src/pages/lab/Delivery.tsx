import { post, type LabDelivery } from '@vena/api'
import { Button, Facts, moment, Page, Panel, ProblemBox, StateWord, useAction, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import './lab.css'

const reload = () => refresh('/api/lab')

type Line = LabDelivery['items'][number]

function Outcome({ line }: { line: Line }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  if (line.outcome === 'taken') return <StateWord tone="good"><Link to={`/lab/runs/${line.run_id}`}>{t('arrival.inRun')}</Link></StateWord>
  if (line.outcome === 'settled') return <span><StateWord tone="quiet">{t('arrival.settled')}</StateWord> {line.settled_why}<small className="muted"> {line.settled_by_name} · {moment(line.settled_at!)}</small></span>
  return <StateWord tone="warning">{pick(line.why)}</StateWord>
}

function Lines({ delivery }: { delivery: LabDelivery }) {
  const { t } = useTranslation()
  const path = { id: delivery.delivery_id }
  return (
    <table className="table">
      <caption className="unseen">{t('arrival.lines')}</caption>
      <thead><tr><th scope="col">{t('arrival.line')}</th><th scope="col">{t('arrival.specimen')}</th><th scope="col">{t('lab.marker')}</th><th scope="col">{t('lab.value')}</th><th scope="col">{t('arrival.outcome')}</th><th scope="col"><span className="unseen">{t('arrival.settle')}</span></th></tr></thead>
      <tbody>
        {delivery.items.map((line) => (
          <tr key={line.line}>
            <td data-title={t('arrival.line')}>{line.line}</td>
            <td data-title={t('arrival.specimen')}><b className="number">{line.specimen || '—'}</b>{line.well && <small className="muted"> {line.run_no} {line.well}</small>}</td>
            <td data-title={t('lab.marker')}>{line.marker ?? (line.test || '—')}</td>
            <td data-title={t('lab.value')}>{line.value} {line.unit}{line.flags.length > 0 && <small className="muted"> {line.flags.join(' ')}</small>}</td>
            <td data-title={t('arrival.outcome')}><Outcome line={line} /></td>
            <td>{line.outcome === 'kept' && <AskWhy label={t('arrival.settle')} how={t('arrival.settleHow')} can={delivery.can.settle} perform={(values, key) => post('/api/lab/deliveries/{id}/settle', { path, body: { line: line.line, reason: values.text('reason') } }, key)} onDone={reload} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Detail({ delivery }: { delivery: LabDelivery }) {
  const { t } = useTranslation()
  const again = useAction((_: null, key) => post('/api/lab/deliveries/{id}/place', { path: { id: delivery.delivery_id } }, key), reload)
  return (
    <Page
      title={`${delivery.instrument_code} · ${moment(delivery.received_at)}`} aside={delivery.kept > 0 ? <StateWord tone="warning">{t('arrival.keptN', { n: delivery.kept })}</StateWord> : <StateWord tone="good">{t('arrival.allTaken')}</StateWord>}
      actions={delivery.kept > 0 && <Button busy={again.pending} can={delivery.can.place} onClick={() => void again.run(null)}>{t('arrival.again')}</Button>}
    >
      {again.problem && <ProblemBox problem={again.problem} />}
      <Panel title={t('arrival.lines')}><Lines delivery={delivery} /></Panel>
      <Panel><Facts items={[[t('lab.instrument'), `${delivery.instrument_code} ${delivery.instrument_name}`], [t('arrival.way'), t(`arrival.ways.${delivery.protocol as 'astm'}`)], [t('arrival.no'), delivery.message_no ?? '—'], [t('arrival.by'), delivery.received_by_name]]} /></Panel>
    </Page>
  )
}

/** What an analyser has sent at once, line by line. */
export function Component() {
  const { id = '' } = useParams()
  const delivery = useGet('/api/lab/deliveries/{id}', { path: { id } })
  return <Opened from={delivery}>{(data) => <Detail key={data.delivery_id} delivery={data} />}</Opened>
}
