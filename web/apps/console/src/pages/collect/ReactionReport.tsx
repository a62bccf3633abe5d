import { post, type Donation, type Reaction } from '@vena/api'
import { Button, Dialog, Field, Form, inCityTime, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './room.css'

type Phase = Reaction['phase']
const PHASES: Phase[] = ['before', 'during', 'after', 'away']
const WAYS: Reaction['way'][] = ['seen', 'phone', 'visit']

/** Where the donor is now decides what is asked first. */
function phaseOf(donation: Donation): Phase {
  if (donation.state === 'started') return 'during'
  if (donation.state !== 'completed') return donation.needle_at ? 'after' : 'before'
  return donation.left_at ? 'away' : 'after'
}

interface Word { code: string; name: { zh: string; en: string }; how?: { zh: string; en: string } | null }

/** One big button for each grade, with how to tell: to be hit with a glove. */
function Grades({ grades }: { grades: Word[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <fieldset className="reaction-grades">
      <legend>{t('reaction.grade')}</legend>
      {grades.map((grade, index) => (
        <label key={grade.code} className={`reaction-grade reaction-grade-${grade.code}`}>
          <input type="radio" name="severity" value={grade.code} required defaultChecked={index === 0} />
          <b>{pick(grade.name)}</b><small>{pick(grade.how)}</small>
        </label>
      ))}
    </fieldset>
  )
}

function Fields({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const kits = useGet('/api/collect/kits')
  const phase = phaseOf(donation)
  const kinds = (kits.data?.reactions ?? []).toSorted((a, b) => Number(b.code === 'vasovagal') - Number(a.code === 'vasovagal'))
  return (
    <>
      <Grades grades={kits.data?.severities ?? []} />
      <div className="form-grid">
        <Field name="kind" label={t('reaction.kind')} required options={kinds.map((kind) => ({ value: kind.code, label: pick(kind.name) }))} />
        <Field name="phase" label={t('reaction.phase')} required defaultValue={phase} options={PHASES.map((value) => ({ value, label: t(`reaction.phases.${value}`) }))} />
        <Field name="way" label={t('reaction.way')} required defaultValue={phase === 'away' ? 'phone' : 'seen'} options={WAYS.map((value) => ({ value, label: t(`reaction.ways.${value}`) }))} />
        <Field name="onset_at" label={t('reaction.onset')} hint={t('reaction.onsetHow')} type="datetime-local" />
      </div>
      <Field name="seen" label={t('reaction.seen')} hint={t('reaction.seenHow')} lines={2} required minLength={2} maxLength={1000} />
      <Field name="measures" label={t('reaction.measures')} hint={t('reaction.measuresHow')} lines={2} maxLength={1000} />
    </>
  )
}

/** Records a reaction: at the chair, in the rest area, or when the donor calls. */
export function ReportReaction({ donation, onDone }: { donation: Donation; onDone?: (reaction: Reaction) => void }) {
  const { t } = useTranslation()
  const may = useMay('collect.reaction.create')
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => post('/api/collect/donations/{id}/reactions', {
      path: { id: donation.donation_id },
      body: {
        kind: values.text('kind'), severity: values.word<Reaction['severity']>('severity'), phase: values.word<Phase>('phase'), way: values.word<Reaction['way']>('way'),
        onset_at: inCityTime(values.text('onset_at')) || undefined, seen: values.text('seen'), measures: values.text('measures'),
      },
    }, key),
    (reaction) => {
      setOpen(false)
      refresh('/api/collect')
      onDone?.(reaction)
    },
  )
  if (!may) return null
  const word = donation.left_at ? t('reaction.late') : t('reaction.report')
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>{word}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('reaction.reportTitle')}>
        <Form action={action} submit={t('reaction.reportDo')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <p className="muted">{donation.donor_name_masked} · {t(`donationKind.${donation.kind}`)} · {donation.volume_ml} mL {donation.donation_number_shown}</p>
          <Fields donation={donation} />
        </Form>
      </Dialog>
    </>
  )
}
