import { post, type Unit } from '@vena/api'
import { Button, Dialog, Field, Form, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useHoldWord } from '../../app/states.tsx'
import { HOLD_KINDS } from '../govern/OpenHolds.tsx'

const reload = () => refresh('/api/ledger', '/api/store', '/api/govern')

function Open({ unit, onDone }: { unit: Unit; onDone: () => void }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/govern/holds', { body: { units: [unit.unit_id], kind: values.word<(typeof HOLD_KINDS)[number]>('kind'), reason: values.text('reason') } }, key), () => {
    reload()
    onDone()
  })
  return (
    <Form action={action} submit={t('holds.open')} kind="danger">
      <p>{t('holds.openHow')}</p>
      <Field name="kind" label={t('holds.kind')} required options={HOLD_KINDS.map((value) => ({ value, label: t(`hold.${value}`) }))} />
      <Field name="reason" label={t('reason')} required minLength={2} />
    </Form>
  )
}

function Lift({ unit, onDone }: { unit: Unit; onDone: () => void }) {
  const { t } = useTranslation()
  const word = useHoldWord()
  const action = useAction((values: Values, key) => post('/api/govern/holds/lift', { body: { unit: unit.unit_id, hold_id: values.text('hold_id'), reason: values.text('reason') } }, key), () => {
    reload()
    onDone()
  })
  return (
    <Form action={action} submit={t('holds.lift')}>
      <Field name="hold_id" label={t('holds.kind')} required options={unit.holds.map((hold) => ({ value: hold.hold_id, label: `${word(hold.kind)} ${hold.reason ?? ''}` }))} />
      <Field name="reason" label={t('reason')} required minLength={2} />
    </Form>
  )
}

/** Holding a bag back, and letting it go on, for those who may. */
export function Holds({ unit }: { unit: Unit }) {
  const { t } = useTranslation()
  const [act, setAct] = useState<'open' | 'lift' | null>(null)
  const may = { open: useMay('govern.hold.open'), lift: useMay('govern.hold.lift') }
  const close = () => setAct(null)
  return (
    <>
      {may.open && <Button kind="danger" onClick={() => setAct('open')}>{t('holds.open')}</Button>}
      {may.lift && unit.holds.length > 0 && <Button onClick={() => setAct('lift')}>{t('holds.lift')}</Button>}
      <Dialog open={act !== null} onClose={close} title={act === 'lift' ? t('holds.lift') : t('holds.open')}>
        <div>{act === 'lift' ? <Lift unit={unit} onDone={close} /> : <Open unit={unit} onDone={close} />}</div>
      </Dialog>
    </>
  )
}
