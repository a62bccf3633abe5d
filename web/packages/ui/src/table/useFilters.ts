import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** A list's filters live in the address, so that a view can be sent, kept and found again. */
export function useFilters<K extends string>(...keys: K[]) {
  const [params, setParams] = useSearchParams()
  const list = keys.join(',')
  const filters = useMemo(
    () => Object.fromEntries(list.split(',').map((key) => [key, params.get(key) ?? ''])) as Record<K, string>,
    [params, list],
  )
  const set = useCallback(
    (key: K, value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          if (value) next.set(key, value)
          else next.delete(key)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const clear = useCallback(() => setParams(new URLSearchParams(), { replace: true }), [setParams])
  const active = Object.values(filters).some(Boolean)
  return { filters, set, clear, active }
}
