// Where the app is: a path below /donor, moved by links and by the phone's own "back".
import { useSyncExternalStore } from 'react'

const BASE = '/donor'

const subscribe = (changed: () => void) => {
  window.addEventListener('popstate', changed)
  return () => window.removeEventListener('popstate', changed)
}

const here = () => {
  const path = location.pathname.slice(BASE.length) || '/'
  return path === '/' ? '/book' : path
}

/** The path of the page: `/book/whole_blood/site_…`. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, here)
}

export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', BASE + path)
  else history.pushState(null, '', BASE + path)
  window.dispatchEvent(new PopStateEvent('popstate'))
  window.scrollTo(0, 0)
}

export function back(otherwise: string): void {
  if (history.length > 1) history.back()
  else go(otherwise, true)
}

/** The parts of a path that fits `pattern` (`/book/:kind/:site`), or nothing. */
export function fits(path: string, pattern: string): Record<string, string> | undefined {
  const [parts, wanted] = [path.split('/'), pattern.split('/')]
  if (parts.length !== wanted.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, name] of wanted.entries()) {
    const part = parts[i] ?? ''
    if (name.startsWith(':')) found[name.slice(1)] = decodeURIComponent(part)
    else if (name !== part) return undefined
  }
  return found
}
