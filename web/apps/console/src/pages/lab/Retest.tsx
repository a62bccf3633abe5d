import { post, type LabDonation, type LabValue, type LabVersion, type Marker } from '@vena/api'
import { Field, Form, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChoices, valueOf } from './values.ts'

type Run = LabVersion['results'][number]

/** First runs that ask for another look: anything reactive, and an RhD-negative one. */
function open(version: LabVersion): Run[] {
  const first = version.results.filter((run) => run.repeat === 0 && !run.superseded)
  return first.filter((run) => {
    const { kind, rhd } = run.value as LabValue
    return kind === 'reactive' || kind === 'ratio' || rhd === '-'
  })
}

/** How often a run has been repeated already. */
function repeats(version: LabVersion, { marker, round }: Run): number {
  return version.results.filter((run) => run.marker === marker && run.round === round && run.repeat > 0 && !run.superseded).length
}

/** Retests in duplicate, single tests after a reactive pool, the confirmation of weak D: one run at a time, with the reagent of the first. */
export function Retest({ donation, version, markers, onDone }: { donation: LabDonation; version: LabVersion; markers: Marker[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const choices = useChoices()
  const runs = open(version)
  const [at, setAt] = useState(0)
  const run = runs[Math.min(at, runs.length - 1)]
  const marker = markers.find((other) => other.code === run?.marker)
  const action = useAction((values: Values, key) => {
    if (!run || !marker) throw new Error('there is nothing to repeat')
    const kit = { reagent_maker: values.text('results.0.reagent_maker'), reagent_lot: values.text('results.0.reagent_lot'), instrument: values.text('results.0.instrument') }
    const results = [{ marker: run.marker, round: run.round, repeat: values.number('results.0.repeat'), value: valueOf(marker, values.text('results.0.value')), ...kit }]
    return post('/api/lab/donations/{number}/results', { path: { number: donation.donation_number }, body: { results, reason: values.maybe('reason') } }, key)
  }, onDone)
  if (!run || !marker) return null
  const name = (other: Run) => `${pick(markers.find((m) => m.code === other.marker)?.name) || other.marker} · ${t('lab.roundN', { round: other.round })}`
  return (
    <Panel title={t('lab.retest')}>
      <p className="muted">{t('lab.retestHow')}</p>
      <Form key={`${run.marker}${run.round}${version.results.length}`} action={action} submit={t('lab.save')} className="after">
        <div className="form-grid">
          <Field name="run" label={t('lab.marker')} required value={String(runs.indexOf(run))} onChange={(e) => setAt(Number(e.currentTarget.value))} options={runs.map((other, i) => ({ value: String(i), label: name(other) }))} />
          <Field name="results.0.repeat" label={t('lab.repeat')} type="number" min={1} max={9} required defaultValue={repeats(version, run) + 1} />
          <Field name="results.0.value" label={t('lab.value')} required options={choices(marker) ?? []} />
          <Field name="results.0.reagent_maker" label={t('lab.maker')} required defaultValue={run.reagent_maker} />
          <Field name="results.0.reagent_lot" label={t('lab.lot')} required defaultValue={run.reagent_lot} />
          <Field name="results.0.instrument" label={t('lab.instrument')} required defaultValue={run.instrument} />
        </div>
        {!donation.can.enter?.ok && <Field name="reason" label={t('lab.correctWhy')} required lines={2} />}
      </Form>
    </Panel>
  )
}
