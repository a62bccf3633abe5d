// Every page of every role, at both widths: nothing from outside, no error, accessible, a picture of each.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { accessible, demoAccounts, launch, open, settled, shoot, signIn } from './browser.js'

const accounts = await demoAccounts()
let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** The jobs that this person's rail offers, found by walking through its scenes. */
async function jobsOf(page) {
  const scenes = await page.locator('.rail-glyph').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const jobs = []
  for (const scene of scenes) {
    await page.goto(scene)
    await settled(page)
    jobs.push(...(await page.locator('.rail-jobs a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))))
  }
  return [...new Set(jobs)]
}

const seen = new Set()

/** Every role opens every page of its own; what a page looks like is judged once for each width, and on a phone opened once. */
async function look(session, size, username, path) {
  const known = seen.has(size + path)
  seen.add(size + path)
  if (known && size === '390') return
  await session.page.goto(path)
  await settled(session.page)
  if (known) return
  const name = `${size}-${username}${path.replaceAll('/', '-')}`
  await accessible(session.page, name)
  await shoot(session.page, name)
  const first = session.page.locator('table.table tbody a').filter({ visible: true }).first()
  if ((await first.count()) === 0) return
  await first.click()
  await session.page.waitForURL((url) => url.pathname !== path)
  await settled(session.page)
  await accessible(session.page, `${name}-first`)
  await shoot(session.page, `${name}-first`)
}

async function walk(username, narrow) {
  const session = await open(browser, { narrow })
  await signIn(session.page, username)
  await settled(session.page)
  const size = narrow ? '390' : '1440'
  await accessible(session.page, `${username}-home`)
  await shoot(session.page, `${size}-${username}-home`)
  const jobs = await jobsOf(session.page)
  assert.ok(jobs.length > 0, `${username} has nothing to do`)
  for (const path of jobs) await look(session, size, username, path)
  session.clean()
  await session.close()
}

// The tablet for signing and the kiosk have pages of their own, without a desk around them.
const people = accounts.map(({ username }) => username).filter((username) => !['pad', 'kiosk'].includes(username))

// Two at a time: they only look.
describe('every page of everybody', { concurrency: 2 }, () => {
  for (const username of people) {
    for (const narrow of [false, true]) it(`${username} ${narrow ? 'on a phone' : 'at a desk'}`, () => walk(username, narrow))
  }
})
