import { post, type PadSession } from '@vena/api'
import { useAction } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Refuse } from './Refuse.tsx'
import { Trouble } from './Trouble.tsx'
import { went } from './sessions.ts'

type Way = NonNullable<PadSession['fingerprint']>
const WAYS: [Way, 'pad.byFinger' | 'pad.byWitness', 'pad.byFingerHow' | 'pad.byWitnessHow'][] = [
  ['agreed', 'pad.byFinger', 'pad.byFingerHow'], ['witness', 'pad.byWitness', 'pad.byWitnessHow'],
]

export function useChoice(session: PadSession) {
  return useAction((fingerprint: Way, key) => post('/api/records/pads/{id}/consent', { path: { id: session.pad_id }, body: { fingerprint } }, key), went)
}

/** A consent of its own, apart from the document's, with an alternative that counts the same and looks the same. */
export function Consent({ session }: { session: PadSession }) {
  const { t } = useTranslation()
  const choice = useChoice(session)
  return (
    <>
      <main className="pad-body pad-centre">
        <h1>{t('pad.chooseTitle')}</h1>
        <p>{t('pad.chooseHow')}</p>
        <Trouble problem={choice.problem} />
        <div className="pad-ways">
          {WAYS.map(([way, title, how]) => (
            <button key={way} type="button" className="pad-way" aria-busy={choice.pending} onClick={() => void choice.run(way)}><b>{t(title)}</b><span>{t(how)}</span></button>
          ))}
        </div>
      </main>
      <footer className="pad-foot"><Refuse session={session} /></footer>
    </>
  )
}
