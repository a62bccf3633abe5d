import { post, type Reentry } from '@vena/api'
import { Button, Dialog, Field, Form, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../app/session.ts'

type Show = (found: Reentry) => void

/** A button whose dialog asks for what one step needs. */
function Step({ label, how, can, kind = 'plain', perform, onDone, children }: { label: string; how?: string; can?: Reentry['can']['sample']; kind?: 'plain' | 'danger'; perform: (values: Values, key: string) => Promise<Reentry>; onDone: Show; children?: ReactNode }) {
  const [open, setOpen] = useState(false)
  const action = useAction(perform, (found: Reentry) => {
    setOpen(false)
    onDone(found)
  })
  return (
    <>
      <Button kind={kind} can={can} onClick={() => setOpen(true)}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={label}>
        <Form action={action} submit={label} kind={kind === 'danger' ? 'danger' : 'primary'}>
          {how && <p>{how}</p>}
          {children}
        </Form>
      </Dialog>
    </>
  )
}

function Outcome() {
  const { t } = useTranslation()
  return <Field name="passed" label={t('reentry.outcome')} required options={[{ value: '', label: t('choose') }, { value: 'true', label: t('reentry.passed') }, { value: 'false', label: t('reentry.failed') }]} />
}

export function TakeSample({ found, onDone }: { found: Reentry; onDone: Show }) {
  const { t } = useTranslation()
  return (
    <Step
      label={t('reentry.sample')} can={found.can.sample} onDone={onDone}
      perform={(values, key) => post('/api/recruit/reentries/{id}/samples', { path: { id: found.reentry_id }, body: { number: values.text('number'), taken_on: values.maybe('taken_on') } }, key)}
    >
      <Field name="number" label={t('reentry.number')} hint={t('reentry.numberHow')} required autoFocus />
      <Field name="taken_on" label={t('reentry.taken')} type="date" />
    </Step>
  )
}

export function EnterResult({ found, onDone }: { found: Reentry; onDone: Show }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const enter = useMay('recruit.reentry.enter')
  if (!enter || found.samples.length === 0 || found.results.length >= found.samples_needed * found.retests.length) return null
  return (
    <Step
      label={t('reentry.enter')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/reentries/{id}/results', { path: { id: found.reentry_id }, body: { number: values.text('number'), retest: values.text('retest'), passed: values.yes('passed'), report: values.text('report') } }, key)}
    >
      <Field name="number" label={t('unit.number')} required options={found.samples.map((one) => ({ value: one.donation_number, label: one.donation_number }))} />
      <Field name="retest" label={t('reentry.retest')} required options={found.retests.map((one) => ({ value: one.code, label: pick(one.name) }))} />
      <Outcome />
      <Field name="report" label={t('reentry.report')} hint={t('reentry.reportHow')} required maxLength={100} />
    </Step>
  )
}

export function Compare({ found, result, onDone }: { found: Reentry; result: Reentry['results'][number]; onDone: Show }) {
  const { t } = useTranslation()
  const compare = useMay('recruit.reentry.compare')
  if (result.compared_at) return <StateWord tone="good">{t('reentry.compared')}</StateWord>
  if (!compare || result.passed != null) return <StateWord tone="notice">{t('reentry.first')}</StateWord>
  return (
    <Step
      label={t('reentry.compare')} how={t('reentry.compareHow')} onDone={onDone}
      perform={(values, key) => post('/api/recruit/reentries/{id}/results/{result}/compare', { path: { id: found.reentry_id, result: result.result_id }, body: { passed: values.yes('passed') } }, key)}
    >
      <p><b>{result.report}</b></p>
      <Outcome />
    </Step>
  )
}

/** What may be done with the whole case: propose, decide, give up. */
export function CaseActions({ found, onDone }: { found: Reentry; onDone: Show }) {
  const { t } = useTranslation()
  const path = { id: found.reentry_id }
  const note = <Field name="reason" label={t('reentry.note')} required lines={2} minLength={2} maxLength={500} />
  const propose = (lift: boolean) => (values: Values, key: string) => post('/api/recruit/reentries/{id}/propose', { path, body: { lift, reason: values.text('reason') } }, key)
  const decide = (confirm: boolean) => (values: Values, key: string) => post('/api/recruit/reentries/{id}/decide', { path, body: { confirm, reason: values.text('reason') } }, key)
  if (found.state === 'proposed') {
    return (
      <div className="row">
        <Step label={t('reentry.confirm')} can={found.can.decide} onDone={onDone} perform={decide(true)}>{note}</Step>
        <Step label={t('reentry.back')} can={found.can.decide} onDone={onDone} perform={decide(false)}>{note}</Step>
      </div>
    )
  }
  if (found.state !== 'waiting' && found.state !== 'testing') return null
  return (
    <div className="row">
      <Step label={t('reentry.lift')} can={found.can.propose_lift} onDone={onDone} perform={propose(true)}>{note}</Step>
      <Step label={t('reentry.keep')} can={found.can.propose_keep} onDone={onDone} perform={propose(false)}>{note}</Step>
      <Step label={t('reentry.give')} how={t('reentry.giveHow')} kind="danger" can={found.can.withdraw} onDone={onDone} perform={(values, key) => post('/api/recruit/reentries/{id}/withdraw', { path, body: { reason: values.text('reason') } }, key)}>{note}</Step>
    </div>
  )
}
