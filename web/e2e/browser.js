// A real browser that watches: nothing may be asked from elsewhere, nothing may go wrong unseen.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

export const BASE = process.env.VENA_URL ?? 'http://127.0.0.1:7420'
/** The same server by the name that security keys are bound to: they know no numbers. */
export const NAMED = BASE.replace('127.0.0.1', 'localhost')
// The one address outside that a page may ask: the key agent of the workstation.
const AGENT = 'http://127.0.0.1:17420'
const SHOTS = process.env.VENA_SHOTS ?? ''
const WIDE = { width: 1440, height: 900 }
const NARROW = { width: 390, height: 844 }
const TABLET = { width: 1024, height: 768 }

// In place of Playwright's own list, since Chromium hears the last one alone: plain HTTP stays plain, and a page is drawn at once. A PDF in a process
// of its own is a frame that Playwright may look for after it has gone.
const WITHOUT = ['HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'OptimizationHints', 'PaintHolding', 'PdfOopif']

export function launch() {
  return chromium.launch({
    executablePath: process.env.VENA_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-background-networking', '--disable-component-update', `--disable-features=${WITHOUT}`],
  })
}

/** What the page did that it must not do; `allow` lists the HTTP statuses that the test provokes on purpose. */
function watch(page, allow, base) {
  const faults = []
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    // The last two are Chromium's own viewer of PDF files.
    if (!['data:', 'blob:', 'chrome:', 'chrome-extension:'].includes(protocol) && origin !== new URL(base).origin && origin !== AGENT) faults.push(`asked ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400 && !allow.includes(response.status())) faults.push(`${response.status()} ${response.url()}`)
  })
  page.on('console', (message) => {
    // An agent of somebody else may run on this machine: it answers no page but its own.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource') && !message.text().includes(AGENT)) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  return faults
}

/** Opens a watched page in its own session. */
export async function open(browser, { narrow = false, tablet = false, lang = 'zh', theme = 'light', allow = [], base = BASE } = {}) {
  const context = await browser.newContext({
    baseURL: base, viewport: narrow ? NARROW : tablet ? TABLET : WIDE, isMobile: narrow, hasTouch: narrow || tablet, locale: lang === 'zh' ? 'zh-CN' : 'en-US', colorScheme: theme, timezoneId: 'Asia/Shanghai',
    acceptDownloads: true, reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults = watch(page, allow, base)
  return {
    page, context, faults,
    clean: () => assert.deepEqual(faults, []),
    close: () => context.close(),
  }
}

let accounts

/** The demo accounts, as the sign-in page itself is told of them. */
export async function demoAccounts() {
  accounts ??= (await (await fetch(`${BASE}/api/system`)).json()).demo_accounts
  assert.ok(accounts.length > 0, 'the server at VENA_URL has no demo accounts: start it with demo data')
  return accounts
}

/** Signs in as anybody of the demo city: its people share the password of the accounts that it shows. */
export async function signIn(page, username) {
  const [{ password }] = await demoAccounts()
  await page.goto('/sign-in')
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await page.locator('main h1').waitFor()
}

/** Waits until what was asked has been answered and drawn. */
export async function settled(page) {
  await page.locator('h1:visible').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('[role=status] .empty-title') && ![...document.querySelectorAll('.table-none[role=status]')].length)
  await page.evaluate(() => document.fonts.ready)
}

export async function shoot(page, name) {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}

/** No serious or critical finding of axe, and nothing wider than the window. */
export async function accessible(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const bad = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
  const told = bad.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
  assert.deepEqual(told, [], `${name} is not accessible`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.equal(over, 0, `${name} is ${over} px wider than the window`)
}

/** A page as somebody with a tablet and somebody with a phone see it. */
export async function narrowed(page, name) {
  for (const [width, height] of [[1024, 768], [390, 844]]) {
    await page.setViewportSize({ width, height })
    await settled(page)
    await accessible(page, `${name} ${width}`)
    await shoot(page, `${width}-${name}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
