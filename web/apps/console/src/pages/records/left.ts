// What a batch has still to sign, kept for this window: a reload, a cut line or a pulled key loses nothing.

const KEY = 'vena.batch'

interface Left {
  /** Whose batch it is: the next person at this window has nothing to do with it. */
  user: string
  documents: string[]
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function leftOf(user: string, kept: Kept = sessionStorage): string[] {
  try {
    const left = JSON.parse(kept.getItem(KEY) ?? 'null') as Left | null
    return left?.user === user && Array.isArray(left.documents) ? left.documents : []
  } catch {
    return []
  }
}

export function keepLeft(user: string, documents: string[], kept: Kept = sessionStorage): void {
  if (documents.length === 0) kept.removeItem(KEY)
  else kept.setItem(KEY, JSON.stringify({ user, documents } satisfies Left))
}

/** These need not be signed any more. */
export function dropLeft(user: string, done: string[], kept: Kept = sessionStorage): void {
  const gone = new Set(done)
  keepLeft(user, leftOf(user, kept).filter((id) => !gone.has(id)), kept)
}
