import { useEffect, useState } from 'react'
import { Since } from './Board.tsx'
import { Choice, Field, Form, Page, signal, useWish } from './parts.tsx'
import { call, id, step, type Sheet, type State, type Visit } from './vehicle.ts'
import type { StepProps } from './Visit.tsx'
import { Leave } from './Visit.tsx'
import { useWords } from './words.ts'

/** Who sits here is asked again, and then the needle goes in. */
export function Ready({ visit, onVisit, ...props }: StepProps) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [said, setSaid] = useState(false)
  const [who, setWho] = useState({ document: '', name: '', born_on: '' })
  const full = said ? who.name.length > 1 && who.born_on !== '' : who.document.length > 4
  const asked = said ? { name: who.name, born_on: who.born_on } : { document: who.document }
  const go = () => void wish(async () => { onVisit(await step(visit.visit_id, id(), { step: 'started', ...asked })); signal(true) })
  return (
    <Form onGo={go}>
      <Page title={t('ready')} sub={visit.name_masked} trouble={trouble} foot={<><Leave visit={visit} onVisit={onVisit} {...props} /><button type="button" className="f-plain" onClick={() => setSaid(!said)}>{t(said ? 'againDocument' : 'againSaid')}</button><button type="submit" className="f-go" disabled={busy || !full}>{t('begin')}</button></>}>
        <div><p className="f-big">{visit.kit?.number}</p><p className="f-muted">{visit.volume_ml} mL · {visit.kit?.medium}</p></div>
        <p className="f-note">{t('againHow')}</p>
        {said
          ? (
            <>
              <Field label={t('name')} name="name" value={who.name} onChange={(name) => setWho({ ...who, name })} focus />
              <Field label={t('born')} name="born_on" type="date" value={who.born_on} onChange={(born_on) => setWho({ ...who, born_on })} />
            </>
          )
          : <Field label={t('againScan')} name="document" value={who.document} onChange={(document) => setWho({ ...who, document })} focus />}
      </Page>
    </Form>
  )
}

/** The needle is in: the time in large figures, and three ways out. */
export function Flowing({ visit, onVisit, onBack, sheet }: StepProps & { sheet: Sheet }) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [now, setNow] = useState<string | null>(null)
  const [volume, setVolume] = useState(String(visit.volume_ml ?? ''))
  const [way, setWay] = useState<'end' | 'stop' | 'reaction'>('end')
  useEffect(() => { void call<State>('state').then((state) => setNow(state.now)).catch(() => null) }, [])
  const end = () => void wish(async () => { onVisit(await step(visit.visit_id, id(), { step: 'ended', volume_ml: Number(volume), self_excluded: false })); signal(true) })
  if (way === 'reaction') return <Reaction visit={visit} sheet={sheet} onVisit={(next) => { onVisit(next); setWay('end') }} onBack={() => setWay('end')} />
  if (way === 'stop') return <Stop visit={visit} onVisit={onVisit} onBack={() => setWay('end')} />
  const foot = (
    <>
      <button type="button" className="f-plain" onClick={onBack}>{t('back')}</button>
      <button type="button" className="f-plain" onClick={() => setWay('reaction')}>{t('reaction')}</button>
      <button type="button" className="f-plain" onClick={() => setWay('stop')}>{t('stop')}</button>
      <button type="submit" className="f-go" disabled={busy || !(Number(volume) > 0)}>{t('end')}</button>
    </>
  )
  return (
    <Form onGo={end}>
      <Page title={t('flowing')} sub={`${visit.name_masked} · ≤ ${sheet.minutes_max} min`} trouble={trouble} foot={foot}>
        {visit.started_at && now && <p className="f-clock"><Since at={visit.started_at} now={now} /></p>}
        <p className="f-big">{visit.kit?.number}</p>
        <Field label={t('volume')} name="volume_ml" mode="numeric" value={volume} onChange={setVolume} />
      </Page>
    </Form>
  )
}

function Reaction({ visit, sheet, onVisit, onBack }: StepProps & { sheet: Sheet }) {
  const { t, say } = useWords()
  const [kind, setKind] = useState<string | null>(null)
  const [wishId] = useState(id)
  const { wish, busy, trouble } = useWish()
  const [severity, setSeverity] = useState<'mild' | 'moderate' | 'severe' | null>(null)
  const [note, setNote] = useState('')
  const go = () => void wish(async () => onVisit(await step(visit.visit_id, wishId, { step: 'reaction', severity, kind, note: note || null })))
  return (
    <Form onGo={go}>
      <Page title={t('reaction')} sub={visit.name_masked} trouble={trouble} foot={<><button type="button" className="f-plain" onClick={onBack}>{t('back')}</button><button type="submit" className="f-go" disabled={busy || !severity || !kind}>{t('keep')}</button></>}>
        <Choice label={t('severity')} options={[['mild', t('mild')], ['moderate', t('moderate')], ['severe', t('severe')]]} value={severity} onChoose={setSeverity} />
        <div className="f-kinds">
          <Choice label={t('reactionKind')} options={sheet.reactions.map(({ code, name }) => [code, say(name)])} value={kind} onChoose={setKind} />
        </div>
        <Field label={t('whatSeen')} name="note" value={note} onChange={setNote} />
      </Page>
    </Form>
  )
}

function Stop({ visit, onVisit, onBack }: StepProps) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [reason, setReason] = useState('')
  const go = () => void wish(async () => onVisit(await step(visit.visit_id, id(), { step: 'left', reason })))
  return (
    <Form onGo={go}>
      <Page title={t('stop')} sub={visit.name_masked} trouble={trouble} foot={<><button type="button" className="f-plain" onClick={onBack}>{t('back')}</button><button type="submit" className="f-go" disabled={busy || reason.length < 2}>{t('keep')}</button></>}>
        <Field label={t('why')} name="reason" value={reason} onChange={setReason} focus />
      </Page>
    </Form>
  )
}

/** One of two stickers that look alike; what it means only the station knows. */
function Sticker({ visit, onVisit, onBack }: StepProps) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [wishId] = useState(id)
  const [code, setCode] = useState('')
  const go = () => void wish(async () => { onVisit(await step(visit.visit_id, wishId, { step: 'wish', code })); signal(true) })
  return (
    <Form onGo={go}>
      <Page title={t('sticker')} sub={visit.name_masked} trouble={trouble} foot={<><button type="button" className="f-plain" onClick={onBack}>{t('back')}</button><button type="submit" className="f-go" disabled={busy || code.length < 4}>{t('keep')}</button></>}>
        <p className="f-muted">{t('stickerHow')}</p>
        <Field label={t('sticker')} name="sticker" value={code} onChange={setCode} focus />
      </Page>
    </Form>
  )
}

const minutesUntil = (from: string, now: string) => Math.max(0, Math.ceil((Date.parse(from) - Date.parse(now)) / 60_000))

/** Finished, one way or another: who gave rests and goes home; a reaction may still come. */
export function Ended({ visit, sheet, onVisit, onBack }: StepProps & { sheet: Sheet }) {
  const { t, say } = useWords()
  const { wish, busy, trouble } = useWish()
  const [way, setWay] = useState<'rest' | 'reaction' | 'sticker'>('rest')
  const [now, setNow] = useState<string | null>(null)
  useEffect(() => { void call<State>('state').then((state) => setNow(state.now)).catch(() => null) }, [visit])
  const done = (next: Visit) => { onVisit(next); setWay('rest') }
  if (way === 'reaction') return <Reaction visit={visit} sheet={sheet} onVisit={done} onBack={() => setWay('rest')} />
  if (way === 'sticker') return <Sticker visit={visit} onVisit={done} onBack={() => setWay('rest')} />
  const collected = visit.stage === 'ended'
  const resting = collected && !visit.went_at
  const open = visit.reaction !== null && !visit.over_at
  const left = visit.rest_from && now ? minutesUntil(visit.rest_from, now) : null
  const go = (asked: object) => void wish(async () => onVisit(await step(visit.visit_id, id(), asked)))
  const foot = (
    <>
      {visit.stage !== 'refused' && visit.stage !== 'left' && <button type="button" className="f-plain" onClick={() => setWay('reaction')}>{t('reaction')}</button>}
      {resting && !visit.wished && <button type="button" className="f-plain" onClick={() => setWay('sticker')}>{t('sticker')}</button>}
      {open && <button type="button" className="f-plain" disabled={busy} onClick={() => go({ step: 'over' })}>{t('over')}</button>}
      {resting && left === 0 && <button type="button" className="f-plain" disabled={busy} onClick={() => go({ step: 'left', reason: t('goHome') })}>{t('goHome')}</button>}
      <button type="button" className="f-go" onClick={onBack}>{t('next')}</button>
    </>
  )
  return (
    <Page title={collected ? t('done', { n: visit.collected_ml ?? 0 }) : t(visit.stage)} sub={visit.name_masked} trouble={trouble} foot={foot}>
      {collected && <><p className="f-big">{visit.kit?.number}</p><p className="f-good">{t('thanks', { n: sheet.rest_minutes })}</p></>}
      {resting && (open ? <p className="f-note">{t('restReaction')}</p> : left !== null && <p className="f-note">{left > 0 ? t('restLeft', { n: left }) : t('restOver')}</p>)}
      {visit.went_at && <p className="f-note">{t('wentHome')}</p>}
      {visit.wished && <p className="f-muted">{t('stickerKept')}</p>}
      {visit.reaction && <p className="f-note">{t('reactionKept')} · {t(visit.reaction[0])}</p>}
      {visit.refusals.length > 0 && <ul className="f-lines">{visit.refusals.map((line) => <li key={line.rule}><b>{say(line.reason)}</b><small>{line.clause}</small></li>)}</ul>}
    </Page>
  )
}
