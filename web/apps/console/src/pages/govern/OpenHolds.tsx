import { post, type Answer } from '@vena/api'
import { Field, Form, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'

export const HOLD_KINDS = ['recall', 'look_back', 'excursion', 'investigation', 'damaged', 'patient_report'] as const

type Opened = Answer<'/api/govern/holds', 'post'>['units']

/** A recall or another hold over whole donations: everything that was made of them is held back at once. */
export function OpenHolds() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [done, setDone] = useState<Opened>([])
  const action = useAction(
    (values: Values, key) =>
      post('/api/govern/holds', { body: { donation_numbers: values.list('donation_numbers', /[\s,，;；]+/), kind: values.word<(typeof HOLD_KINDS)[number]>('kind'), reason: values.text('reason') } }, key),
    ({ units }) => {
      setDone(units)
      refresh('/api/govern', '/api/store', '/api/ledger')
    },
  )
  const refused = done.filter((unit) => unit.refusal)
  return (
    <details className="panel">
      <summary>{t('holds.recall')}</summary>
      <Form action={action} submit={t('holds.open')} kind="danger" className="after" resetOnDone>
        <p>{t('holds.openHow')}</p>
        <div className="form-grid">
          <Field name="donation_numbers" label={t('unit.number')} hint={t('holds.numbersHow')} lines={3} required />
          <Field name="kind" label={t('holds.kind')} required options={HOLD_KINDS.map((value) => ({ value, label: t(`hold.${value}`) }))} />
          <Field name="reason" label={t('reason')} required minLength={2} />
        </div>
      </Form>
      {done.length > 0 && <p className="row"><StateWord tone="good">{t('holds.done', { count: done.length - refused.length })}</StateWord></p>}
      {refused.map((unit) => <p key={unit.unit_id}><StateWord tone="danger">{pick(unit.refusal?.reason)}</StateWord> <code>{unit.refusal?.rule}</code></p>)}
    </details>
  )
}
