import { post, type PadSession } from '@vena/api'
import { useAction } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useChoice } from './Consent.tsx'
import { Refuse } from './Refuse.tsx'
import { Trouble } from './Trouble.tsx'
import { went } from './sessions.ts'

/** A finger and the lines on it. */
function Finger({ state }: { state: 'rest' | 'busy' | 'done' }) {
  return (
    <svg className={`pad-finger pad-finger-${state}`} viewBox="0 0 120 150" aria-hidden="true">
      <path d="M14 96V62a46 46 0 0 1 92 0v34M28 118V62a32 32 0 0 1 64 0v52M42 132V62a18 18 0 0 1 36 0v68M60 58v84" />
    </svg>
  )
}

/** The reader at this place takes one finger; whoever cannot or will not goes on with a witness. */
export function Fingerprint({ session, onGoOn }: { session: PadSession; onGoOn: () => void }) {
  const { t } = useTranslation()
  const capture = useAction((_: null, key) => post('/api/records/pads/{id}/fingerprint', { path: { id: session.pad_id } }, key), went)
  const choice = useChoice(session)
  const done = session.state === 'captured'
  const again = capture.problem !== null
  const problem = capture.problem ?? choice.problem
  return (
    <>
      <main className="pad-body pad-centre">
        <Finger state={done ? 'done' : capture.pending ? 'busy' : 'rest'} />
        <div role="status"><h1>{t(done ? 'pad.fingerDone' : capture.pending ? 'pad.fingerBusy' : 'pad.fingerTitle')}</h1></div>
        {!done && <p>{t('pad.fingerHow')}</p>}
        <Trouble problem={problem} />
      </main>
      <footer className="pad-foot">
        <Refuse session={session} />
        <span className="pad-hint" />
        {!done && <button type="button" className="pad-button" aria-busy={choice.pending} onClick={() => void choice.run('witness')}>{t('pad.toWitness')}</button>}
        {!done && <button type="button" className="pad-button pad-button-go" aria-busy={capture.pending} onClick={() => void capture.run(null)}>{t(again ? 'pad.fingerAgain' : 'pad.fingerDo')}</button>}
        {done && <button type="button" className="pad-button pad-button-go" onClick={onGoOn}>{t('pad.goOn')}</button>}
      </footer>
    </>
  )
}
