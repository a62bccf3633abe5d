// What may happen to a document whose time is over, as the list shows it. Whether it may be destroyed is the server's word.
import type { Destruction, DestructionRow, DocumentDue } from '@vena/api'
import type { Tone } from '@vena/ui'

/** `kept`: the server says why not; `proposed`: waits for another person; `free`: may be proposed. */
export type Standing = 'free' | 'proposed' | 'kept'

export function standingOf(row: Pick<DocumentDue, 'document_id' | 'kept'>, proposed: ReadonlySet<string>): Standing {
  if (proposed.has(row.document_id)) return 'proposed'
  return row.kept ? 'kept' : 'free'
}

/** A day that has not come yet is no obstacle that anybody has to look at; a hold and a look-back are. */
export function toneOf(row: Pick<DocumentDue, 'document_id' | 'kept'>, proposed: ReadonlySet<string>): Tone {
  const standing = standingOf(row, proposed)
  if (standing === 'free') return 'good'
  if (standing === 'proposed') return 'notice'
  return row.kept?.rule === 'retention.not-due' ? 'quiet' : 'warning'
}

/** Those chosen that may still be proposed: meanwhile one may have been held, or proposed by somebody else. */
export function toPropose<R extends Pick<DocumentDue, 'document_id' | 'kept'>>(rows: R[], chosen: ReadonlySet<string>, proposed: ReadonlySet<string>): R[] {
  return rows.filter((row) => chosen.has(row.document_id) && standingOf(row, proposed) === 'free')
}

/** The documents of every proposal that waits. */
export function proposedIn(destructions: (Pick<Destruction, 'state' | 'items'> | undefined)[]): ReadonlySet<string> {
  return new Set(destructions.flatMap((one) => (one?.state === 'proposed' ? one.items.map((item) => item.document_id) : [])))
}

/** Who decided is named by what was decided. */
export function deciderOf(state: DestructionRow['state']): 'confirmer' | 'rejecter' {
  return state === 'rejected' ? 'rejecter' : 'confirmer'
}
