import { post, type DonationCheck, type DonationRefusal, type Reading, type Visit, type VisitCheck } from '@vena/api'
import { Button, Check, Field, Form, moment, Page, Panel, StateWord, useAction, useNow, useWords, type Values } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { CHECKS } from './checks.ts'
import { ConfirmIdentity } from './QueueProof.tsx'
import { VisitHead } from './QueueVisit.tsx'
import './station.css'

type Name = (typeof CHECKS)[number][0]
type Typed = Partial<Record<Name, string>>
type Sources = Partial<Record<Name, Reading>>
interface Temperature { at: string; temperature_c: number }
interface Pressure { at: string; systolic_mmhg: number; diastolic_mmhg: number }

const FRESH_MS = 15 * 60_000
const GROUPS = ['O', 'A', 'B', 'AB'].flatMap((abo) => [`${abo}+`, `${abo}-`])
export const KINDS = { whole_blood: 'wholeBlood', apheresis_platelets: 'platelets', apheresis_plasma: 'plasma' } as const
export type Kind = keyof typeof KINDS

function checkOf(typed: Typed, athlete: boolean): DonationCheck {
  const figures = Object.fromEntries(CHECKS.map(([name]) => [name, typed[name] ? Number(typed[name]) : undefined]))
  return { ...figures, endurance_athlete: athlete } as DonationCheck
}

/** What the rulebook says about values: every limit that is not kept, with its clause. */
export function Lines({ lines, fine }: { lines: DonationRefusal[]; fine: string }) {
  const { pick } = useWords()
  if (lines.length === 0) return <p><StateWord tone="good">{fine}</StateWord></p>
  return (
    <ul className="plain-list station-lines">
      {lines.map((line) => <li key={line.rule}><StateWord tone="danger">{pick(line.reason)}</StateWord><p className="muted">{line.clause} <code>{line.rule}</code></p></li>)}
    </ul>
  )
}

/** The judgement of what is typed so far. */
function Live({ visit, kind, check }: { visit: Visit; kind: Kind; check: DonationCheck }) {
  const { t } = useTranslation()
  const whole = CHECKS.every(([name]) => name === 'hb_g_l' || check[name] != null)
  const sex = visit.sex
  const judged = useQuery({
    queryKey: ['/api/collect/checks/judge', { sex, kind, check }], enabled: whole && sex != null,
    queryFn: () => post('/api/collect/checks/judge', { body: { sex: sex ?? 'female', kind, check } }),
  })
  if (!sex) return <p className="notice">{t('station.sexUnknown')}</p>
  if (!whole) return <p className="muted">{t('station.unmeasured')}</p>
  return judged.data ? <Lines lines={judged.data.lines} fine={t('station.fine')} /> : null
}

/** Fresh readings of this place; one is used for one person only. */
function Readings({ visit, used, onTake }: { visit: Visit; used: Sources; onTake: (reading: Reading) => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const now = useNow(10_000)
  const found = useGet('/api/collect/readings', { query: { site_id: visit.site_id, limit: 30 } })
  const ids = new Set(Object.values(used).map((reading) => reading.reading_id))
  const fitting = (found.data?.items ?? []).filter((reading) => !reading.blocked && !reading.taken && Number(now) - Date.parse(reading.at) < FRESH_MS && CHECKS.some(([name]) => typeof reading.values[name] === 'number'))
  return (
    <Panel title={t('station.device')}>
      {fitting.length === 0 && <p className="muted">{t('station.noReadings')}</p>}
      <ul className="plain-list">
        {fitting.map((reading) => (
          <li key={reading.reading_id} className="station-reading">
            <span><b>{pick(reading.kind_title)}</b> <small className="muted">{reading.device_name} {moment(reading.at)}</small></span>
            <span className="number">{CHECKS.flatMap(([name, unit]) => (typeof reading.values[name] === 'number' ? [`${String(reading.values[name])} ${unit}`] : [])).join(' · ')}</span>
            {ids.has(reading.reading_id) ? <StateWord tone="good">{t('station.taken')}</StateWord> : <Button onClick={() => onTake(reading)}>{t('station.take')}</Button>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Pressures({ pressures, onNote }: { pressures: Pressure[]; onNote?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="row">
      {pressures.map((one, index) => <span key={one.at} className="number">{t('station.pressureN', { n: index + 1, at: moment(one.at) })} {one.systolic_mmhg}/{one.diastolic_mmhg}</span>)}
      {onNote && <Button kind="quiet" onClick={onNote}>{t('station.pressureAgain')}</Button>}
    </div>
  )
}

const warmOf = (typed: Typed): Temperature => ({ at: new Date().toISOString(), temperature_c: Number(typed.temperature_c) })

const pressureOf = (typed: Typed): Pressure => ({ at: new Date().toISOString(), systolic_mmhg: Number(typed.systolic_mmhg), diastolic_mmhg: Number(typed.diastolic_mmhg) })

/** Why it is measured once more; every earlier value stays in sight of the physician. */
function Again({ before }: { before: VisitCheck | undefined }) {
  const { t } = useTranslation()
  if (!before || before.lines.length === 0) return null
  const ways = (['againRest', 'againArm', 'againDevice', 'againMistyped'] as const).map((way) => t(`station.${way}`))
  return (
    <div className="notice">
      <p>{t('station.againHow', { n: before.lines.length })}</p>
      <Lines lines={before.lines} fine="" />
      <Field name="again" label={t('station.againWhyLabel')} required minLength={2} maxLength={200} list="again-ways" />
      <datalist id="again-ways">{ways.map((way) => <option key={way} value={way}>{way}</option>)}</datalist>
    </div>
  )
}

function Station({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [kind, setKind] = useState<Kind>(visit.kind)
  const [typed, setTyped] = useState<Typed>({})
  const [athlete, setAthlete] = useState(false)
  const [sources, setSources] = useState<Sources>({})
  const [pressures, setPressures] = useState<Pressure[]>([])
  const [warm, setWarm] = useState<Temperature[]>([])
  const hot = visit.gate?.hottest_c
  const before = useGet('/api/collect/visits/{id}/check', { path: { id: visit.visit_id } }, visit.state === 'checked')
  const set = (name: Name, value: string) => {
    setTyped((old) => ({ ...old, [name]: value }))
    // A value that is typed over is no value of the instrument any more.
    setSources((old) => Object.fromEntries(Object.entries(old).filter(([other]) => other !== name)))
  }
  const take = (reading: Reading) => {
    const names = CHECKS.map(([name]) => name).filter((name) => typeof reading.values[name] === 'number')
    setTyped((old) => ({ ...old, ...Object.fromEntries(names.map((name) => [name, String(reading.values[name])])) }))
    setSources((old) => ({ ...old, ...Object.fromEntries(names.map((name) => [name, reading])) }))
  }
  const byHand = CHECKS.some(([name]) => typed[name] && !sources[name])
  const action = useAction((values: Values, key) => {
    const measured = CHECKS.map(([name]) => name).filter((name) => typed[name])
    const body = {
      kind, check: checkOf(typed, athlete), pressures: [...pressures, pressureOf(typed)], again: values.maybe('again') ?? null,
      temperatures: warm.length > 0 ? [...warm, warmOf(typed)] : [], rapid_group: values.maybe('rapid_group') ?? null,
      sources: measured.map((name) => (sources[name] ? { field: name, reading_id: sources[name].reading_id } : { field: name, reason: values.text('reason') })),
    }
    return post('/api/collect/visits/{id}/check', { path: { id: visit.visit_id }, body }, key)
  }, () => {
    refresh('/api/collect')
    void navigate(`/collect/queue/${visit.visit_id}`)
  })
  return (
    <div className="station">
      <Panel>
        <VisitHead visit={visit} />
        <ConfirmIdentity visit={visit} />
        {hot != null && <p className="notice">{t('station.hotDoor', { c: hot.toFixed(1) })}</p>}
        <Form action={action} submit={t('station.keep')}>
          <Field name="kind" label={t('station.kind')} required value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)} options={Object.entries(KINDS).map(([value, word]) => ({ value, label: t(`visit.${word}`) }))} />
          <div className="form-grid">
            {CHECKS.map(([name, unit, step]) => (
              <Field key={name} name={name} label={t(`check.${name}`)} unit={unit} type="number" step={step} inputMode="decimal" required={name !== 'hb_g_l'} value={typed[name] ?? ''} onChange={(event) => set(name, event.currentTarget.value)} {...(sources[name] && { hint: t('station.from', { device: sources[name].device_name }) })} />
            ))}
          </div>
          <Pressures pressures={pressures} {...(typed.systolic_mmhg && typed.diastolic_mmhg && pressures.length < 5 && { onNote: () => {
            setPressures([...pressures, pressureOf(typed)])
            set('systolic_mmhg', '')
            set('diastolic_mmhg', '')
          } })} />
          {hot != null && !sources.temperature_c && (
            <div className="row">
              {warm.map((one, index) => <span key={one.at} className="number">{t('station.pressureN', { n: index + 1, at: moment(one.at) })} {one.temperature_c} ℃</span>)}
              {typed.temperature_c && warm.length < 5 && <Button kind="quiet" onClick={() => { setWarm([...warm, warmOf(typed)]); set('temperature_c', '') }}>{t('station.warmAgain')}</Button>}
            </div>
          )}
          <Again before={before.data} />
          <div onChange={(event) => setAthlete((event.target as HTMLInputElement).checked)}><Check name="endurance_athlete" label={t('check.endurance_athlete')} /></div>
          <div className="form-grid">
            <Field name="rapid_group" label={t('station.group')} options={[{ value: '', label: t('station.groupNone') }, ...GROUPS.map((value) => ({ value, label: value }))]} />
            {byHand && <Field name="reason" label={t('station.byHand')} hint={t('station.byHandHow')} required minLength={2} maxLength={200} />}
          </div>
        </Form>
      </Panel>
      <div className="stack">
        <Panel title={t('station.live')}><div role="status"><Live visit={visit} kind={kind} check={checkOf(typed, athlete)} /></div></Panel>
        <Readings visit={visit} used={sources} onTake={take} />
      </div>
    </div>
  )
}

/** The check before a donation: from instruments or by hand, judged while it is measured. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const visit = useGet('/api/collect/visits/{id}', { path: { id } })
  return (
    <Page title={t('station.check')} actions={<Link className="button-link button-link-plain" to={`/collect/queue/${id}`}>{t('station.toQueue')}</Link>}>
      <Opened from={visit}>{(data) => <Station key={data.visit_id} visit={data} />}</Opened>
    </Page>
  )
}
