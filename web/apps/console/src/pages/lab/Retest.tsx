import { post, type LabDonation, type LabVersion, type Marker } from '@vena/api'
import { Field, Form, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChoices, valueOf } from './values.ts'

type Need = Pick<LabDonation['needs'][number], 'marker' | 'round' | 'repeat' | 'maker'> & { isTyped?: boolean }

/** Retests that were typed, and may have been typed wrongly. */
function typed(version: LabVersion): Need[] {
  return version.results.filter((one) => one.repeat > 0 && !one.superseded && !one.run_id).map(({ marker, round, repeat, reagent_maker }) => ({ marker, round, repeat, maker: reagent_maker, isTyped: true }))
}

/** What has to be made again before anybody can sign: retests with the reagent of the first, single tests after a reactive pool, the confirmation of weak D; one at a time. */
export function Retest({ donation, version, markers, onDone }: { donation: LabDonation; version: LabVersion; markers: Marker[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const choices = useChoices()
  const needs: Need[] = [...donation.needs.filter((need) => need.repeat > 0 && !need.by_run), ...typed(version)]
  const [at, setAt] = useState(0)
  const need = needs[Math.min(at, needs.length - 1)]
  const marker = markers.find((other) => other.code === need?.marker)
  const first = version.results.find((one) => one.marker === need?.marker && one.round === need.round && one.repeat === 0 && !one.superseded)
  const action = useAction((values: Values, key) => {
    if (!need || !marker) throw new Error('there is nothing to repeat')
    const kit = { reagent_maker: values.text('results.0.reagent_maker'), reagent_lot: values.text('results.0.reagent_lot'), instrument: values.text('results.0.instrument') }
    const results = [{ marker: need.marker, round: need.round, repeat: need.repeat, value: valueOf(marker, values.text('results.0.value')), ...kit }]
    return post('/api/lab/donations/{number}/results', { path: { number: donation.donation_number }, body: { results, reason: values.maybe('reason') } }, key)
  }, onDone)
  if (!need || !marker) return null
  const name = (other: Need) => `${pick(markers.find((m) => m.code === other.marker)?.name) || other.marker} · ${t('lab.roundN', { round: other.round })} · ${t('run.repeat', { n: other.repeat })}${other.isTyped ? ` · ${t('run.typed')}` : ''}`
  return (
    <Panel title={t('lab.retest')}>
      <p className="muted">{t('lab.retestHow')}</p>
      <Form key={`${need.marker}${need.round}${need.repeat}`} action={action} submit={t('lab.save')} className="after">
        <div className="form-grid">
          <Field name="run" label={t('lab.marker')} required value={String(needs.indexOf(need))} onChange={(e) => setAt(Number(e.currentTarget.value))} options={needs.map((other, i) => ({ value: String(i), label: name(other) }))} />
          <Field name="results.0.value" label={t('lab.value')} required options={choices(marker) ?? []} />
          <Field name="results.0.reagent_maker" label={t('lab.maker')} required defaultValue={need.maker ?? first?.reagent_maker ?? ''} />
          <Field name="results.0.reagent_lot" label={t('lab.lot')} required defaultValue={first?.reagent_lot ?? ''} />
          <Field name="results.0.instrument" label={t('lab.instrument')} required defaultValue={first?.instrument ?? ''} />
        </div>
        {!donation.can.enter?.ok && <Field name="reason" label={t('lab.correctWhy')} required lines={2} />}
      </Form>
    </Panel>
  )
}
