import { newKey, post, type Donation } from '@vena/api'
import { Button, Field, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { ScanRow, type Asked } from './ChairScan.tsx'
import { useWhen } from './when.ts'

const ROLES = ['serology', 'nat', 'retention'] as const

/** A maker's label that no scanner reads. */
interface Typed { kit: string; reason: string; lot: string; expires_on: string }

/** Record, bag, kit and every tube, each by its own scan; a label that cannot be read is typed and read by two. */
export function BindStep({ donation }: { donation: Donation }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const when = useWhen()
  const kits = useGet('/api/collect/kits')
  const [typing, setTyping] = useState(false)
  const [typed, setTyped] = useState<Typed | null>(null)
  const known = kits.data
  if (!known) return null
  const fitting = known.kits.filter((kit) => kit.kind === donation.kind && (kit.volume_ml == null || kit.volume_ml === donation.volume_ml))
  const medium = (typed && fitting.find((kit) => kit.code === typed.kit) || fitting[0])?.media[0] ?? 'CPDA-1'
  const tubes = ROLES.flatMap((role) => {
    const name = pick(known.tubes.find((tube) => tube.role === role)?.name) || role
    return [{ name: `${role}.scan`, label: t('chair.scanTube', { name }) }, { name: `${role}.article`, label: t('chair.scanArticle', { name }) }]
  })
  const asks: Asked[] = [
    { name: 'record', label: t('chair.scanRecord') }, { name: 'bag', label: t('chair.scanBag') }, ...(typed ? [] : [{ name: 'kit', label: t('chair.scanKit') }]),
    ...(known.needle_lots ? [{ name: 'needle', label: t('chair.needleLot') }] : []), ...tubes,
  ]
  const perform = (scans: Record<string, string>) => post('/api/collect/donations/{id}/bind', {
    path: { id: donation.donation_id },
    body: {
      donation_number: scans.record ?? '', bag_scan: scans.bag ?? '', at: when(), ...(scans.needle && { lots: { needle: scans.needle } }),
      bag: typed ? { typed: { kit: typed.kit, reason: typed.reason }, lot: typed.lot, expires_on: typed.expires_on, medium } : { kit_scan: scans.kit ?? '', medium },
      tubes: ROLES.map((role) => ({ role, scan: scans[`${role}.scan`] ?? '', article_scan: scans[`${role}.article`] ?? '' })),
    },
  }, newKey()).then(() => refresh('/api/collect'))
  if (typing) return <TypeLabel kits={fitting.map((kit) => ({ value: kit.code, label: pick(kit.name) }))} onTyped={(label) => { setTyped(label); setTyping(false) }} />
  return (
    <div className="stack">
      {typed && <p className="notice">{t('chair.typedKept', { kit: pick(fitting.find((kit) => kit.code === typed.kit)?.name), lot: typed.lot, day: typed.expires_on })}</p>}
      <ScanRow key={typed ? 'typed' : 'scanned'} asks={asks} perform={perform} />
      <Button kind="quiet" onClick={() => (typed ? setTyped(null) : setTyping(true))}>{typed ? t('chair.scanAfterAll') : t('chair.unreadable')}</Button>
    </div>
  )
}

function TypeLabel({ kits, onTyped }: { kits: { value: string; label: string }[]; onTyped: (label: Typed | null) => void }) {
  const { t } = useTranslation()
  const keep = useAction((values: Values) => Promise.resolve({ kit: values.text('kit'), reason: values.text('reason'), lot: values.text('lot'), expires_on: values.text('expires_on') }), onTyped)
  return (
    <Form action={keep} submit={t('chair.typedDo')} extra={<Button kind="quiet" onClick={() => onTyped(null)}>{t('chair.scanAfterAll')}</Button>}>
      <p className="notice">{t('chair.unreadableHow')}</p>
      <div className="form-grid">
        <Field name="kit" label={t('chair.kit')} required options={kits} />
        <Field name="lot" label={t('donation.lot')} required maxLength={60} autoComplete="off" />
        <Field name="expires_on" label={t('donation.bagExpires')} type="date" required />
        <Field name="reason" label={t('chair.typedWhy')} required minLength={2} maxLength={200} />
      </div>
    </Form>
  )
}
