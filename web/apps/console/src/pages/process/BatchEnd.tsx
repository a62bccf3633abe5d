import { post, type HallBatch, type HallWindow } from '@vena/api'
import { donationNumber, Field, Form, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { rangeOf, wordsOf } from './hallwords.ts'

type Readings = Record<string, number | string>

/** What was typed of these values, those left empty left out. */
function readingsOf(values: Values, prefix: string, windows: HallWindow[]): Readings {
  const found: Readings = {}
  for (const window of windows) {
    const text = values.maybe(`${prefix}.${window.value}`)
    if (text) found[window.value] = window.is ? text : Number(text)
  }
  return found
}

function Reading({ prefix, window, required }: { prefix: string, window: HallWindow, required: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const hint = [t('hall.wanted', { range: window.is ? t(`hall.words.${window.is as 'ok'}`) : rangeOf(window) }), window.value === 'seconds' ? t('hall.clockTells') : ''].filter(Boolean).join('；')
  const options = window.is ? [{ value: '', label: t('choose') }, ...wordsOf(window.is).map((word) => ({ value: word, label: t(`hall.words.${word}`) }))] : undefined
  const number = window.is ? {} : { type: 'number', step: 'any', ...(window.unit && { unit: window.unit }) }
  return <Field name={`${prefix}.${window.value}`} label={pick(window.title)} hint={hint} required={required && window.value !== 'seconds'} {...(options && { options })} {...number} />
}

/** What was read when the step ended; what the machine has told stands there and is not typed again. */
export function BatchEnd({ batch, onDone }: { batch: HallBatch, onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const shared = batch.windows.filter((window) => !window.per_bag)
  const each = batch.windows.filter((window) => window.per_bag)
  const open = shared.filter((window) => !(window.value in batch.readings))
  const told = shared.filter((window) => window.value in batch.readings)
  const action = useAction((values: Values, key) => {
    const bags = each.length > 0 ? batch.items.map((bag, i) => ({ unit_id: bag.unit.unit_id, readings: readingsOf(values, `bags.${i}.readings`, each) })) : []
    return post('/api/process/batches/{id}/end', { path: { id: batch.batch_id }, body: { readings: readingsOf(values, 'readings', open), bags } }, key)
  }, onDone)
  return (
    <Panel title={t('hall.reading')} aside={batch.records > 0 && <StateWord tone="notice">{t('hall.told', { n: batch.records })}</StateWord>}>
      <p className="muted">{t('hall.readingsHow')}</p>
      <Form action={action} submit={t('hall.endDo')} can={batch.can.end} className="hall-end">
        <div className="hall-reads">
          {told.map((window) => <div key={window.value} className="hall-told"><span className="muted">{pick(window.title)} · {t('hall.toldBy')}</span><b>{String(batch.readings[window.value])} {window.unit}</b></div>)}
          {open.map((window) => <Reading key={window.value} prefix="readings" window={window} required />)}
        </div>
        {each.length > 0 && batch.items.map((bag, i) => (
          <fieldset key={bag.unit.unit_id} className="hall-reads">
            <legend className="number">{donationNumber(bag.unit.donation_number)} {pick(bag.unit.product_name)}</legend>
            {each.map((window) => <Reading key={window.value} prefix={`bags.${i}.readings`} window={window} required={batch.records === 0} />)}
          </fieldset>
        ))}
      </Form>
    </Panel>
  )
}
