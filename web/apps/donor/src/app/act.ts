// Doing one thing: one press is one intent, however often the network swallows the answer.
import { ProblemError, newKey } from '@vena/api'
import { useCallback, useRef, useState } from 'react'

export interface Act<A extends unknown[], T> { run: (...args: A) => Promise<T | undefined>, busy: boolean, problem?: ProblemError, clear: () => void }

/** `what` gets a key that stays the same until it succeeds or is asked with other values. */
export function useAct<A extends unknown[], T>(what: (key: string, ...args: A) => Promise<T>): Act<A, T> {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError>()
  const intent = useRef({ values: '', key: '' })
  const running = useRef(false)
  const run = useCallback(async (...args: A) => {
    if (running.current) return undefined
    const values = JSON.stringify(args)
    if (intent.current.values !== values || !intent.current.key) intent.current = { values, key: newKey() }
    running.current = true
    setBusy(true)
    setProblem(undefined)
    try {
      const done = await what(intent.current.key, ...args)
      intent.current = { values: '', key: '' }
      return done
    } catch (error) {
      // A refusal was an answer: the next press asks anew.
      if (error instanceof ProblemError) {
        if (error.problem.status >= 400 && error.problem.status < 500) intent.current = { values: '', key: '' }
        setProblem(error)
      }
      return undefined
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [what])
  const clear = useCallback(() => setProblem(undefined), [])
  return { run, busy, problem, clear }
}
