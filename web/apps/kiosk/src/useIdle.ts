import { useEffect, useEffectEvent, useState } from 'react'

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Counts down once nobody has touched the screen for a while, and then tells so. Seconds left, or null while somebody is there. */
export function useIdle(on: boolean, idle: number, countdown: number, onGone: () => void): [left: number | null, stay: () => void] {
  const [left, setLeft] = useState<number | null>(null)
  const gone = useEffectEvent(onGone)
  useEffect(() => {
    if (!on) return undefined
    let rests = setTimeout(() => setLeft(countdown), idle * 1000)
    const alive = () => {
      clearTimeout(rests)
      rests = setTimeout(() => setLeft(countdown), idle * 1000)
    }
    for (const sign of SIGNS) window.addEventListener(sign, alive, { capture: true, passive: true })
    return () => {
      clearTimeout(rests)
      for (const sign of SIGNS) window.removeEventListener(sign, alive, { capture: true })
    }
  }, [on, idle, countdown])
  useEffect(() => {
    if (left === null || !on) return undefined
    const tick = setTimeout(() => {
      setLeft(left > 1 ? left - 1 : null)
      if (left <= 1) gone()
    }, 1000)
    return () => clearTimeout(tick)
  }, [left, on])
  return [on ? left : null, () => setLeft(null)]
}
