import { useEffect, useState } from 'react'
import { Bind } from './Bind.tsx'
import { Inquiry } from './Inquiry.tsx'
import { Ended, Flowing, Ready } from './Needle.tsx'
import { Field, Form, Page, signal, useWish } from './parts.tsx'
import { call, id, step, type Line, type Sheet, type Visit } from './vehicle.ts'
import { useWords } from './words.ts'

interface Props { visitId: string, sheet: Sheet | null, physician: boolean, onBack: () => void }
export interface StepProps { visit: Visit, onVisit: (visit: Visit) => void, onBack: () => void }

/** One person: whatever comes next, and nothing else. */
export function VisitPage({ visitId, sheet, physician, onBack }: Props) {
  const { wish, trouble } = useWish()
  const [visit, setVisit] = useState<Visit | null>(null)
  const [early, setEarly] = useState(false)
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => { void wish(async () => setVisit(await call<Visit>(`visits/${visitId}`))) }, [visitId])
  if (!visit || !sheet) return <Page title="…" trouble={trouble} />
  const props: StepProps = { visit, onVisit: setVisit, onBack }
  switch (visit.stage) {
    case 'identified':
      if (visit.early?.length && !early) return <Early {...props} lines={visit.early} onGo={() => setEarly(true)} />
      return <Inquiry {...props} sheet={sheet} />
    case 'answered': return <Check {...props} />
    case 'checked': return <Decide {...props} sheet={sheet} physician={physician} />
    case 'accepted': return <Bind {...props} sheet={sheet} />
    case 'bound': return <Ready {...props} />
    case 'started': return <Flowing {...props} sheet={sheet} />
    default: return <Ended {...props} sheet={sheet} />
  }
}

/** Leaving is always possible, and always has a reason. */
export function Leave({ visit, onVisit }: StepProps) {
  const { t } = useWords()
  const { wish, busy } = useWish()
  const [wishId] = useState(id)
  const go = () => void wish(async () => onVisit(await step(visit.visit_id, wishId, { step: 'left', reason: t('leave') })))
  return <button type="button" className="f-plain" disabled={busy} onClick={go}>{t('leave')}</button>
}

function Early({ lines, onGo, ...props }: StepProps & { lines: Line[], onGo: () => void }) {
  const { t, say } = useWords()
  return (
    <Page title={t('early')} sub={props.visit.name_masked} foot={<><button type="button" className="f-plain" onClick={onGo}>{t('goOn')}</button><Leave {...props} /></>}>
      <ul className="f-lines">{lines.map((line) => <li key={line.rule}><b>{say(line.reason)}</b><small>{line.clause}</small></li>)}</ul>
      <p className="f-muted">{t('earlyHow')}</p>
    </Page>
  )
}

const MEASURES = [
  ['weight_kg', 'weight'], ['systolic_mmhg', 'systolic'], ['diastolic_mmhg', 'diastolic'], ['pulse_per_min', 'pulse'], ['temperature_c', 'temperature'], ['hb_g_l', 'hb'],
] as const

function Check({ visit, onVisit, ...props }: StepProps) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [values, setValues] = useState<Record<string, string>>({})
  const full = MEASURES.every(([key]) => Number(values[key]) > 0)
  const go = () => void wish(async () => {
    const check = Object.fromEntries(MEASURES.map(([key]) => [key, Number(values[key])]))
    onVisit(await step(visit.visit_id, id(), { step: 'checked', check }))
  })
  return (
    <Form onGo={go}>
      <Page title={t('check')} sub={visit.name_masked} trouble={trouble} foot={<><Leave visit={visit} onVisit={onVisit} {...props} /><button type="submit" className="f-go" disabled={busy || !full}>{t('next')}</button></>}>
        <div className="f-two">
          {MEASURES.map(([key, word], place) => (
            <Field key={key} label={t(word)} name={key} mode="decimal" value={values[key] ?? ''} focus={place === 0} onChange={(value) => setValues({ ...values, [key]: value })} />
          ))}
        </div>
      </Page>
    </Form>
  )
}

function Decide({ visit, onVisit, onBack, sheet, physician }: StepProps & { sheet: Sheet, physician: boolean }) {
  const { t, say } = useWords()
  const { wish, busy, trouble } = useWish()
  const [volume, setVolume] = useState<number>(sheet.volumes_ml.at(-1) ?? 400)
  const lines = visit.verdict ?? []
  const good = lines.length === 0 && (visit.hidden ?? 0) === 0
  const [refusing, setRefusing] = useState(false)
  const [why, setWhy] = useState('')
  const go = (accepted: boolean) => void wish(async () => {
    onVisit(await step(visit.visit_id, id(), { step: 'decided', accepted, volume_ml: volume, note: why.trim() || null }))
    signal(accepted)
  })
  if (refusing) {
    // What the rules refuse needs no other reason; a no of the physician's own does.
    const enough = !good || why.trim().length >= 2
    return (
      <Form onGo={() => { if (enough) go(false) }}>
        <Page title={t('refuseTitle')} sub={visit.name_masked} trouble={trouble} foot={<><button type="button" className="f-plain" onClick={() => setRefusing(false)}>{t('back')}</button><button type="submit" className="f-go" disabled={busy || !enough}>{t('refuse')}</button></>}>
          <Field label={t(good ? 'refuseWhy' : 'refuseNote')} name="why" value={why} focus onChange={setWhy} />
        </Page>
      </Form>
    )
  }
  const foot = physician
    ? <><button type="button" className="f-plain" disabled={busy} onClick={() => setRefusing(true)}>{t('refuse')}</button><button type="button" className="f-go" disabled={busy || !good} onClick={() => go(true)}>{t('accept')}</button></>
    : <button type="button" className="f-plain" onClick={onBack}>{t('back')}</button>
  return (
    <Page title={t('decide')} sub={visit.name_masked} trouble={trouble} foot={foot}>
      {good ? <p className="f-good">{t('allGood')}</p> : <ul className="f-lines">{lines.map((line) => <li key={line.rule}><b>{say(line.reason)}</b><small>{line.clause}</small></li>)}</ul>}
      {!physician && (visit.hidden ?? 0) > 0 && <p className="f-note">{t('hidden', { n: visit.hidden ?? 0 })}</p>}
      {physician && good && (
        <div className="f-volumes" role="group" aria-label={t('volume')}>
          {sheet.volumes_ml.map((ml) => <button key={ml} type="button" aria-pressed={volume === ml} onClick={() => setVolume(ml)}>{ml} mL</button>)}
        </div>
      )}
      {!physician && <p className="f-note">{t('needsPhysician')}</p>}
    </Page>
  )
}
