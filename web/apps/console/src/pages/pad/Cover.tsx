import { Mark } from '@vena/ui'
import { useTranslation } from 'react-i18next'

/** Hides what is personal from whoever comes by; once locked, only the staff goes on. */
export function Cover({ station, onWake }: { station: string; onWake?: () => void }) {
  const { t } = useTranslation()
  return (
    <main className="pad pad-waiting">
      <Mark size={88} />
      <h1>{station}</h1>
      <p className="pad-cover-title" role="status">{t(onWake ? 'pad.covered' : 'pad.locked')}</p>
      <p className="muted">{t(onWake ? 'pad.coveredHow' : 'pad.lockedHow')}</p>
      {onWake && <button type="button" className="pad-button" onClick={onWake}>{t('pad.wake')}</button>}
    </main>
  )
}
