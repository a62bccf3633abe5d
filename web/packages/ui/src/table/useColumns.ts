import { useState } from 'react'

const read = (key: string): string[] | null => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string') : null
  } catch {
    return null
  }
}

/** Columns that a person has put away, kept on this workplace. */
export function useHidden(table: string, byDefault: string[]) {
  const key = `vena.columns.${table}`
  const [hidden, setHidden] = useState<string[]>(() => read(key) ?? byDefault)
  const toggle = (column: string) => {
    const next = hidden.includes(column) ? hidden.filter((name) => name !== column) : [...hidden, column]
    setHidden(next)
    localStorage.setItem(key, JSON.stringify(next))
  }
  return { hidden, toggle }
}
