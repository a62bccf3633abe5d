import { post, type PadSession } from '@vena/api'
import { Dialog, useAction } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from './Trouble.tsx'
import { went } from './sessions.ts'

const REASONS = ['think', 'wrong', 'unclear', 'disagree', 'other'] as const
type Reason = (typeof REASONS)[number]

/** Nobody has to sign, and nobody has to say why. */
export function Refuse({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<Reason | null>(null)
  const action = useAction((why: Reason | null, key) => post('/api/records/pads/{id}/refuse', { path: { id: session.pad_id }, body: { reason: t(`padRefusal.${why ?? 'none'}`) } }, key), went)
  return (
    <>
      <button type="button" className="pad-button pad-button-quiet" onClick={() => setOpen(true)}>{t('pad.refuse')}</button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('pad.refuseTitle')}>
        <div className="pad-refuse">
          <p id="refuse-how">{t('pad.refuseHow')}</p>
          <div className="pad-reasons" role="radiogroup" aria-labelledby="refuse-how">
            {REASONS.map((one) => <label key={one}><input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />{t(`padRefusal.${one}`)}</label>)}
          </div>
          <Trouble problem={action.problem} />
          <div className="pad-pair">
            <button type="button" className="pad-button" onClick={() => setOpen(false)}>{t('pad.refuseBack')}</button>
            <button type="button" className="pad-button" aria-busy={action.pending} onClick={() => void action.run(reason)}>{t('pad.refuseDo')}</button>
          </div>
        </div>
      </Dialog>
    </>
  )
}
