/** A problem document (RFC 9457) as every refusal and fault of the server is told. */
export interface ProblemDocument {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  /** The clause that refused, by its number or name. */
  rule?: string | null
  /** Path of the input that is at fault, e.g. `lines.0.product`. */
  field?: string | null
  value?: string | null
}

/** Codes that the browser itself gives when no answer of the server came. */
export const LOCAL_CODES = {
  offline: 'client.offline', unreadable: 'client.unreadable',
  /** How those begin that a key or its browser gives: their sentence says what to do. */
  key: 'client.key.',
} as const

/** What a failed call throws: never anything else. */
export class ProblemError extends Error {
  constructor(readonly problem: ProblemDocument) {
    super(problem.detail ?? problem.title)
    this.name = 'ProblemError'
  }
}

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body
}

/** Reads the problem out of an answer; an answer that is none (a proxy's page) still becomes one. */
export async function readProblem(response: Response): Promise<ProblemDocument> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return body
  return { title: response.statusText, status: response.status, code: LOCAL_CODES.unreadable }
}

/** Turns whatever was thrown into a problem, so that a screen has one thing to show. */
export function toProblem(thrown: unknown): ProblemDocument {
  if (thrown instanceof ProblemError) return thrown.problem
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return { title: '', status: 0, code: LOCAL_CODES.offline, detail }
}
