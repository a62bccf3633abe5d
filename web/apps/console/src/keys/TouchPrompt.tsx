import { Button } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import './keys.css'

/** Says what to do with the security key while the browser waits for it. */
export function TouchPrompt({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="touch" role="status">
      <svg className="touch-key" viewBox="0 0 48 48" aria-hidden="true"><circle className="touch-ring" cx="30" cy="24" r="15" /><rect x="3" y="16" width="36" height="16" rx="8" /><circle className="touch-spot" cx="30" cy="24" r="4.5" /><path d="M9 21v6M13 21v6" /></svg>
      <p><b>{t('keys.touch')}</b><span>{t('keys.touchHow')}</span></p>
      <Button onClick={onCancel}>{t('keys.stop')}</Button>
    </div>
  )
}
