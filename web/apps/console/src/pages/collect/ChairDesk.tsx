import { newKey, post, type Donation } from '@vena/api'
import { Button, Field, Form, inCityTime, localInput, moment, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useNow } from './Chairs.tsx'
import { BindStep } from './ChairBind.tsx'
import { Finish } from './ChairFinish.tsx'
import { After } from '../care/After.tsx'
import { ChairPapers } from './ChairPapers.tsx'
import { ScanRow } from './ChairScan.tsx'
import { FlowNow, FlowPanel } from './Flow.tsx'
import { ReportReaction } from './ReactionReport.tsx'
import { useWhen, When } from './when.ts'
import './chair.css'

const reload = () => refresh('/api/collect')
const at = (donation: Donation) => ({ path: { id: donation.donation_id } })

function SeatStep({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [chair, setChair] = useState(donation.chair ?? '')
  const when = useWhen()
  const scan = (scans: Record<string, string>) => post('/api/collect/donations/{id}/seat', { ...at(donation), body: { chair: scans.chair ?? chair, document_scan: scans.document_scan, at: when() } }, newKey()).then(reload)
  const said = useAction((values: Values, key) => post('/api/collect/donations/{id}/seat', { ...at(donation), body: { chair: values.text('chair'), name: values.text('name'), born_on: values.text('born_on'), at: when() } }, key), reload)
  if (asking) return (
    <Form action={said} submit={t('chair.same')} can={donation.can.seat} extra={<Button kind="quiet" onClick={() => setAsking(false)}>{t('chair.byDocument')}</Button>}>
      <Field name="chair" label={t('chair.chair')} required maxLength={20} defaultValue={chair} onChange={(event) => setChair(event.target.value)} />
      <Field name="name" label={t('chair.says')} required maxLength={60} />
      <Field name="born_on" label={t('chair.born')} type="date" required />
    </Form>
  )
  return (
    <>
      <ScanRow asks={[{ name: 'chair', label: t('chair.scanChair') }, { name: 'document_scan', label: t('chair.scanDocument') }]} perform={scan} />
      <Button kind="quiet" onClick={() => setAsking(true)}>{t('chair.byName')}</Button>
    </>
  )
}

function ConfirmStep({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const when = useWhen()
  const typed = Boolean(donation.kit_typed_why)
  const asks = [{ name: 'bag', label: t('chair.scanBag') }, { name: 'record', label: t('chair.scanRecord') }, ...(typed ? [{ name: 'lot', label: t('chair.readLot') }] : [])]
  const perform = (scans: Record<string, string>) => post('/api/collect/donations/{id}/confirm', { ...at(donation), body: { bag_scan: scans.bag ?? '', record_scan: scans.record ?? '', lot: scans.lot, at: when() } }, newKey()).then(reload)
  return (
    <div className="stack">
      <p className="notice">{t('chair.secondHow', { clause: donation.second_person ?? '' })}</p>
      {typed && <p className="notice">{t('chair.typedHow', { why: donation.kit_typed_why })}</p>}
      <ScanRow asks={asks} perform={perform} />
    </div>
  )
}

function StartStep({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const when = useWhen()
  const action = useAction((arm: 'left' | 'right', key) => post('/api/collect/donations/{id}/start', { ...at(donation), body: { arm, at: when() } }, key), reload)
  const tried = donation.needles.map((needle) => needle.arm)
  return (
    <div className="stack">
      {action.problem && <p className="problem" role="alert">{action.problem.detail} <code>{action.problem.rule}</code></p>}
      {tried.length > 0 && <p className="notice">{t('chair.otherArm')}</p>}
      <div className="chair-buttons">
        {(['left', 'right'] as const).map((arm) => <button key={arm} type="button" className="button button-primary chair-button" aria-disabled={tried.includes(arm)} onClick={() => tried.includes(arm) || void action.run(arm)}>{t(`chair.${arm}`)}</button>)}
      </div>
    </div>
  )
}

function Running({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const now = useNow()
  const when = useWhen()
  const resume = useAction((_: null, key) => post('/api/collect/donations/{id}/resume', { ...at(donation), body: { at: when() } }, key), reload)
  const stop = (verb: 'pause' | 'fail') => (values: Values, key: string) => post(`/api/collect/donations/{id}/${verb}`, { ...at(donation), body: { reason: values.text('reason'), at: when() } }, key)
  const minutes = Math.max(0, Math.floor((now - Date.parse(donation.started_at ?? '')) / 60_000))
  return (
    <div className="stack">
      <p className="chair-clock"><b>{t('chair.minutes', { count: minutes })}</b> {donation.arm && t(`chair.${donation.arm}`)} {donation.paused_at && <StateWord tone="warning">{t('chair.paused')}</StateWord>}</p>
      <FlowNow donation={donation} />
      <div className="row">
        {donation.paused_at ? <Button kind="primary" onClick={() => void resume.run(null)}>{t('chair.resume')}</Button> : <AskWhy label={t('chair.pause')} perform={stop('pause')} onDone={reload} />}
        <AskWhy label={t('chair.fail')} how={t('chair.failHow')} kind="danger" perform={stop('fail')} onDone={reload} />
      </div>
      <Finish donation={donation} when={when} />
    </div>
  )
}

function Rest({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const kits = useGet('/api/collect/kits')
  const leave = useAction((values: Values, key) => post('/api/collect/donations/{id}/leave', { ...at(donation), body: { gift: values.maybe('gift') } }, key), reload)
  const insist = (values: Values, key: string) => post('/api/collect/donations/{id}/leave', { ...at(donation), body: { early: values.text('reason') } }, key)
  if (donation.left_at) return <p><StateWord tone="good">{t('chair.gone', { at: moment(donation.left_at) })}</StateWord></p>
  const gifts = (kits.data?.gifts ?? []).map((gift) => ({ value: gift.code, label: pick(gift.name) }))
  return (
    <>
      <Form action={leave} submit={t('chair.leave')} can={donation.can.leave}>
        <Field name="gift" label={t('chair.gift')} options={[{ value: '', label: t('chair.noGift') }, ...gifts]} />
      </Form>
      {donation.can.leave.reason?.rule === 'rest.short' && <AskWhy label={t('chair.early')} how={t('chair.earlyHow')} perform={insist} onDone={reload} />}
    </>
  )
}

/** The one step that is next, and nothing else. */
function stepOf(donation: Donation): [name: string, step: ReactNode] | null {
  if (donation.state === 'completed') return ['rest', <Rest key="r" donation={donation} />]
  if (donation.state === 'started') return ['run', <Running key="f" donation={donation} />]
  if (!donation.seated_at && (donation.state === 'accepted' || donation.state === 'bound')) return ['seat', <SeatStep key="s" donation={donation} />]
  if (donation.state === 'accepted') return ['bind', <BindStep key="b" donation={donation} />]
  if (donation.state !== 'bound') return null
  return donation.second_person && !donation.confirmed_at ? ['second', <ConfirmStep key="c" donation={donation} />] : ['start', <StartStep key="n" donation={donation} />]
}

function Desk({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const step = stepOf(donation)
  return (
    <div className="chair-desk">
      <header className="chair-head">
        <b>{donation.chair ?? '—'}</b>
        <span>{donation.donor_name_masked}</span>
        <span>{t(`donationKind.${donation.kind}`)} · {donation.volume_ml} mL</span>
        {donation.donation_number_shown && <span className="number">{donation.donation_number_shown}</span>}
        <Link to={`/collect/donations/${donation.donation_id}`}>{t('chair.file')}</Link>
        <span className="chair-act"><ReportReaction donation={donation} /></span>
      </header>
      {donation.reactions.length > 0 && <p className="notice">{t('reaction.has', { n: donation.reactions.length })} {donation.reactions.map((id) => <Link key={id} to={`/collect/reactions/${id}`}>{t('reaction.mine')}</Link>)}</p>}
      <ChairPapers donation={donation} />
      {step && <Later offered={step[0] !== 'rest'}><Panel title={t(`chair.step.${step[0]}` as 'chair.step.seat')}>{step[1]}</Panel></Later>}
      {donation.state === 'completed' && donation.donation_number && <After number={donation.donation_number} site={donation.site_id} gone={Boolean(donation.left_at)} />}
      {donation.state === 'completed' && <FlowPanel donation={donation} />}
      <Panel title={t('chair.steps')}>
        <ol className="chair-steps">
          {donation.steps.map((line) => <li key={`${line.at}${line.kind}`}><span className="number">{moment(line.at)}</span> {t(`chair.did.${line.kind}` as 'chair.did.seated', { defaultValue: line.kind })} <span className="muted">{line.by.display_name}</span></li>)}
        </ol>
        {donation.makes && donation.makes !== 'everything' && <MakesLine donation={donation} />}
      </Panel>
    </div>
  )
}

/** What is typed after the fact: the same steps in the same order, each with the time at which it happened. */
function Later({ offered, children }: { offered: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  const [at, setAt] = useState<string | null>(null)
  const when = () => (offered && at ? inCityTime(at) : undefined)
  return (
    <When value={when}>
      {offered && (at === null
        ? <div><Button kind="quiet" onClick={() => setAt(localInput(Date.now()))}>{t('chair.later')}</Button></div>
        : <div className="notice chair-later">
            <Field name="later_at" label={t('chair.laterAt')} hint={t('chair.laterHow')} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
            <Button kind="quiet" onClick={() => setAt(null)}>{t('chair.laterNot')}</Button>
          </div>)}
      {children}
    </When>
  )
}

function MakesLine({ donation }: { donation: Donation }) {
  const { pick } = useWords()
  return <p><StateWord tone="warning">{pick(donation.makes_reason)}</StateWord></p>
}

/** One donor in one chair: the next step, big enough for gloves. */
export function Component() {
  const { id = '' } = useParams()
  const donation = useGet('/api/collect/donations/{id}', { path: { id } })
  return <Opened from={donation}>{(data) => <Desk key={data.donation_id} donation={data} />}</Opened>
}
