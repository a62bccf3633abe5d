// The end of a day at a site: counted by hand, compared, explained, closed.
import { post, type CollectionSession as Session } from '@vena/api'
import { AsOf, Button, Dialog, Facts, Field, Form, moment, NameToConfirm, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './sessions.css'

type Difference = Session['differences'][number]
const reload = () => refresh('/api/collect/sessions')
const pathOf = (session: Session) => ({ site_id: session.site_id, day: session.day })
const ITEMS = ['kit', 'needle', 'tube', 'pouch'] as const

function Figures({ session }: { session: Session }) {
  const { t } = useTranslation()
  const of = session.figures
  return (
    <Panel title={t('session.figures')}>
      <Facts items={[
        [t('session.arrived'), String(of.arrived)], [t('session.donors'), String(of.donors)], [t('session.completed'), String(of.completed)],
        [t('session.refusedCount'), String(of.refused)], [t('session.cancelled'), String(of.cancelled)], [t('session.volume'), `${of.volume_ml} mL`], [t('session.reactions'), String(of.reactions)],
      ]} />
      {session.closed && <p className="muted">{t('session.closedBy', { name: session.closed.by.display_name, at: moment(session.closed.at) })}</p>}
      {session.reopened.map((one) => <p key={one.at} className="muted">{t('session.reopened', { name: one.by.display_name, at: moment(one.at), reason: one.reason })}</p>)}
    </Panel>
  )
}

function CountForm({ session, onDone }: { session: Session; onDone: () => void }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/collect/sessions/{site_id}/{day}/count', { path: pathOf(session), body: { bags: values.number('bags'), tubes: values.number('tubes'), forms: values.number('forms') } }, key),
    () => { reload(); onDone() },
  )
  const field = (name: 'bags' | 'tubes' | 'forms') => <Field name={name} label={t(`session.${name}`)} type="number" min={0} step="1" required className="short" />
  return (
    <Form action={action} submit={t('session.count')} can={session.can.count}>
      <p className="muted">{t('session.countHow')}</p>
      <div className="form-grid">{field('bags')}{field('tubes')}{field('forms')}</div>
    </Form>
  )
}

function Count({ session }: { session: Session }) {
  const { t } = useTranslation()
  const [again, setAgain] = useState(false)
  const counted = session.counted
  if (!counted || again) return <Panel title={t('session.count')}><CountForm session={session} onDone={() => setAgain(false)} /></Panel>
  const rows = (['bags', 'tubes', 'forms'] as const).map((what) => ({ what, found: counted[what], due: counted.expected[what] }))
  return (
    <Panel title={t('session.count')} aside={session.can.count.ok && <Button onClick={() => setAgain(true)}>{t('session.recount')}</Button>}>
      <table className="count-table">
        <thead><tr><th scope="col"><span className="unseen">{t('session.item')}</span></th><th scope="col">{t('session.counted')}</th><th scope="col">{t('session.expected')}</th></tr></thead>
        <tbody>{rows.map(({ what, found, due }) => <tr key={what} className={found === due ? '' : 'differs'}><th scope="row">{t(`session.${what}`)}</th><td>{found}</td><td>{due}</td></tr>)}</tbody>
      </table>
      <p className="muted">{t('session.countedBy', { name: counted.by.display_name, at: moment(counted.at) })}</p>
    </Panel>
  )
}

function Explain({ session, difference }: { session: Session; difference: Difference }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/sessions/{site_id}/{day}/explain', { path: pathOf(session), body: { kind: difference.kind, about: difference.about, said: values.text('said') } }, key),
    () => { setOpen(false); reload() },
  )
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('session.explain')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={pick(difference.text)}>
        <Form action={action} submit={t('session.explain')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="said" label={t('session.why')} lines={3} required minLength={2} maxLength={500} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function DifferenceLine({ session, difference }: { session: Session; difference: Difference }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('collect.session.explain') && !session.closed
  const said = difference.explanation
  const explain = said ? { tone: 'good', text: 'session.explained' } as const : { tone: 'warning', text: 'session.needsWord' } as const
  const words = { mend: { tone: 'danger', text: 'session.mend' }, none: { tone: 'quiet', text: 'session.told' }, explain } as const
  const { tone, text } = words[difference.duty]
  return (
    <li>
      <StateWord tone={tone}>{t(text)}</StateWord>
      <span>{pick(difference.text)}</span>
      {said && <span className="muted">{said.said} · {said.by.display_name}</span>}
      {difference.duty === 'explain' && may && <Explain session={session} difference={difference} />}
    </li>
  )
}

function Spoil({ session }: { session: Session }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/sessions/{site_id}/{day}/spoil', { path: pathOf(session), body: { item: values.word<(typeof ITEMS)[number]>('item'), lot: values.text('lot'), pieces: values.number('pieces'), reason: values.text('reason') } }, key),
    () => { setOpen(false); reload() },
  )
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('session.spoil')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('session.spoil')}>
        <Form action={action} submit={t('session.spoil')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="item" label={t('session.item')} required options={ITEMS.map((value) => ({ value, label: t(`session.${value}`) }))} />
          <Field name="lot" label={t('session.lot')} required maxLength={60} />
          <Field name="pieces" label={t('session.pieces')} type="number" min={1} step="1" required className="short" />
          <Field name="reason" label={t('session.why')} required minLength={2} maxLength={200} />
        </Form>
      </Dialog>
    </>
  )
}

function Lots({ session }: { session: Session }) {
  const { t } = useTranslation()
  const may = useMay('collect.session.spoil') && !session.closed
  const named = (item: string) => t(`session.${item as (typeof ITEMS)[number]}`)
  return (
    <Panel title={t('session.lots')} aside={may && <Spoil session={session} />}>
      <ul className="plain-list">
        {session.lots.map((lot) => <li key={`${lot.item}${lot.lot}`} className="row"><span>{named(lot.item)}</span><code>{lot.lot}</code><span className="muted">{t('session.donations')} {lot.donations}</span></li>)}
        {session.spoiled.map((one) => <li key={one.at} className="row"><StateWord tone="notice">{t('session.spoiled')}</StateWord><span>{named(one.item)} × {one.pieces}</span><code>{one.lot}</code><span className="muted">{one.reason} · {one.by.display_name}</span></li>)}
      </ul>
    </Panel>
  )
}

function Reopen({ session }: { session: Session }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/collect/sessions/{site_id}/{day}/reopen', { path: pathOf(session), body: { reason: values.text('reason') } }, key), () => { setOpen(false); reload() })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('session.reopen')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('session.reopen')}>
        <Form action={action} submit={t('session.reopen')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="reason" label={t('session.why')} required minLength={2} maxLength={200} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Close({ session }: { session: Session }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [open, setOpen] = useState(false)
  const action = useAction((_: Values, key) => post('/api/collect/sessions/{site_id}/{day}/close', { path: pathOf(session) }, key), () => { setOpen(false); reload() })
  return (
    <Panel title={t('session.close')}>
      <p className="muted">{session.can.close.ok ? t('session.closeHow') : pick(session.can.close.reason?.reason)}</p>
      <Button kind="primary" disabled={!session.can.close.ok} onClick={() => setOpen(true)}>{t('session.close')}</Button>
      <NameToConfirm open={open} onClose={() => setOpen(false)} title={t('session.close')} name={session.site_name} action={action} submit={t('session.close')}><p>{t('session.closeHow')}</p></NameToConfirm>
    </Panel>
  )
}

function Detail({ session }: { session: Session }) {
  const { t } = useTranslation()
  return (
    <Page
      title={`${session.site_name} · ${session.day}`} aside={<AsOf at={session.as_of} />}
      actions={<><Link className="button-link" to={`/collect/boxes?site_id=${session.site_id}&day=${session.day}`}>{t('session.boxes')}</Link>{session.can.reopen.ok && <Reopen session={session} />}</>}
    >
      <Figures session={session} />
      <Count session={session} />
      <Panel title={t('session.differences')}>
        {session.differences.length === 0 ? <p className="muted">{t('session.fine')}</p> : <ul className="differences">{session.differences.map((one) => <DifferenceLine key={`${one.kind}${one.about}`} session={session} difference={one} />)}</ul>}
      </Panel>
      <Lots session={session} />
      {!session.closed && <Close session={session} />}
    </Page>
  )
}

export function Component() {
  const { id = '' } = useParams()
  const [site_id = '', day = ''] = id.split('.')
  const session = useGet('/api/collect/sessions/{site_id}/{day}', { path: { site_id, day } })
  return <Opened from={session}>{(data) => <Detail session={data} />}</Opened>
}
