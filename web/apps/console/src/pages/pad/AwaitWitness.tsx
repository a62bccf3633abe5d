import type { PadSession } from '@vena/api'
import { useTranslation } from 'react-i18next'
import { Refuse } from './Refuse.tsx'

/** Written; now it is up to the staff. */
export function AwaitWitness({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  return (
    <>
      <main className="pad-body pad-centre">
        <span className="pad-wait" aria-hidden="true"><i /><i /><i /></span>
        <div role="status"><h1>{t('pad.witnessTitle')}</h1></div>
        <p>{t('pad.witnessHow')}</p>
      </main>
      <footer className="pad-foot"><Refuse session={session} /></footer>
    </>
  )
}
