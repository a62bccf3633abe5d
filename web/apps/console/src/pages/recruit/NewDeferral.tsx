import { post, type DeferralCode, type Donor } from '@vena/api'
import { Button, Check, day, Dialog, Field, Form, StateWord, useAction, useNow, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'

const KINDS = ['temporary', 'permanent'] as const

/** Until when it lasts, as the rulebook counts from the day that was chosen. */
function Lasts({ code, from, onOther }: { code: string; from: { case: string; event_on: string }; onOther: () => void }) {
  const { t } = useTranslation()
  const query = { code, ...(from.case && { case: from.case }), ...(from.event_on && { event_on: from.event_on }) }
  const end = useGet('/api/recruit/deferral-codes/end', { query })
  if (!end.data) return null
  const { until, over } = end.data
  if (!until) return <p className="notice">{t('deferralMore.open')}</p>
  return (
    <p className="row" role="status">
      <StateWord tone={over ? 'quiet' : 'notice'}>{t(over ? 'deferralMore.over' : 'deferralMore.lasts', { day: until })}</StateWord>
      <Button kind="quiet" onClick={onOther}>{t('deferralMore.other')}</Button>
    </p>
  )
}

/** The days of a temporary one: when it happened decides when it ends, unless a physician says otherwise. */
function Days({ reason }: { reason: DeferralCode }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const today = day(useNow(60_000))
  const [of, setOf] = useState({ case: '', event_on: '' })
  const [other, setOther] = useState(false)
  const chosen = reason.cases.find((one) => one.code === of.case)
  const start = chosen?.start ?? reason.start ?? 'event'
  const open = (chosen ?? reason).default_until == null
  return (
    <>
      {reason.cases.length > 0 && (
        <Field
          name="case" label={t('deferralMore.caseOf')} value={of.case} onChange={(e) => setOf({ ...of, case: e.currentTarget.value })}
          options={[{ value: '', label: t('deferralMore.longest') }, ...reason.cases.map((one) => ({ value: one.code, label: pick(one.name) }))]}
        />
      )}
      <Field name="event_on" label={t(`deferralMore.${start}`)} type="date" max={today} required value={of.event_on || today} onChange={(e) => setOf({ ...of, event_on: e.currentTarget.value })} />
      {(other || open) ? <Field name="until" label={t('deferral.until')} hint={open ? undefined : t('deferralMore.notEarlier')} type="date" required={open} /> : <Lasts code={reason.code} from={of} onOther={() => setOther(true)} />}
    </>
  )
}

/** The reason decides the rest: whether it ends, when it usually does, who may know. */
function Entry({ donor, codes, onDone }: { donor: Donor; codes: DeferralCode[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [code, setCode] = useState('')
  const reason = codes.find((other) => other.code === code)
  const action = useAction((values: Values, key) => {
    const temporary = reason?.kind === 'temporary'
    const body = { code, case: values.maybe('case'), event_on: temporary ? values.maybe('event_on') : undefined, until: values.maybe('until'), confidential: values.yes('confidential'), note: values.maybe('note') }
    return post('/api/recruit/donors/{id}/deferrals', { path: { id: donor.donor_id }, body }, key)
  }, onDone)
  const fits = codes.filter((other) => !other.sex || other.sex === donor.sex)
  const options = KINDS.flatMap((kind) => fits.filter((other) => other.kind === kind).map((other) => ({ value: other.code, label: `${other.code} ${pick(other.name)}`, group: t(`deferral.${kind}`) })))
  const kinds = reason?.kinds.map((kind) => t(`standing.kind.${kind}`)).join('、')
  return (
    <Form action={action} submit={t('deferral.enter')} kind={reason?.kind === 'permanent' ? 'danger' : 'primary'}>
      <Field name="code" label={t('deferral.code')} required value={code} onChange={(e) => setCode(e.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...options]} />
      {kinds && <p className="muted">{t('deferralMore.only', { kinds })}</p>}
      {reason?.kind === 'temporary' && <Days key={code} reason={reason} />}
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
