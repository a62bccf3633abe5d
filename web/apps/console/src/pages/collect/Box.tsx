// One hand-over box: packed by scan, sealed and sent, opened and checked.
import { post, type BoxScanRefused, type HandOverBox } from '@vena/api'
import { AsOf, Button, Dialog, Facts, Field, Form, moment, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { BoxState } from './Boxes.tsx'
import { BoxRecord } from './BoxRecord.tsx'
import './sessions.css'

const reload = () => refresh('/api/collect/boxes', '/api/collect/sessions')
/** How many tubes were packed, and how many of them were found. */
function count(row?: HandOverBox['tube_counts'][number]): string {
  if (!row) return '0'
  return row.found === null || row.found === undefined ? String(row.tubes) : `${row.found} / ${row.tubes}`
}

/** Who did a step, when, and what was measured or said. */
function mark(of: HandOverBox['sent']): string {
  if (!of) return '—'
  return [of.by.display_name, moment(of.at), typeof of.temp_c === 'number' ? `${of.temp_c} ℃` : '', of.note].filter(Boolean).join(' · ')
}

const FOUND = { good: 'good', damaged: 'warning', missing: 'danger' } as const

function Put({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [refused, setRefused] = useState<BoxScanRefused[]>([])
  const action = useAction(
    (values: Values, key) => post('/api/collect/boxes/{id}/put', { path: { id: box.box_id }, body: { bags: values.list('bags'), tubes: values.list('tubes') } }, key),
    (done) => { setRefused(done.refused); reload() },
  )
  return (
    <Panel title={t('box.put')}>
      <Form action={action} submit={t('box.put')} can={box.can.put} resetOnDone>
        <div className="box-scans">
          <Field name="bags" label={t('box.scanBags')} hint={t('box.scanHow')} lines={5} autoFocus />
          <Field name="tubes" label={t('box.scanTubes')} lines={5} />
        </div>
      </Form>
      {refused.length > 0 && (
        <div role="alert">
          <h3>{t('box.refused')}</h3>
          <ul className="plain-list">{refused.map((line, i) => <li key={`${line.scan}${i}`} className="row"><code>{line.scan}</code><StateWord tone="danger">{pick(line.refusal.reason)}</StateWord><code className="muted">{line.refusal.rule}</code></li>)}</ul>
        </div>
      )}
    </Panel>
  )
}

function TakeOut({ box, number }: { box: HandOverBox; number: string }) {
  const { t } = useTranslation()
  const action = useAction((_: null, key) => post('/api/collect/boxes/{id}/take-out', { path: { id: box.box_id }, body: { donation_number: number } }, key), reload)
  return <Button kind="quiet" busy={action.pending} onClick={() => void action.run(null)}>{t('box.takeOut')}</Button>
}

function Contents({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const tubes = new Map(box.tube_counts.map((row) => [row.donation_number, row]))
  const loose = box.tube_counts.filter((row) => !box.contents.some((bag) => bag.donation_number === row.donation_number))
  return (
    <Panel title={t('box.contents')}>
      <table className="count-table">
        <thead><tr><th scope="col">{t('box.number')}</th><th scope="col">{t('box.volume')}</th><th scope="col">{t('box.tubes')}</th><th scope="col">{t('box.found')}</th></tr></thead>
        <tbody>
          {box.contents.map((bag) => (
            <tr key={bag.unit_id}>
              <th scope="row" className="number">{bag.donation_number_shown}</th><td>{bag.volume_ml} mL</td><td>{count(tubes.get(bag.donation_number))}</td>
              <td>{bag.found ? <><StateWord tone={FOUND[bag.found]}>{t(`box.${bag.found}`)}</StateWord> {bag.note}</> : box.can.put.ok && <TakeOut box={box} number={bag.donation_number} />}</td>
            </tr>
          ))}
          {loose.map((row) => <tr key={row.donation_number}><th scope="row" className="number">{row.donation_number_shown}</th><td>—</td><td>{count(row)}</td><td>{box.can.put.ok && <TakeOut box={box} number={row.donation_number} />}</td></tr>)}
        </tbody>
      </table>
    </Panel>
  )
}

function Send({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/collect/boxes/{id}/send', { path: { id: box.box_id }, body: { seal: values.text('seal'), carrier: values.text('carrier'), temp_c: values.maybeNumber('temp_c'), note: values.maybe('note') } }, key),
    reload,
  )
  return (
    <Panel title={t('box.send')}>
      <Form action={action} submit={t('box.send')} can={box.can.send}>
        <div className="form-grid">
          <Field name="seal" label={t('box.seal')} required maxLength={60} autoComplete="off" />
          <Field name="carrier" label={t('box.carrier')} hint={t('box.carrierHow')} required maxLength={60} />
          <Field name="temp_c" label={t('box.temp')} type="number" step="0.1" unit="℃" className="short" />
        </div>
        <Field name="note" label={t('box.note')} maxLength={300} />
      </Form>
    </Panel>
  )
}

/** A line `number damage` of the receiver. */
function found(line: string) {
  const [scan = '', ...damage] = line.trim().split(/\s+/)
  return { scan, damage: damage.join(' ') || null }
}

function Receive({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/collect/boxes/{id}/receive', { path: { id: box.box_id }, body: { seal: values.text('seal'), temp_c: values.maybeNumber('temp_c'), note: values.maybe('note'), bags: values.list('bags').map(found), tubes: values.list('tubes') } }, key),
    reload,
  )
  return (
    <Panel title={t('box.receive')}>
      <Form action={action} submit={t('box.receive')} can={box.can.receive}>
        <p className="muted">{t('box.receiveHow')}</p>
        <div className="box-scans">
          <Field name="bags" label={t('box.receiveBags')} lines={6} />
          <Field name="tubes" label={t('box.receiveTubes')} lines={6} />
        </div>
        <div className="form-grid">
          <Field name="seal" label={t('box.sealFound')} maxLength={60} autoComplete="off" />
          <Field name="temp_c" label={t('box.temp')} type="number" step="0.1" unit="℃" className="short" />
        </div>
        <Field name="note" label={t('box.note')} maxLength={300} />
      </Form>
    </Panel>
  )
}

function Undo({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/collect/boxes/{id}/undo', { path: { id: box.box_id }, body: { reason: values.text('reason') } }, key), () => { setOpen(false); reload() })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('box.undo')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('box.undo')}>
        <Form action={action} submit={t('box.undo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="reason" label={t('box.undoWhy')} required minLength={2} maxLength={200} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Detail({ box }: { box: HandOverBox }) {
  const { t } = useTranslation()
  const late = box.due_at && !box.received && new Date(box.due_at) < new Date(box.as_of)
  return (
    <Page title={`${t('box.code')} ${box.code}`} aside={<><BoxState state={box.state} /><AsOf at={box.as_of} /></>} actions={box.can.undo.ok && <Undo box={box} />}>
      <Panel>
        <Facts items={[
          [t('box.from'), `${box.from_site_name} · ${box.day}`], [t('box.bags'), String(box.bags)], [t('box.tubes'), String(box.tubes)],
          [t('box.due'), box.due_at ? <span key="due">{moment(box.due_at)} {late && <StateWord tone="danger">{t('box.late')}</StateWord>}</span> : '—'],
          [t('box.seal'), [box.seal, box.seal_found && box.seal_found !== box.seal ? `→ ${box.seal_found}` : ''].filter(Boolean).join(' ') || '—'], [t('box.carrier'), box.carrier ?? '—'], [t('box.logger'), box.logger ?? '—'],
          [t('box.sentBy'), mark(box.sent)], [t('box.receivedBy'), [mark(box.received), box.to_site_name].filter(Boolean).join(' · ')],
        ]} />
        {box.undone_reason && <p className="muted">{t('box.undoneWhy')}: {box.undone_reason}</p>}
      </Panel>
      {box.state === 'packing' && <Put box={box} />}
      <Contents box={box} />
      {box.state === 'packing' && <Send box={box} />}
      {box.sent && <BoxRecord box={box} />}
      {box.state === 'sent' && <Receive box={box} />}
      {box.sent && <Papers kind="box" id={box.box_id} />}
    </Page>
  )
}

export function Component() {
  const { id = '' } = useParams()
  const box = useGet('/api/collect/boxes/{id}', { path: { id } })
  return <Opened from={box}>{(data) => <Detail box={data} />}</Opened>
}
