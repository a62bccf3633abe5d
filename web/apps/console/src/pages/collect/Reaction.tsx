// One reaction: what is due, what was done, and its end.
import { post, type Reaction } from '@vena/api'
import { Button, Dialog, donationNumber, Facts, Field, Form, inCityTime, moment, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { FirstDue, Grade } from './Reactions.tsx'

type NoteKind = 'vitals' | 'measure' | 'follow_up'
const reload = () => refresh('/api/collect/reactions', '/api/collect/donations', '/api/collect/chairs')
const to = (reaction: Reaction) => ({ path: { id: reaction.reaction_id } })

function Vitals() {
  const { t } = useTranslation()
  return (
    <div className="form-grid">
      <Field name="systolic_mmhg" label={t('reaction.systolic')} unit="mmHg" type="number" min={1} max={400} />
      <Field name="diastolic_mmhg" label={t('reaction.diastolic')} unit="mmHg" type="number" min={1} max={400} />
      <Field name="pulse_per_min" label={t('reaction.pulse')} unit="/min" type="number" min={1} max={400} />
    </div>
  )
}

/** Treatment, vital signs or a call, in words and figures. */
function Note({ reaction, kind, how, submit, onDone }: { reaction: Reaction; kind: NoteKind; how: string; submit: string; onDone?: () => void }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/collect/reactions/{id}/notes', {
      ...to(reaction),
      body: { kind, text: values.text('text'), systolic_mmhg: values.maybeNumber('systolic_mmhg'), diastolic_mmhg: values.maybeNumber('diastolic_mmhg'), pulse_per_min: values.maybeNumber('pulse_per_min') },
    }, key),
    () => {
      reload()
      onDone?.()
    },
  )
  return (
    <Form action={action} submit={submit} can={reaction.can.note} resetOnDone>
      {how && <p className="muted">{how}</p>}
      <Field name="text" label={t('reaction.text')} lines={3} required={kind !== 'vitals'} maxLength={1000} />
      {kind !== 'follow_up' && <Vitals />}
    </Form>
  )
}

function End({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/collect/reactions/{id}/over', { ...to(reaction), body: { at: inCityTime(values.text('at')) || undefined } }, key), reload)
  return (
    <Form action={action} submit={t('reaction.endDo')} can={reaction.can.over}>
      <Field name="at" label={t('reaction.endAt')} hint={t('reaction.onsetHow')} type="datetime-local" />
    </Form>
  )
}

function Defer({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const [enter, setEnter] = useState(true)
  const action = useAction((values: Values, key) => post('/api/collect/reactions/{id}/defer', { ...to(reaction), body: { enter, until: values.maybe('until'), reason: values.text('reason') } }, key), reload)
  const proposed = reaction.deferral
  if (!proposed) return null
  return (
    <Form action={action} submit={t(enter ? 'reaction.deferEnter' : 'reaction.deferDecline')} can={reaction.can.defer} extra={<Button kind="quiet" onClick={() => setEnter(!enter)}>{t(enter ? 'reaction.deferDecline' : 'reaction.deferEnter')}</Button>}>
      <p>{t('reaction.deferHow', { code: [proposed.code, proposed.case].filter(Boolean).join(' '), clause: proposed.clause })}</p>
      <div className="form-grid">
        {enter && <Field name="until" label={t('reaction.until')} hint={t('reaction.untilHow')} type="date" />}
        <Field name="reason" label={t('reaction.reason')} required minLength={2} maxLength={300} />
      </div>
    </Form>
  )
}

function Close({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/collect/reactions/{id}/close', { ...to(reaction), body: { outcome: values.text('outcome') } }, key), reload)
  return (
    <Form action={action} submit={t('reaction.closeDo')} can={reaction.can.close}>
      <Field name="outcome" label={t('reaction.outcome')} hint={t('reaction.outcomeHow')} required minLength={2} maxLength={500} />
    </Form>
  )
}

/** The one thing that is next. */
function Next({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const first = reaction.due[0]
  if (!first) return null
  const steps: Record<typeof first.task, ReactNode> = {
    treat: <Note key="treat" reaction={reaction} kind="measure" how={t('reaction.treatHow')} submit={t('reaction.keep')} />,
    end: <End key="end" reaction={reaction} />,
    call: <Note key="call" reaction={reaction} kind="follow_up" how={t('reaction.callHow')} submit={t('reaction.callDo')} />,
    defer: <Defer key="defer" reaction={reaction} />,
    close: <Close key="close" reaction={reaction} />,
  }
  return (
    <Panel title={`${t('reaction.next')} · ${t(`reaction.tasks.${first.task}`)}`} aside={first.by && <FirstDue due={[first]} />}>
      {steps[first.task]}
      {reaction.due.length > 1 && (
        <ol className="reaction-rest">
          {reaction.due.slice(1).map((one) => <li key={one.task}><StateWord tone={one.late ? 'danger' : 'quiet'}>{t(`reaction.tasks.${one.task}`)}{one.by && ` · ${t('reaction.by', { at: moment(one.by) })}`}{one.late && ` · ${t('reaction.overdue')}`}</StateWord></li>)}
        </ol>
      )}
    </Panel>
  )
}

function Add({ reaction, kind, title }: { reaction: Reaction; kind: NoteKind; title: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button can={reaction.can.note} onClick={() => setOpen(true)}>{title}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}><Note reaction={reaction} kind={kind} how="" submit={t('reaction.keep')} onDone={() => setOpen(false)} /></Dialog>
    </>
  )
}

function Regrade({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/collect/reactions/{id}/regrade', { ...to(reaction), body: { severity: values.word<Reaction['severity']>('severity'), reason: values.text('reason') } }, key), () => {
    setOpen(false)
    reload()
  })
  const others = (['mild', 'moderate', 'severe'] as const).filter((grade) => grade !== reaction.severity)
  return (
    <>
      <Button can={reaction.can.regrade} onClick={() => setOpen(true)}>{t('reaction.regrade')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('reaction.regrade')}>
        <Form action={action} submit={t('reaction.regradeDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="severity" label={t('reaction.grade')} hint={t('reaction.was', { grade: t(`severity.${reaction.severity}`) })} required options={others.map((value) => ({ value, label: t(`severity.${value}`) }))} />
          <Field name="reason" label={t('reason')} required minLength={2} maxLength={300} />
        </Form>
      </Dialog>
    </>
  )
}

interface Line { key: string; at: string; word: string; by: string; text: string }

function useLines(reaction: Reaction): Line[] {
  const { t } = useTranslation()
  const vitals = (note: Reaction['notes'][number]) => (note.systolic_mmhg || note.pulse_per_min ? t('reaction.vitalsLine', { bp: note.systolic_mmhg ? `${note.systolic_mmhg}/${note.diastolic_mmhg ?? '—'}` : '—', pulse: note.pulse_per_min ?? '—' }) : '')
  const told: Line = { key: 'told', at: reaction.reported_at, word: t('reaction.told'), by: reaction.reported_by_name, text: [reaction.seen, reaction.measures].filter(Boolean).join('；') }
  const notes = reaction.notes.map((note, index): Line => ({ key: `n${index}`, at: note.at, word: t(`reaction.noteKinds.${note.kind}`), by: note.by_name, text: [note.text, vitals(note)].filter(Boolean).join(' · ') }))
  const over: Line[] = reaction.over_at ? [{ key: 'over', at: reaction.over_at, word: t('reaction.over'), by: '', text: '' }] : []
  const closed: Line[] = reaction.closed_at ? [{ key: 'closed', at: reaction.closed_at, word: t('reaction.ended'), by: reaction.closed_by_name ?? '', text: reaction.outcome ?? '' }] : []
  return [told, ...notes, ...over, ...closed].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function Timeline({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('reaction.timeline')}>
      <ol className="reaction-line">
        {useLines(reaction).map((line) => <li key={line.key}><span className="number muted">{moment(line.at)}</span><div><b>{line.word}</b> <span className="muted">{line.by}</span>{line.text && <p>{line.text}</p>}</div></li>)}
      </ol>
    </Panel>
  )
}

function Detail({ reaction }: { reaction: Reaction }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = { donation: useMay('collect.donation.view'), donor: useMay('recruit.donor.view') }
  const shownNumber = reaction.donation_number && donationNumber(reaction.donation_number)
  const facts: [string, ReactNode][] = [
    [t('reaction.donor'), may.donor ? <Link key="d" to={`/recruit/donors/${reaction.donor_id}`}>{reaction.donor_name_masked}</Link> : reaction.donor_name_masked],
    [t('reaction.donation'), may.donation ? <Link key="n" className="number" to={`/collect/donations/${reaction.donation_id}`}>{shownNumber ?? t('reaction.donation')}</Link> : (shownNumber ?? '—')],
    [t('reaction.phase'), t(`reaction.phases.${reaction.phase}`)], [t('reaction.onset'), moment(reaction.onset_at)], [t('reaction.site'), reaction.site_name], [t('reaction.way'), t(`reaction.ways.${reaction.way}`)],
  ]
  if (reaction.deferral?.decided_at) facts.push([t('reaction.noteKinds.deferral'), `${t(reaction.deferral.entered ? 'reaction.deferred' : 'reaction.notDeferred')} · ${reaction.deferral.decided_by_name ?? ''}`])
  return (
    <Page
      title={pick(reaction.kind_name) || reaction.kind} aside={<><Grade severity={reaction.severity} />{reaction.serious && <StateWord tone="danger">{t('reaction.serious')}</StateWord>}</>}
      actions={!reaction.closed_at && <><Add reaction={reaction} kind="vitals" title={t('reaction.vitals')} /><Add reaction={reaction} kind="measure" title={t('reaction.measure')} /><Regrade reaction={reaction} /></>}
    >
      <Next reaction={reaction} />
      <Timeline reaction={reaction} />
      <Panel title={t('reaction.facts')}><Facts items={facts} /></Panel>
    </Page>
  )
}

/** One reaction of a donor. */
export function Component() {
  const { id = '' } = useParams()
  const reaction = useGet('/api/collect/reactions/{id}', { path: { id } })
  return <Opened from={reaction}>{(data) => <Detail key={data.reaction_id} reaction={data} />}</Opened>
}
