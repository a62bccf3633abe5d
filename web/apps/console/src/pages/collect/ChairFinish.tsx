import { post, type Donation } from '@vena/api'
import { Check, Field, Form, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useFlow } from './Flow.tsx'

const WHYS = ['full', 'slow', 'unwell', 'haematoma', 'machine', 'stopped'] as const
const reload = () => refresh('/api/collect', '/api/lab', '/api/process')

function bags(values: Values) {
  return [1, 2, 3].flatMap((n) => {
    const product = values.maybe(`product.${n}`)
    return product ? [{ product, volume_ml: values.number(`ml.${n}`) }] : []
  })
}

function bodyOf(donation: Donation, values: Values) {
  const products = donation.kind === 'whole_blood' ? [] : bags(values)
  const volume_ml = donation.kind === 'whole_blood' ? values.number('volume_ml') : products.reduce((sum, bag) => sum + bag.volume_ml, 0)
  const machine = values.maybe('machine_ml')
  const count = values.maybe('platelets_e11')
  return {
    volume_ml, products, ended_why: values.word<(typeof WHYS)[number]>('ended_why'), volume_confirmed: values.yes('volume_confirmed'), self_excluded: values.yes('self_excluded'), difference_reason: values.maybe('difference_reason'),
    machine_ml: machine ? Number(machine) : undefined, platelets_e11: count ? Number(count) : undefined, anticoagulant_ml: values.maybeNumber('anticoagulant_ml'),
  }
}

/** The needle comes out: how much, why, and what a machine has made of it. */
export function Finish({ donation, when }: { donation: Donation; when: () => string | undefined }) {
  const { t } = useTranslation()
  const kits = useGet('/api/collect/kits')
  const action = useAction((values: Values, key) => post('/api/collect/donations/{id}/complete', { path: { id: donation.donation_id }, body: { ...bodyOf(donation, values), ended_at: when() } }, key), reload)
  const told = useFlow(donation).data?.course
  const weighed = told?.ended && told.volume_ml != null ? Math.round(told.volume_ml) : undefined
  const products = kits.data?.products.find((made) => made.kind === donation.kind)?.products ?? []
  return (
    <Panel title={t('chair.end')}>
      <Form action={action} submit={t('chair.endDo')} can={donation.can.complete}>
        <div className="form-grid">
          {donation.kind === 'whole_blood'
            ? <Field name="volume_ml" label={t('donation.collected')} type="number" unit="mL" required key={weighed} defaultValue={weighed ?? donation.volume_ml} {...(weighed != null && { hint: t('flow.says', { ml: weighed }) })} />
            : [1, 2, 3].map((n) => <Bag key={n} n={n} products={products} />)}
          <Field name="machine_ml" label={t('chair.machine')} type="number" unit="mL" />
          {donation.kind === 'apheresis_platelets' && <Field name="platelets_e11" label={t('chair.count')} type="number" step={0.1} unit="×10¹¹" />}
          {donation.kind !== 'whole_blood' && <Field name="anticoagulant_ml" label={t('flow.anticoagulant')} type="number" unit="mL" />}
          <Field name="ended_why" label={t('chair.why')} required options={WHYS.map((value) => ({ value, label: t(`chair.whys.${value}`) }))} />
        </div>
        <WhyDiffers rule={action.problem?.rule} />
        <Check name="self_excluded" label={t('donation.selfExcluded')} />
        {action.problem?.rule === 'donation.volume-differs' && <Check name="volume_confirmed" label={t('chair.looked')} />}
      </Form>
    </Panel>
  )
}

/** Asked once the server has found a difference; stays while the form does. */
export function WhyDiffers({ rule }: { rule: string | null | undefined }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  if (rule === 'donation.reading-differs' && !asked) setAsked(true)
  return asked ? <Field name="difference_reason" label={t('flow.why')} hint={t('flow.whyHow')} required minLength={2} maxLength={300} /> : null
}

function Bag({ n, products }: { n: number; products: string[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const catalogue = useGet('/api/products')
  const name = (code: string) => pick(catalogue.data?.find((product) => product.product === code)?.name) || code
  return (
    <>
      <Field name={`product.${n}`} label={t('chair.bag', { n })} options={[{ value: '', label: '—' }, ...products.map((code) => ({ value: code, label: name(code) }))]} />
      <Field name={`ml.${n}`} label={t('chair.bagMl', { n })} type="number" unit="mL" />
    </>
  )
}
