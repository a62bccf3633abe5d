import type { LabValue, Marker } from '@vena/api'
import { useTranslation } from 'react-i18next'

/** A typed text as the kind of value that its marker has. */
export function valueOf(marker: Marker, text: string): LabValue {
  if (marker.value === 'number') return { kind: 'number', number: Number(text) }
  if (marker.value === 'abo') return { kind: 'abo', abo: text }
  if (marker.value === 'rhd') return { kind: 'rhd', rhd: text }
  return { kind: text }
}

/** What can be chosen for a marker; nothing for one that is measured. */
export function useChoices(): (marker: Marker) => { value: string; label: string }[] | undefined {
  const { t } = useTranslation()
  const none = { value: '', label: '—' }
  return ({ value }) => {
    if (value === 'abo') return [none, ...['O', 'A', 'B', 'AB'].map((abo) => ({ value: abo, label: abo }))]
    if (value === 'rhd') return [none, { value: '+', label: '+' }, { value: '-', label: '−' }]
    if (value === 'reactive') return [none, { value: 'non_reactive', label: t('lab.non_reactive') }, { value: 'reactive', label: t('lab.reactive') }]
    return undefined
  }
}
