import { useEffect, useState } from 'react'

/** Whether a key may be taken as a command: not while somebody types, except into the empty scan field. */
export function isCommand(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  if (document.querySelector('dialog[open]')) return false
  const target = event.target
  if (!(target instanceof HTMLElement)) return true
  if (target instanceof HTMLInputElement && target.dataset.scan !== undefined) return target.value === ''
  return !target.closest('input, textarea, select, [contenteditable]')
}

/** `j`/`k` (or arrows) move through the rows, `Enter` opens, `x` picks out. Only one list on a page listens: the one drawn last. */
export function useRowKeys(count: number, open: (index: number) => void, choose?: (index: number) => void): [number, (index: number) => void] {
  const [row, setRow] = useState(-1)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isCommand(event) || count === 0) return
      const inScan = event.target instanceof HTMLInputElement
      if (event.key === 'j' || (inScan && event.key === 'ArrowDown')) setRow((now) => Math.min(count - 1, now + 1))
      else if (event.key === 'k' || (inScan && event.key === 'ArrowUp')) setRow((now) => Math.max(0, now - 1))
      else if (event.key === 'Enter' && row >= 0 && (inScan || event.target === document.body)) open(row)
      else if (event.key === 'x' && row >= 0 && choose) choose(row)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [count, open, choose, row])
  return [Math.min(row, count - 1), setRow]
}
