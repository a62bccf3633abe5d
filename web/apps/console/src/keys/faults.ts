// Why a key did not do what was asked, in plain words: a browser names its errors for programmers.
import { LOCAL_CODES, ProblemError, type ProblemDocument } from '@vena/api'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export type Why = 'cancelled' | 'late' | 'known' | 'address' | 'unverified' | 'unsupported' | 'failed' | 'noAgent' | 'noKey'

/** What a key, the browser or the key agent did not do. */
export class KeyFault extends Error {
  constructor(readonly why: Why, /** The address that a key is bound to. */ readonly address = '') {
    super(why)
    this.name = 'KeyFault'
  }
}

const NAMES: Record<string, Why> = {
  NotAllowedError: 'cancelled', AbortError: 'cancelled', TimeoutError: 'late', InvalidStateError: 'known', SecurityError: 'address', ConstraintError: 'unverified', NotSupportedError: 'unsupported',
}

/** A browser gives one name to a refusal and to a time that has run out; the clock tells them apart. */
export function whyOf(name: string, waitedMs: number, limitMs: number): Why {
  if (name === 'NotAllowedError' && waitedMs >= limitMs) return 'late'
  return NAMES[name] ?? 'failed'
}

const AT_PIN = new Set(['key.pin-refused', 'key.wrong-pin', 'key.locked'])

/** A wrong PIN stands at the PIN, whether the server or the agent has refused it. */
export function pinProblem(problem: ProblemDocument | null): ProblemDocument | null {
  return problem && AT_PIN.has(problem.rule ?? '') ? { ...problem, field: 'pin' } : problem
}

/** Words what went wrong with a key, so that a form shows it like any refusal. */
export function useSpoken(): (thrown: unknown) => unknown {
  const { t } = useTranslation()
  return useCallback(
    (thrown) => {
      if (!(thrown instanceof KeyFault)) return thrown
      const detail = t(`keys.fault.${thrown.why}`, { address: thrown.address })
      return new ProblemError({ title: detail, detail, status: 409, code: LOCAL_CODES.key + thrown.why })
    },
    [t],
  )
}
