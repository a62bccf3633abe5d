import { post, type DeferralCode, type Donor } from '@vena/api'
import { Button, Check, Dialog, Field, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'

const KINDS = ['temporary', 'permanent'] as const

/** The reason decides the rest: whether it ends, when it usually does, who may know. */
function Entry({ donor, codes, onDone }: { donor: Donor; codes: DeferralCode[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [code, setCode] = useState('')
  const reason = codes.find((other) => other.code === code)
  const action = useAction((values: Values, key) => {
    const body = { kind: reason?.kind ?? 'temporary', code, until: values.maybe('until'), confidential: values.yes('confidential'), note: values.maybe('note') }
    return post('/api/recruit/donors/{id}/deferrals', { path: { id: donor.donor_id }, body }, key)
  }, onDone)
  const options = KINDS.flatMap((kind) => codes.filter((other) => other.kind === kind).map((other) => ({ value: other.code, label: `${other.code} ${pick(other.name)}`, group: t(`deferral.${kind}`) })))
  return (
    <Form action={action} submit={t('deferral.enter')} kind={reason?.kind === 'permanent' ? 'danger' : 'primary'}>
      <Field name="code" label={t('deferral.code')} required value={code} onChange={(e) => setCode(e.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...options]} />
      {reason?.kind === 'temporary' && <Field key={code} name="until" label={t('deferral.until')} hint={reason.default_until ? t('deferral.untilHow') : ''} type="date" required defaultValue={reason.default_until ?? ''} />}
      {reason?.kind === 'permanent' && <p className="notice notice-warning">{t('deferral.permanentHow')}</p>}
      {reason?.confidential ? <p className="muted">{t('deferral.alwaysConfidential')}</p> : <Check name="confidential" label={t('deferral.keep')} />}
      <Field name="note" label={t('deferral.note')} hint={t('deferral.noteHow')} lines={2} maxLength={500} />
    </Form>
  )
}

/** Keeps a person from giving for a reason of the rulebook. */
export function NewDeferral({ donor, onDone }: { donor: Donor; onDone: () => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const codes = useGet('/api/recruit/deferral-codes', {}, open)
  const done = () => {
    setOpen(false)
    onDone()
  }
  return (
    <>
      <Button can={donor.can.defer} onClick={() => setOpen(true)}>{t('deferral.new')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('deferral.new')}>
        <div><Loaded from={codes}>{(known) => <Entry donor={donor} codes={known} onDone={done} />}</Loaded></div>
      </Dialog>
    </>
  )
}
