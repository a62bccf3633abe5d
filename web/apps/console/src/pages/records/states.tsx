import type { DestructionRow, DocumentPlace, DocumentRow } from '@vena/api'
import { StateWord, type Tone } from '@vena/ui'
import { useTranslation } from 'react-i18next'

const STATES: Record<DocumentRow['state'], Tone> = { open: 'notice', complete: 'good', refused: 'danger', withdrawn: 'quiet', superseded: 'quiet' }
const DESTRUCTIONS: Record<DestructionRow['state'], Tone> = { proposed: 'notice', done: 'good', rejected: 'quiet' }
const PLACES: Record<DocumentPlace['state'], Tone> = { waiting: 'notice', signed: 'good', refused: 'danger' }

export const DOCUMENT_STATES = Object.keys(STATES) as DocumentRow['state'][]

/** How far a document has come; one that is destroyed has come to its end. */
export function DocumentState({ state, destroyed = false }: { state: DocumentRow['state']; destroyed?: boolean }) {
  const { t } = useTranslation()
  if (destroyed) return <StateWord tone="quiet">{t('keeping.destroyed')}</StateWord>
  return <StateWord tone={STATES[state]}>{t(`documentState.${state}`)}</StateWord>
}

export const DESTRUCTION_STATES = Object.keys(DESTRUCTIONS) as DestructionRow['state'][]

/** How far a destruction has come. */
export function DestructionState({ state }: { state: DestructionRow['state'] }) {
  const { t } = useTranslation()
  return <StateWord tone={DESTRUCTIONS[state]}>{t(`destructionState.${state}`)}</StateWord>
}

/** How far one signature has come; only the one that is `next` asks for anything. */
export function PlaceState({ state, next }: { state: DocumentPlace['state']; next: boolean }) {
  const { t } = useTranslation()
  return <StateWord tone={state === 'waiting' && !next ? 'quiet' : PLACES[state]}>{t(`placeState.${state}`)}</StateWord>
}
