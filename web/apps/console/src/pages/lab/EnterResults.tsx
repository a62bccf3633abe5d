import { post, type LabDonation, type Marker } from '@vena/api'
import { Field, Form, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'

interface Cell {
  marker: Marker
  round: number
}

const nameOf = ({ marker, round }: Cell) => `${marker.code}.${round}`

function valueOf(marker: Marker, text: string) {
  if (marker.value === 'number') return { kind: 'number', number: Number(text) }
  if (marker.value === 'abo') return { kind: 'abo', abo: text }
  if (marker.value === 'rhd') return { kind: 'rhd', rhd: text }
  return { kind: text }
}

function bodyOf(cells: Cell[], values: Values) {
  const results = cells.flatMap((cell) => {
    const text = values.text(nameOf(cell))
    const kit = { reagent_maker: values.text(`maker.${cell.round}`), reagent_lot: values.text(`lot.${cell.round}`), instrument: values.text(`instrument.${cell.round}`) }
    return text ? [{ marker: cell.marker.code, round: cell.round, value: valueOf(cell.marker, text), ...kit }] : []
  })
  return { results, reason: values.maybe('reason') }
}

function useChoices(): (marker: Marker) => { value: string; label: string }[] | undefined {
  const { t } = useTranslation()
  const none = { value: '', label: '—' }
  return ({ value }) => {
    if (value === 'abo') return [none, ...['O', 'A', 'B', 'AB'].map((abo) => ({ value: abo, label: abo }))]
    if (value === 'rhd') return [none, { value: '+', label: '+' }, { value: '-', label: '−' }]
    if (value === 'reactive') return [none, { value: 'non_reactive', label: t('lab.non_reactive') }, { value: 'reactive', label: t('lab.reactive') }]
    return undefined
  }
}

/** Types what the analysers said, one column for each round, each round with its own reagent. */
export function EnterResults({ donation, markers, onDone }: { donation: LabDonation; markers: Marker[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const choices = useChoices()
  const rounds = Math.max(1, ...markers.map((marker) => marker.rounds))
  const cells = markers.flatMap((marker) => Array.from({ length: marker.rounds }, (_, i) => ({ marker, round: i + 1 })))
  const correcting = !donation.can.enter?.ok
  const action = useAction((values: Values, key) => post('/api/lab/donations/{number}/results', { path: { number: donation.donation_number }, body: bodyOf(cells, values) }, key), onDone)
  return (
    <Panel title={correcting ? t('lab.correct') : t('lab.enter')}>
      <Form action={action} submit={t('lab.save')} resetOnDone>
        {Array.from({ length: rounds }, (_, i) => i + 1).map((round) => (
          <fieldset key={round}>
            <legend>{t('lab.roundN', { round })}</legend>
            <div className="form-grid">
              <Field name={`maker.${round}`} label={t('lab.maker')} required={round === 1} />
              <Field name={`lot.${round}`} label={t('lab.lot')} required={round === 1} />
              <Field name={`instrument.${round}`} label={t('lab.instrument')} required={round === 1} />
              {cells.filter((cell) => cell.round === round).map((cell) => {
                const options = choices(cell.marker)
                const kind = options ? { options } : { type: 'number', step: 'any', unit: cell.marker.unit ?? '' }
                return <Field key={nameOf(cell)} name={nameOf(cell)} label={pick(cell.marker.name)} {...kind} />
              })}
            </div>
          </fieldset>
        ))}
        {correcting && <Field name="reason" label={t('lab.correctWhy')} required lines={2} />}
      </Form>
    </Panel>
  )
}
