import { post, type Donation } from '@vena/api'
import { Check, Field, Form, inCityTime, localInput, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { WhyDiffers } from './ChairFinish.tsx'

const reload = () => refresh('/api/collect', '/api/lab', '/api/process')

function boundBy(values: Values) {
  return {
    donation_number: values.text('donation_number'), bag_scan: values.text('bag_scan'), tube_scans: values.list('tube_scans', /[\s,，]+/),
    bag: { lot: values.text('bag.lot'), medium: values.text('bag.medium'), expires_on: values.text('bag.expires_on') },
  }
}

/** At the chair: bag, tubes and record get one number, each proven by its own scan. */
export function Bind({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const inquiry = useGet('/api/collect/inquiry')
  const action = useAction((values: Values, key) => post('/api/collect/donations/{id}/bind', { path: { id: donation.donation_id }, body: boundBy(values) }, key), reload)
  const media = inquiry.data?.media ?? []
  return (
    <Panel title={t('donation.bind')}>
      <Form action={action} submit={t('donation.bindDo')} can={donation.can.bind}>
        <div className="form-grid">
          <Field name="donation_number" label={t('unit.number')} required autoFocus />
          <Field name="bag_scan" label={t('donation.bagScan')} required />
          <Field name="tube_scans" label={t('donation.tubeScans')} hint={t('donation.tubeHow', { count: inquiry.data?.tubes_min ?? 2 })} required />
          <Field name="bag.lot" label={t('donation.lot')} required />
          <Field name="bag.medium" label={t('donation.medium')} required options={media.map((m) => ({ value: m.code, label: pick(m.name) }))} />
          <Field name="bag.expires_on" label={t('donation.bagExpires')} type="date" required />
        </div>
      </Form>
    </Panel>
  )
}

function completedBy(values: Values) {
  const severity = values.word<'' | 'mild' | 'moderate' | 'severe'>('severity')
  return {
    started_at: inCityTime(values.text('started_at')), ended_at: inCityTime(values.text('ended_at')), volume_ml: values.number('volume_ml'),
    reaction: severity ? { severity, note: values.maybe('reaction_note') } : undefined, self_excluded: values.yes('self_excluded'), difference_reason: values.maybe('difference_reason'),
  }
}

/** The needle is out: times, volume, how the donor felt. */
export function Complete({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => post('/api/collect/donations/{id}/complete', { path: { id: donation.donation_id }, body: completedBy(values) }, key), reload)
  const [now] = useState(() => Date.now())
  return (
    <Panel title={t('donation.complete')}>
      <Form action={action} submit={t('donation.completeDo')} can={donation.can.complete}>
        <div className="form-grid">
          <Field name="started_at" label={t('donation.started')} type="datetime-local" required defaultValue={localInput(now - 8 * 60_000)} />
          <Field name="ended_at" label={t('donation.ended')} type="datetime-local" required defaultValue={localInput(now)} />
          <Field name="volume_ml" label={t('donation.collected')} type="number" unit="mL" required defaultValue={donation.volume_ml} />
          <Field name="severity" label={t('donation.reaction')} options={[{ value: '', label: t('donation.noReaction') }, ...(['mild', 'moderate', 'severe'] as const).map((value) => ({ value, label: t(`severity.${value}`) }))]} />
          <Field name="reaction_note" label={t('donation.reactionNote')} />
        </div>
        <WhyDiffers rule={action.problem?.rule} />
        <Check name="self_excluded" label={t('donation.selfExcluded')} />
      </Form>
    </Panel>
  )
}
