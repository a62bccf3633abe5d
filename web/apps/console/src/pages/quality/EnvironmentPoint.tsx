// One point of the monitoring: the dish that is on its way with its next act, the trend, and what was measured.
import { post, type EnvironmentPlate, type EnvironmentPoint, type EnvironmentPointView, type EnvironmentRule } from '@vena/api'
import { AsOf, Button, Facts, Field, Form, moment, Page, Panel, ProblemBox, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { ControlPicture } from '../../app/ControlPicture.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { LEVELS, limits, STANDINGS, STATES } from './environment.ts'

type Reading = EnvironmentPlate['readings'][number]

const renew = () => refresh('/api/process')

/** Begins a measurement: a dish with its label, or what the instrument says. */
function Put({ point }: { point: EnvironmentPoint }) {
  const { t } = useTranslation()
  const { grown, unit } = point.rule
  const action = useAction(
    (values: Values, key) => post('/api/process/environment/points/{id}/plates', { path: { id: point.point_id }, body: grown ? { label: values.text('label'), lot: values.text('lot') } : { value: values.number('value') } }, key),
    renew,
  )
  const word = t(grown ? 'environment.put' : 'environment.measure')
  if (!point.can.put.ok) return <Button can={point.can.put}>{word}</Button>
  return (
    <Form action={action} submit={word} resetOnDone>
      {grown
        ? <div className="form-grid"><Field name="label" label={t('environment.label')} required maxLength={60} autoFocus /><Field name="lot" label={t('environment.lot')} required maxLength={60} /></div>
        : <Field name="value" label={t('environment.reading')} unit={unit} hint={limits(point.rule)} inputMode="decimal" required autoFocus />}
    </Form>
  )
}

function Read({ plate, point }: { plate: EnvironmentPlate, point: EnvironmentPoint }) {
  const { t } = useTranslation()
  const action = useAction(
    (values: Values, key) => post('/api/process/environment/plates/{id}/read', { path: { id: plate.plate_id }, body: { value: values.number('value'), organism: values.maybe('organism') } }, key),
    renew,
  )
  return (
    <Form action={action} submit={t('environment.read')} resetOnDone>
      <div className="form-grid">
        <Field name="value" label={t('environment.value')} unit={point.rule.unit} hint={limits(point.rule)} inputMode="decimal" required autoFocus />
        <Field name="organism" label={t('environment.organism')} maxLength={200} />
      </div>
    </Form>
  )
}

function Decide({ reading }: { reading: Reading }) {
  const { t } = useTranslation()
  const path = { id: reading.reading_id }
  const confirm = useAction((_: null, key) => post('/api/process/environment/readings/{id}/decide', { path, body: { confirmed: true } }, key), renew)
  return (
    <>
      {confirm.problem && <ProblemBox problem={confirm.problem} />}
      <Button kind="primary" busy={confirm.pending} can={reading.can_decide} onClick={() => void confirm.run(null)}>{t('environment.confirm')}</Button>
      <AskWhy label={t('environment.return')} can={reading.can_decide} perform={(values, key) => post('/api/process/environment/readings/{id}/decide', { path, body: { confirmed: false, note: values.text('reason') } }, key)} onDone={renew} />
    </>
  )
}

/** The dish that is on its way, and what is to be done with it next. */
function Now({ point, plate }: { point: EnvironmentPoint, plate: EnvironmentPlate }) {
  const { t } = useTranslation()
  const path = { id: plate.plate_id }
  const take = useAction((_: null, key) => post('/api/process/environment/plates/{id}/take', { path }, key), renew)
  const waiting = plate.readings.find((one) => !one.decision)
  const when = !plate.taken_at && plate.take_from ? t('environment.takeFrom', { at: moment(plate.take_from) }) : plate.state === 'incubating' && plate.read_from ? t('environment.readFrom', { at: moment(plate.read_from) }) : plate.state === 'readable' && plate.read_until ? t('environment.readUntil', { at: moment(plate.read_until) }) : ''
  return (
    <>
      <p><StateWord tone={STATES[plate.state]}>{t(`environment.states.${plate.state}`)}</StateWord> {plate.label && <b className="number">{plate.label}</b>} {when}</p>
      <Steps plate={plate} unit={point.rule.unit} />
      {take.problem && <ProblemBox problem={take.problem} />}
      {plate.state === 'readable' && <Read plate={plate} point={point} />}
      <p className="row">
        {!plate.taken_at && <Button kind="primary" busy={take.pending} can={plate.can.take} onClick={() => void take.run(null)}>{t('environment.take')}</Button>}
        {waiting && <Decide reading={waiting} />}
        {!waiting && <AskWhy label={t('environment.void')} how={t('environment.voidHow')} kind="danger" can={plate.can.void} perform={(values, key) => post('/api/process/environment/plates/{id}/void', { path, body: { reason: values.text('reason') } }, key)} onDone={renew} />}
      </p>
    </>
  )
}

/** Who did what with a dish, and when. */
function Steps({ plate, unit }: { plate: EnvironmentPlate, unit: string }) {
  const { t } = useTranslation()
  const by = (name: string, at: string) => t('environment.by', { name, at: moment(at) })
  const dish = plate.label != null
  return (
    <ul className="plain">
      {dish && <li>{t('environment.putBy')} {by(plate.put_by_name, plate.put_at)} · {plate.lot}</li>}
      {dish && plate.taken_at && <li>{t('environment.takenBy')} {by(plate.taken_by_name ?? '', plate.taken_at)}</li>}
      {plate.readings.map((one) => (
        <li key={one.reading_id}>
          {t('environment.readBy')} <StateWord tone={LEVELS[one.level]}>{one.value} {unit} {t(`environment.levels.${one.level}`)}</StateWord> {one.organism} {by(one.read_by_name, one.read_at)}
          {one.decided_at && <> · {t(one.decision === 'confirmed' ? 'environment.decidedBy' : 'environment.return')} {by(one.decided_by_name ?? '', one.decided_at)} {one.note}</>}
          {one.deviation_id && <> · <Link to={`/process/deviations/${one.deviation_id}`}>{t('environment.deviation')}</Link></>}
        </li>
      ))}
      {plate.void_at && <li>{t('environment.states.void')} {by(plate.void_by_name ?? '', plate.void_at)} {plate.void_why}</li>}
    </ul>
  )
}

function Trend({ plates, rule }: { plates: EnvironmentPlate[], rule: EnvironmentRule }) {
  const { t } = useTranslation()
  const values = plates.toReversed().flatMap((plate) => (plate.state === 'confirmed' ? plate.readings.filter((one) => one.decision === 'confirmed') : []))
  if (values.length === 0) return null
  const points = values.map((one) => ({ value: one.value, valid: true, verdict: one.level === 'within' ? null : one.level === 'alert' ? 'warn' as const : 'reject' as const }))
  const lines = [rule.minimum, rule.alert, rule.maximum].flatMap((value) => (value == null ? [] : [{ value, word: String(value) }]))
  return <Panel title={t('environment.trend')}><ControlPicture chart={{ points, limits: lines }} titles={values.map((one) => `${moment(one.read_at)} · ${one.value} ${rule.unit}`)} label={t('environment.picture', { n: values.length })} /></Panel>
}

function History({ plates, unit }: { plates: EnvironmentPlate[], unit: string }) {
  const { t } = useTranslation()
  if (plates.length === 0) return <p className="muted">{t('environment.noHistory')}</p>
  return (
    <table className="table">
      <caption className="unseen">{t('environment.history')}</caption>
      <thead><tr><th scope="col">{t('environment.at')}</th><th scope="col">{t('environment.state')}</th><th scope="col">{t('environment.steps')}</th></tr></thead>
      <tbody>
        {plates.map((plate) => (
          <tr key={plate.plate_id}>
            <td data-title={t('environment.at')} className="number">{moment(plate.put_at)} {plate.label}</td>
            <td data-title={t('environment.state')}><StateWord tone={STATES[plate.state]}>{t(`environment.states.${plate.state}`)}</StateWord></td>
            <td data-title={t('environment.steps')}><Steps plate={plate} unit={unit} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Detail({ point }: { point: EnvironmentPointView }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [mayClose, mayPut] = [useMay('process.environment.close'), useMay('process.environment.put')]
  const { rule } = point
  const how = [t('environment.every', { n: rule.every_days }), rule.exposure_min != null && t('environment.exposure', { min: rule.exposure_min, max: rule.exposure_max }), rule.incubation_hours != null && t('environment.incubate', { n: rule.incubation_hours })]
  return (
    <Page
      title={`${point.code} ${point.name}`} aside={<><StateWord tone={STANDINGS[point.standing]}>{t(`environment.standings.${point.standing}`)}</StateWord> <AsOf at={point.as_of} /></>}
      actions={mayClose && !point.closed_at && <AskWhy label={t('environment.close')} how={t('environment.closeHow')} can={point.can.close} perform={(values, key) => post('/api/process/environment/points/{id}/close', { path: { id: point.point_id }, body: { reason: values.text('reason') } }, key)} onDone={renew} />}
    >
      <Panel><Facts items={[[t('environment.kind'), pick(rule.kind_title)], [t('environment.class'), pick(rule.class_title)], [t('environment.limits'), [limits(rule), rule.alert != null && t('environment.alertAt', { n: rule.alert })].filter(Boolean).join('，')], [t('environment.rule'), how.filter(Boolean).join('，')], [t('environment.due'), point.closed_at ? '—' : point.due_on], [t('environment.basis'), rule.source]]} /></Panel>
      {!point.closed_at && <Panel title={t('environment.now')}>{point.plate ? <Now point={point} plate={point.plate} /> : mayPut ? <Put point={point} /> : <p className="muted">{t('environment.nothing')}</p>}</Panel>}
      <Trend plates={point.plates} rule={rule} />
      <Panel title={t('environment.history')}><History plates={point.plates} unit={rule.unit} /></Panel>
    </Page>
  )
}

/** A point of the monitoring. */
export function Component() {
  const { id = '' } = useParams()
  const point = useGet('/api/process/environment/points/{id}', { path: { id } })
  return <Opened from={point}>{(data) => <Detail key={data.point_id} point={data} />}</Opened>
}
