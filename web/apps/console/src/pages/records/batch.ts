// A batch of signatures in portions. What has been signed is told at once, so that whatever stops a batch half-way, the
// rest can be signed later.
import type { BatchLine, DocumentForm, DocumentRow } from '@vena/api'

/** As many as the server takes at once. */
export const PORTION = 50

/** Documents to be signed at the same place. */
export interface Portion {
  slot: string
  documents: string[]
}

/** The place that is next in a document, when its form says so: places are signed in their order. */
export function nextSlot(row: Pick<DocumentRow, 'form' | 'form_version' | 'signed'>, forms: DocumentForm[]): string | undefined {
  const form = forms.find((other) => other.form === row.form && other.version === row.form_version)
  return form?.slots[row.signed]?.name
}

/** Documents by the place that is next in them, in portions. */
export function portions(documents: { id: string; slot: string }[], size = PORTION): Portion[] {
  const bySlot = new Map<string, string[]>()
  for (const { id, slot } of documents) bySlot.set(slot, [...(bySlot.get(slot) ?? []), id])
  return [...bySlot].flatMap(([slot, ids]) => Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ({ slot, documents: ids.slice(i * size, (i + 1) * size) })))
}

/** Sends portion after portion and tells of each; ends early when `stopped` says so. */
export async function signAll(all: Portion[], send: (portion: Portion) => Promise<BatchLine[]>, tell: (lines: BatchLine[]) => void, stopped: () => boolean): Promise<void> {
  for (const portion of all) {
    if (stopped()) return
    // One after the other: what is told is what has happened.
    // eslint-disable-next-line no-await-in-loop
    tell(await send(portion))
  }
}
