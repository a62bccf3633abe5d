// Keeps the shell of the app, so that the card and the booking's code can be shown without a network. Answers of the server are
// never kept here: what the app shows offline it has put aside itself, masked.
const SHELL = 'shell-1'
const HOME = '/donor/'

self.addEventListener('install', (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || !pathname.startsWith(HOME)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (pathname.startsWith(`${HOME}assets/`) || /\.(svg|webmanifest)$/.test(pathname)) event.respondWith(kept(request))
})

/** The page and everything that it names. */
async function keepShell() {
  const response = await fetch(HOME, { cache: 'no-store' })
  if (!response.ok) return
  const html = await response.clone().text()
  const cache = await caches.open(SHELL)
  await cache.put(HOME, response)
  const named = [...html.matchAll(/(?:src|href)="(\/donor\/[^"]+)"/g)].map(([, path]) => path)
  const old = (await cache.keys()).map(({ url }) => new URL(url).pathname)
  await Promise.all(old.filter((path) => path !== HOME && !named.includes(path)).map((path) => cache.delete(path)))
  await Promise.all(named.filter((path) => !old.includes(path)).map((path) => cache.add(path)))
}

/** From the network as long as there is one; a new version takes the shell with it. */
async function page(request) {
  try {
    const response = await fetch(request)
    if (response.ok) void keepShell().catch(() => undefined)
    return response
  } catch {
    return (await caches.match(HOME)) ?? Response.error()
  }
}

/** Files are named after their content. */
async function kept(request) {
  const found = await caches.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok) (await caches.open(SHELL)).put(request, response.clone())
  return response
}
