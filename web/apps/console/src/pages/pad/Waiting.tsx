import type { ProblemDocument } from '@vena/api'
import { Dialog, LanguageSwitch, Mark } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { leave } from '../../app/session.ts'
import { chooseLanguage } from '../../i18n.ts'
import { Trouble } from './Trouble.tsx'

/** The way out for those who look after the tablet. */
function Staff() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="pad-mark" aria-label={t('pad.staff')} onClick={() => setOpen(true)}><Mark size={88} /></button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('pad.staff')}>
        <div className="stack">
          <p>{t('pad.staffHow')}</p>
          <div className="row"><LanguageSwitch onLanguage={(lang) => void chooseLanguage(lang)} /><button type="button" className="button" onClick={() => void leave()}>{t('pad.leave')}</button></div>
        </div>
      </Dialog>
    </>
  )
}

/** Nobody signs: the name of the station and nothing else. */
export function Waiting({ station, problem }: { station: string; problem: ProblemDocument | null }) {
  const { t } = useTranslation()
  return (
    <main className="pad pad-waiting">
      <Staff />
      <h1>{station}</h1>
      <p className="unseen" role="status">{t('pad.waiting')}</p>
      <Trouble problem={problem} />
    </main>
  )
}
