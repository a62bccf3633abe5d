import { useEffect, useState } from 'react'

/**
 * Prints one of the papers that the page holds: it is drawn first, and taken off the page as soon as the printer has it. The
 * page forgets it with everything else when the person goes.
 */
export function usePrinting<T extends string>(): [printing: T | null, print: (paper: T) => void] {
  const [printing, setPrinting] = useState<T | null>(null)
  useEffect(() => {
    if (printing === null) return undefined
    const over = () => setPrinting(null)
    window.addEventListener('afterprint', over)
    window.print()
    return () => window.removeEventListener('afterprint', over)
  }, [printing])
  return [printing, setPrinting]
}
