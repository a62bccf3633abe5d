import { post, type Donor, type DonorHistoryEntry } from '@vena/api'
import { Button, day, Dialog, EmptyState, Field, Form, Panel, StateWord, useAction, useNow, type Tone, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const KINDS = ['whole_blood', 'apheresis_platelets', 'apheresis_plasma'] as const
const OUTCOMES = { donated: 'good', refused: 'warning', cancelled: 'notice', left: 'quiet', open: 'notice' } as const
const TONES: Record<string, Tone> = { deferred: 'warning', excluded: 'danger', booking_missed: 'notice', merged: 'notice', merge_undone: 'notice' }

function Elsewhere({ donor, onDone }: { donor: Donor; onDone: () => void }) {
  const { t } = useTranslation()
  const today = day(useNow(60_000))
  const action = useAction((values: Values, key) => {
    const volume = values.maybe('volume_ml')
    const body = {
      station: values.text('station'), given_on: values.text('given_on'), kind: values.word<(typeof KINDS)[number]>('kind'), outcome: values.word<'completed' | 'failed'>('outcome'),
      volume_ml: volume ? Number(volume) : undefined, evidence: values.word<'certificate' | 'province' | 'own_word'>('evidence'),
    }
    return post('/api/recruit/donors/{id}/elsewhere', { path: { id: donor.donor_id }, body }, key)
  }, onDone)
  return (
    <Form action={action} submit={t('file.elsewhereDo')}>
      <Field name="station" label={t('file.station')} required minLength={2} maxLength={80} autoFocus />
      <Field name="given_on" label={t('file.given')} required type="date" max={today} />
      <Field name="kind" label={t('donation.volume')} required options={KINDS.map((value) => ({ value, label: t(`standing.kind.${value}`) }))} />
      <Field name="outcome" label={t('file.outcome')} required options={(['completed', 'failed'] as const).map((value) => ({ value, label: t(`elsewhereOutcome.${value}`) }))} />
      <Field name="volume_ml" label={t('file.volume')} unit="mL" inputMode="numeric" pattern="[0-9]*" />
      <Field name="evidence" label={t('file.evidence')} required options={(['certificate', 'province', 'own_word'] as const).map((value) => ({ value, label: t(`evidenceKind.${value}`) }))} />
    </Form>
  )
}

function Event({ entry, donor }: { entry: DonorHistoryEntry; donor: Donor }) {
  const { t } = useTranslation()
  const may = useMay('recruit.elsewhere.withdraw')
  if (entry.what === 'donation') return <><b>{t('file.donation', { ml: entry.volume_ml ?? '—' })}</b> <span className="number">{entry.donation_number}</span> {entry.reaction && <StateWord tone="warning">{t('file.reaction')}</StateWord>} {entry.site_name && <span className="muted">{entry.site_name}</span>}</>
  if (entry.what === 'visit') return <><StateWord tone={OUTCOMES[entry.outcome]}>{t(`visitOutcome.${entry.outcome}`)}</StateWord> <span>{t(`standing.kind.${entry.kind}`)}</span> <span className="muted">{entry.site_name}</span></>
  if (entry.what === 'needle') return <StateWord tone="notice">{t('file.needle')}</StateWord>
  if (entry.what === 'elsewhere') {
    const path = { id: donor.donor_id, elsewhere_id: entry.elsewhere_id }
    return (
      <>
        <b>{t(`standing.kind.${entry.kind}`)}</b> {entry.station} {entry.volume_ml && <span>{entry.volume_ml} mL</span>} {entry.outcome === 'failed' && <StateWord tone="notice">{t('elsewhereOutcome.failed')}</StateWord>} <span className="muted">{t(`evidenceKind.${entry.evidence}`)}</span>
        {entry.withdrawn_reason && <StateWord tone="quiet">{t('file.withdrawn', { why: entry.withdrawn_reason })}</StateWord>}
        {may && !entry.withdrawn_reason && <AskWhy label={t('file.withdrawIt')} how={t('file.withdrawHow')} onDone={() => refresh('/api/recruit')} perform={(values, key) => post('/api/recruit/donors/{id}/elsewhere/{elsewhere_id}/withdraw', { path, body: { reason: values.text('reason') } }, key)} />}
      </>
    )
  }
  const name: ReactNode = t(`fileEvent.${entry.event}` as 'fileEvent.registered')
  return <>{TONES[entry.event] ? <StateWord tone={TONES[entry.event] ?? 'quiet'}>{name}</StateWord> : name} {entry.until && <span className="muted">{t('donor.until', { day: entry.until })}</span>}</>
}

/** What the person gave and what else happened, in one line of time. */
export function DonorHistory({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const may = { see: useMay('recruit.history.view'), enter: useMay('recruit.elsewhere.create') }
  const [open, setOpen] = useState(false)
  const history = useGet('/api/recruit/donors/{id}/history', { path: { id: donor.donor_id } }, may.see)
  if (!may.see) return null
  return (
    <Panel title={t('file.history')} aside={may.enter && <Button onClick={() => setOpen(true)}>{t('file.elsewhere')}</Button>}>
      <Loaded from={history}>
        {(entries) => entries.length === 0 ? <EmptyState title={t('file.historyEmpty')} /> : (
          <ol className="time-line">
            {entries.map((entry, at) => (
              <li key={at} className={`time-${entry.what}`}>
                <time dateTime={entry.on}>{entry.on}</time>
                <div>
                  <p><Event entry={entry} donor={donor} /></p>
                  {(entry.by || entry.donor_id !== donor.donor_id) && <p className="muted">{entry.by} {entry.donor_id !== donor.donor_id && t('file.otherFile')}</p>}
                </div>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('file.elsewhere')}>
        <Elsewhere donor={donor} onDone={() => { setOpen(false); refresh('/api/recruit') }} />
      </Dialog>
    </Panel>
  )
}
