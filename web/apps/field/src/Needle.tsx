import { useEffect, useState } from 'react'
import { Since } from './Board.tsx'
import { Choice, Field, Form, Page, signal, useWish } from './parts.tsx'
import { call, id, step, type Sheet, type State } from './vehicle.ts'
import type { StepProps } from './Visit.tsx'
import { Leave } from './Visit.tsx'
import { useWords } from './words.ts'

export function Ready({ visit, onVisit, ...props }: StepProps) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [wishId] = useState(id)
  const go = () => void wish(async () => { onVisit(await step(visit.visit_id, wishId, { step: 'started' })); signal(true) })
  return (
    <Page title={t('ready')} sub={visit.name_masked} trouble={trouble} foot={<><Leave visit={visit} onVisit={onVisit} {...props} /><button type="button" className="f-go" disabled={busy} onClick={go}>{t('begin')}</button></>}>
      <p className="f-big">{visit.kit?.number}</p>
      <p className="f-muted">{visit.volume_ml} mL · {visit.kit?.medium}</p>
    </Page>
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

/** Finished, one way or another; a reaction may still come. */
export function Ended({ visit, sheet, onVisit, onBack }: StepProps & { sheet: Sheet }) {
  const { t, say } = useWords()
  const [reaction, setReaction] = useState(false)
  if (reaction) return <Reaction visit={visit} sheet={sheet} onVisit={(next) => { onVisit(next); setReaction(false) }} onBack={() => setReaction(false)} />
  const collected = visit.stage === 'ended'
  return (
    <Page title={collected ? t('done', { n: visit.collected_ml ?? 0 }) : t(visit.stage)} sub={visit.name_masked} foot={<>{visit.stage !== 'refused' && visit.stage !== 'left' && <button type="button" className="f-plain" onClick={() => setReaction(true)}>{t('reaction')}</button>}<button type="button" className="f-go" onClick={onBack}>{t('next')}</button></>}>
      {collected && <><p className="f-big">{visit.kit?.number}</p><p className="f-good">{t('thanks', { n: sheet.rest_minutes })}</p></>}
      {visit.reaction && <p className="f-note">{t('reactionKept')} · {t(visit.reaction[0])}</p>}
      {visit.refusals.length > 0 && <ul className="f-lines">{visit.refusals.map((line) => <li key={line.rule}><b>{say(line.reason)}</b><small>{line.clause}</small></li>)}</ul>}
    </Page>
  )
}
