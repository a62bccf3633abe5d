import type { DocumentPlace, DocumentRow } from '@vena/api'
import { StateWord, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'

const STATES: Record<DocumentRow['state'], Tone> = { open: 'notice', complete: 'good', refused: 'danger', withdrawn: 'quiet' }
const PLACES: Record<DocumentPlace['state'], Tone> = { waiting: 'notice', signed: 'good', refused: 'danger' }

export const DOCUMENT_STATES = Object.keys(STATES) as DocumentRow['state'][]

/** How far a document has come. */
export function DocumentState({ state }: { state: DocumentRow['state'] }) {
  const { t } = useTranslation()
  return <StateWord tone={STATES[state]}>{t(`documentState.${state}`)}</StateWord>
}

/** How far one signature has come; only the one that is `next` asks for anything. */
export function PlaceState({ state, next }: { state: DocumentPlace['state']; next: boolean }) {
  const { t } = useTranslation()
  return <StateWord tone={state === 'waiting' && !next ? 'quiet' : PLACES[state]}>{t(`placeState.${state}`)}</StateWord>
}
