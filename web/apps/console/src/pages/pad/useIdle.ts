import { useEffect, useState } from 'react'

/** Nobody reads a page for longer without touching it; who stands behind should not read it either. */
const COVERS_MS = 90_000
/** Whoever comes back after that is perhaps somebody else. */
const LOCKS_MS = 90_000

type Hidden = 'open' | 'covered' | 'locked'

const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll'] as const

/** Covers what is shown when nobody has touched the glass for a while, and locks it after another while. */
export function useIdle(watches: boolean): [Hidden, wake: () => void] {
  const [hidden, setHidden] = useState<Hidden>('open')
  useEffect(() => {
    if (!watches || hidden === 'locked') return undefined
    const [rests, then] = hidden === 'open' ? ([COVERS_MS, 'covered'] as const) : ([LOCKS_MS, 'locked'] as const)
    let timer = setTimeout(() => setHidden(then), rests)
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setHidden(then), rests)
    }
    if (hidden !== 'open') return () => clearTimeout(timer)
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, alive, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, alive, { capture: true })
    }
  }, [watches, hidden])
  return [watches ? hidden : 'open', () => setHidden('open')]
}
