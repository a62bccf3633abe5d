import { post, ProblemError, type LabDonation, type Marker } from '@vena/api'
import { Check, Field, Form, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChoices, valueOf } from './values.ts'

interface Cell {
  marker: Marker
  round: number
}

const nameOf = ({ marker, round }: Cell) => `${marker.code}.${round}`

function bodyOf(cells: Cell[], values: Values) {
  const results = cells.flatMap((cell) => {
    const { marker, round } = cell
    const text = values.text(nameOf(cell))
    const kit = { reagent_maker: values.text(`maker.${round}`), reagent_lot: values.text(`lot.${round}`), instrument: values.text(`instrument.${round}`) }
    const pooled = marker.kind === 'nucleic_acid' && values.yes('pooled')
    return text ? [{ marker: marker.code, round, value: valueOf(marker, text), pooled, ...kit }] : []
  })
  return { results, reason: values.maybe('reason') }
}

/** A refusal of one result stands at the input from which that result was read. */
function atInput(thrown: unknown, typed: Cell[]): never {
  const problem = thrown instanceof ProblemError ? thrown.problem : null
  const [, at, part] = /^results\[(\d+)\](?:\.(\w+))?$/.exec(problem?.field ?? '') ?? []
  const cell = typed[Number(at)]
  if (!problem || !cell) throw thrown
  const kit: Record<string, string> = { reagent_maker: `maker.${cell.round}`, reagent_lot: `lot.${cell.round}`, instrument: `instrument.${cell.round}`, pooled: 'pooled' }
  throw new ProblemError({ ...problem, field: kit[part ?? ''] ?? nameOf(cell) })
}

/** Whether a result is typed here: no run makes it, or it was typed before. A correction is always typed. */
function isTyped(donation: LabDonation, { marker, round }: Cell): boolean {
  const version = donation.versions.at(-1)
  const own = version?.results.find((result) => result.marker === marker.code && result.round === round && result.repeat === 0 && !result.superseded)
  if (own) return !own.run_id || (version?.version ?? 0) > 1
  return donation.needs.find((need) => need.marker === marker.code && need.round === round && need.repeat === 0)?.by_run !== true
}

/** Types what the analysers said first, one part for each round, each round with its own reagent. */
export function EnterResults({ donation, markers, onDone }: { donation: LabDonation; markers: Marker[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const choices = useChoices()
  const correcting = !donation.can.enter?.ok
  const cells = markers.flatMap((marker) => Array.from({ length: marker.rounds }, (_, i) => ({ marker, round: i + 1 }))).filter((cell) => correcting || isTyped(donation, cell))
  const rounds = [...new Set(cells.map((cell) => cell.round))].toSorted((one, other) => one - other)
  const firstRound = rounds[0]
  const action = useAction((values: Values, key) => {
    const typed = cells.filter((cell) => values.text(nameOf(cell)))
    return post('/api/lab/donations/{number}/results', { path: { number: donation.donation_number }, body: bodyOf(typed, values) }, key).catch((thrown: unknown) => atInput(thrown, typed))
  }, onDone)
  const elsewhere = !correcting && donation.needs.some((need) => need.by_run) && <p className="muted">{t('run.byRun')} <Link to="/lab/runs">{t('job.runs')}</Link></p>
  if (cells.length === 0) return elsewhere ? <Panel title={t('lab.enter')}>{elsewhere}</Panel> : null
  return (
    <Panel title={correcting ? t('lab.correct') : t('lab.enter')}>
      {elsewhere}
      <Form action={action} submit={t('lab.save')} resetOnDone>
        {rounds.map((round) => (
          <fieldset key={round}>
            <legend>{t('lab.roundN', { round })}</legend>
            <div className="form-grid">
              <Field name={`maker.${round}`} label={t('lab.maker')} required={round === firstRound} />
              <Field name={`lot.${round}`} label={t('lab.lot')} required={round === firstRound} />
              <Field name={`instrument.${round}`} label={t('lab.instrument')} required={round === firstRound} />
              {cells.filter((cell) => cell.round === round).map((cell) => {
                const options = choices(cell.marker)
                const kind = options ? { options } : { type: 'number', step: 'any', unit: cell.marker.unit ?? '' }
                return <Field key={nameOf(cell)} name={nameOf(cell)} label={pick(cell.marker.name)} {...kind} />
              })}
            </div>
            {round === firstRound && cells.some((cell) => cell.marker.kind === 'nucleic_acid') && <Check name="pooled" label={t('lab.pooled')} />}
          </fieldset>
        ))}
        {correcting && <Field name="reason" label={t('lab.correctWhy')} required lines={2} />}
      </Form>
    </Panel>
  )
}
