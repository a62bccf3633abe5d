import { newKey, toProblem, type ProblemDocument } from '@vena/api'
import { useCallback, useRef, useState } from 'react'

export interface Action<V> {
  run: (values: V) => Promise<boolean>
  pending: boolean
  problem: ProblemDocument | null
  clear: () => void
}

/**
 * One intent of a person. Pressing twice, or again after a cut line, sends the same key, so the server acts once;
 * other values are another intent.
 */
export function useAction<V, R>(perform: (values: V, key: string) => Promise<R>, onDone?: (result: R, values: V) => void): Action<V> {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<ProblemDocument | null>(null)
  const intent = useRef({ of: '', key: '', busy: false })
  const clear = useCallback(() => setProblem(null), [])
  const run = async (values: V): Promise<boolean> => {
    if (intent.current.busy) return false
    const of = JSON.stringify(values)
    if (intent.current.of !== of) intent.current = { of, key: newKey(), busy: true }
    intent.current.busy = true
    setPending(true)
    setProblem(null)
    try {
      const result = await perform(values, intent.current.key)
      intent.current = { of: '', key: '', busy: false }
      onDone?.(result, values)
      return true
    } catch (thrown) {
      setProblem(toProblem(thrown))
      return false
    } finally {
      intent.current.busy = false
      setPending(false)
    }
  }
  return { run, pending, problem, clear }
}
