// The donors' app on a phone: who comes for the first time, who is deferred, who is too late for a place, who has no network.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, demoAccounts, launch, open, shoot } from './browser.js'
import { ask, citizenNumber, told } from './stage.js'

const APP = '/donor/'
const TAPS_MAX = 6
const FIRST_LOAD_MAX = 250 * 1024

let browser
before(async () => { browser = await launch() })
after(() => browser?.close())

const freshPhone = () => `137${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
const tab = (page, name) => page.locator('nav.tabs button', { hasText: name })
const first = (page, name) => page.getByRole('button', { name }).first()

/** A phone with a finger that is counted. */
async function phone(options = {}) {
  const session = await open(browser, { narrow: true, ...options })
  let taps = 0
  await session.page.exposeFunction('venaTap', () => { taps += 1 })
  await session.page.addInitScript(() => addEventListener('click', (event) => { if (event.isTrusted) window.venaTap() }, true))
  return { ...session, taps: () => taps }
}

/** Proves a phone number with the code that the demo city shows. */
async function prove(page, number) {
  await page.locator('[name=phone]').fill(number)
  await page.locator('form button[type=submit]').click()
  const code = await page.locator('.demo-code').innerText()
  await page.locator('[name=code]').fill(code)
  await page.locator('form button[type=submit]').click()
}

/** Registers a person whom nobody knows, through the screens. */
async function register(page, number, name, shots = '') {
  await page.goto(APP)
  await page.locator('[name=phone]').waitFor()
  if (shots) { await shoot(page, `${shots}-1-phone`); await accessible(page, 'phone') }
  await prove(page, number)
  await page.locator('[name=name]').waitFor()
  if (shots) { await shoot(page, `${shots}-2-name`); await accessible(page, 'name') }
  await page.locator('[name=name]').fill(name)
  await page.locator('form button[type=submit]').click()
  await page.locator('[name=number]').fill(citizenNumber())
  if (shots) { await shoot(page, `${shots}-3-document`); await accessible(page, 'document') }
  await page.locator('form button[type=submit]').click()
  await page.locator('[name=told]').waitFor()
  if (shots) { await shoot(page, `${shots}-4-messages`); await accessible(page, 'messages') }
  await page.locator('form button[type=submit]').click()
  await page.locator('.facts').waitFor()
  if (shots) { await shoot(page, `${shots}-5-check`); await accessible(page, 'check') }
  await page.locator('form button[type=submit]').click()
  await page.locator('nav.tabs').waitFor()
}

/** Goes from the first tab to the sheet before booking. */
async function choose(page) {
  await page.locator('.list .row').first().click()
  await page.locator('main .list .row[class]').first().waitFor()
  await page.locator('main .list button.row').first().click()
  await page.locator('.time:enabled').first().waitFor()
  await page.locator('.time:enabled').first().click()
  await page.locator('dialog.sheet').waitFor()
}

const surnames = ['司马', '诸葛', '上官', '夏侯', '东方', '令狐', '南宫', '呼延']
/** A place of a day that may still be taken. */
const free = ({ left }) => left > 0
const letters = '安柏川岱恩帆归菡熠洁珂岚蔓楠鹏琪若森棠薇希言照'
const pick = (list) => list[Math.floor(Math.random() * list.length)]
const freshName = () => pick(surnames) + pick(letters) + pick(letters)

test('a first-time donor registers, books in few taps, and cancels', async () => {
  const { page, faults, taps, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName(), 'donor-register')
  await page.locator('.list .row').first().waitFor()
  await shoot(page, 'donor-book-1-kinds')
  await accessible(page, 'kinds')

  const before = taps()
  await page.locator('.list button.row').first().click()
  await page.locator('main h1', { hasText: '在哪里献' }).waitFor()
  await page.locator('main .list button.row').first().waitFor()
  await shoot(page, 'donor-book-2-sites')
  await accessible(page, 'sites')
  await page.locator('main .list button.row').first().click()
  await page.locator('.time:enabled').first().waitFor()
  await shoot(page, 'donor-book-3-times')
  await accessible(page, 'times')
  // Within the last hour a booking can be neither moved nor cancelled: a day that lies well ahead.
  await page.locator('.day[data-free]').last().click()
  await page.locator('.time:enabled').last().click()
  await page.locator('dialog.sheet').waitFor()
  await shoot(page, 'donor-book-4-check')
  await accessible(page, 'check a booking')
  await first(page.locator('dialog.sheet'), '确认预约').click()
  await page.locator('.booking .letters').waitFor()
  const used = taps() - before
  assert.ok(used <= TAPS_MAX, `booking took ${used} taps`)
  await shoot(page, 'donor-book-5-booked')
  await accessible(page, 'booked')

  const [file] = await Promise.all([page.waitForEvent('download'), first(page, '加入日历').click()])
  assert.match(file.suggestedFilename(), /\.ics$/)
  await first(page, '导航').click()
  await shoot(page, 'donor-book-6-route')
  assert.ok(await page.locator('dialog.sheet a[href^="geo:"]').count() > 0, 'the place is on the map')
  await page.keyboard.press('Escape')

  await tab(page, '消息').click()
  await page.locator('.list .row').first().waitFor()
  await shoot(page, 'donor-messages')
  await accessible(page, 'messages')
  await page.locator('.list .row').first().click()
  await page.locator('.dot').waitFor({ state: 'detached' })

  await tab(page, '预约').click()
  await first(page, '取消预约').click()
  await page.locator('dialog.sheet').waitFor()
  await shoot(page, 'donor-book-7-cancel')
  await first(page.locator('dialog.sheet'), '取消预约').click()
  await page.locator('.booking').waitFor({ state: 'detached' })
  assert.deepEqual(faults, [])
  await close()
})

test('every page of the app is accessible in both languages, at 360 px as well', async () => {
  const { page, faults, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName())
  const pages = [['/card', 'card'], ['/history', 'history'], ['/messages', 'messages'], ['/me', 'me'], ['/me/identity', 'identity'], ['/me/consents', 'consents'], ['/me/looked', 'looked'], ['/me/leave', 'leave'], ['/me/reports', 'reports'], ['/me/reports/unwell', 'unwell']]
  for (const lang of ['zh', 'en']) {
    await page.evaluate((wanted) => localStorage.setItem('vena.donor.lang', wanted), lang)
    for (const [path, name] of pages) {
      await page.goto(`/donor${path}`)
      await page.locator('main h1:not(.hidden)').waitFor()
      await page.locator('.waiting').waitFor({ state: 'detached' })
      await accessible(page, `${name} ${lang}`)
      await shoot(page, `donor-${name}-${lang}`)
    }
  }
  await page.setViewportSize({ width: 360, height: 640 })
  for (const path of ['/book', '/book/whole_blood', '/card', '/me/consents']) {
    await page.goto(`/donor${path}`)
    await page.locator('main h1:not(.hidden)').waitFor()
    await accessible(page, `${path} at 360 px`)
  }
  await page.locator('[name="marketing-sms"]').click()
  await page.locator('[name="marketing-sms"]:checked').waitFor()
  await page.reload()
  await page.locator('[name="marketing-sms"]:checked').waitFor()
  assert.deepEqual(faults, [])
  await close()
})

test('a deferred donor sees from when on, kindly, and never why', async () => {
  const { page, faults, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName())
  const me = await told(page, '/api/recruit/own/me')
  const staff = await open(browser)
  const [{ password }] = await demoAccounts()
  await staff.page.request.post('/api/session', { data: { username: 'collector', password } })
  await ask(staff.page, `/api/recruit/donors/${me.donor_id}/deferrals`, { code: 'T02', note: '感冒' })
  await page.reload()
  await page.locator('.later').first().waitFor()
  assert.match(await page.locator('.list .row').first().innerText(), /\d{4}-\d{2}-\d{2} 起可献/)
  await page.locator('summary').first().click()
  await shoot(page, 'donor-deferred')
  await accessible(page, 'deferred')
  assert.doesNotMatch(await page.locator('main').innerText(), /感冒/)
  assert.deepEqual(faults, [])
  await staff.close()
  await close()
})

test('a place that was taken meanwhile is refused kindly, and another one is chosen', async () => {
  const [mine, theirs] = [await phone({ allow: [401, 409] }), await phone({ allow: [401] })]
  await register(mine.page, freshPhone(), freshName())
  await register(theirs.page, freshPhone(), freshName())
  // The last place of a machine: it has exactly one.
  await mine.page.goto('/donor/book/apheresis_platelets')
  await mine.page.locator('main .list button.row').first().click()
  await mine.page.locator('.time:enabled').first().waitFor()
  const times = await mine.page.locator('.time').count()
  assert.ok(times > 0)
  const site = new URL(mine.page.url()).pathname.split('/').pop()
  const { days } = await told(theirs.page, `/api/recruit/own/sites/${site}/slots?kind=apheresis_platelets&days=7`)
  const slot = days.filter(({ may }) => may).flatMap(({ slots }) => slots).find(({ left }) => left > 0)
  await mine.page.locator('.time:enabled').first().click()
  await mine.page.locator('dialog.sheet').waitFor()
  // Everybody else takes what is left of it.
  for (let left = slot.left; left > 0; left -= 1) {
    const other = left === slot.left ? theirs : await phone({ allow: [401] })
    if (other !== theirs) await register(other.page, freshPhone(), freshName())
    await ask(other.page, '/api/recruit/own/bookings', { site_id: site, kind: 'apheresis_platelets', starts_at: slot.starts_at })
    if (other !== theirs) await other.close()
  }
  await first(mine.page.locator('dialog.sheet'), '确认预约').click()
  await mine.page.locator('dialog.sheet .trouble').waitFor()
  await shoot(mine.page, 'donor-taken')
  await accessible(mine.page, 'taken')
  await first(mine.page.locator('dialog.sheet'), '选其他时段').click()
  await mine.page.locator('dialog.sheet').waitFor({ state: 'detached' })
  assert.deepEqual(mine.faults, [])
  await mine.close()
  await theirs.close()
})

test('a booking that we take back says why and offers others; one tap takes one', async () => {
  const { page, faults, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName())
  const [{ place: { site_id: site } }] = await told(page, '/api/recruit/own/sites?kind=whole_blood')
  const { days } = await told(page, `/api/recruit/own/sites/${site}/slots?kind=whole_blood&days=7`)
  const { day, slots } = days.findLast((one) => one.may && one.slots.some(free))
  await ask(page, '/api/recruit/own/bookings', { site_id: site, kind: 'whole_blood', starts_at: slots.find(free).starts_at })
  const staff = await open(browser)
  const [{ password }] = await demoAccounts()
  await staff.page.request.post('/api/session', { data: { username: 'donorcare', password } })
  const closed = { day, kind: 'closed', hours: [], reason: '停电检修，当天不采血' }
  const { hits } = await ask(staff.page, `/api/recruit/sites/${site}/days`, { ...closed, preview: true })
  await ask(staff.page, `/api/recruit/sites/${site}/days`, { ...closed, preview: false, hits_seen: hits.length })
  for (const lang of ['en', 'zh']) {
    await page.evaluate((wanted) => localStorage.setItem('vena.donor.lang', wanted), lang)
    await page.goto(APP)
    await page.locator('.booking .notice', { hasText: '停电检修' }).waitFor()
    await accessible(page, `taken back ${lang}`)
    await shoot(page, `donor-taken-back-${lang}`)
  }
  const taken = page.locator('.booking', { hasText: '很抱歉，我们取消了您的预约' })
  const offers = taken.getByRole('button')
  assert.ok(await offers.count() > 0, 'another place is offered')
  await offers.first().click()
  await page.locator('.booking .letters').waitFor()
  await taken.waitFor({ state: 'detached' })
  const me = await told(page, '/api/recruit/own/me')
  assert.notEqual(me.bookings[0].place.site_id, site)
  await ask(staff.page, `/api/recruit/sites/${site}/days/${day}/clear`)
  assert.deepEqual(faults, [])
  await staff.close()
  await close()
})

test('whoever comes tomorrow answers the questions at home, one a page', async () => {
  const { page, faults, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName())
  const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)
  for (const { place } of await told(page, '/api/recruit/own/sites?kind=whole_blood')) {
    const { days: [{ may, slots }] } = await told(page, `/api/recruit/own/sites/${place.site_id}/slots?kind=whole_blood&days=1&from=${tomorrow}`)
    const slot = may && slots.find(free)
    if (!slot) continue
    await ask(page, '/api/recruit/own/bookings', { site_id: place.site_id, kind: 'whole_blood', starts_at: slot.starts_at })
    break
  }
  await page.goto(APP)
  await first(page, '在家先答健康征询').click()
  await first(page, '我已读完，开始回答').waitFor()
  await shoot(page, 'donor-inquiry-1-consent')
  await accessible(page, 'consent at home')
  await first(page, '我已读完，开始回答').click()
  const seen = new Set()
  for (;;) {
    const heading = page.locator('main h1').filter({ hasNotText: /^(献血前告知|健康征询)$/ })
    await heading.waitFor()
    const text = await heading.innerText()
    if (text === '答好了') break
    assert.ok(!seen.has(text), `asked twice: ${text}`)
    if (seen.size === 0) { await shoot(page, 'donor-inquiry-2-question'); await accessible(page, 'question at home') }
    seen.add(text)
    const some = page.locator('.ask-some')
    if (await some.count()) {
      // Two vaccines hold at once, each with its day.
      assert.equal(await page.getByRole('button', { name: '有几种选几种' }).isDisabled(), true)
      await some.locator('label').nth(0).click()
      await some.locator('label').nth(5).click()
      await shoot(page, 'donor-inquiry-several')
      await accessible(page, 'several at once')
      await first(page, '下一题').click()
    } else if (await page.locator('input[type=date]').count()) {
      await page.locator('input[type=date]').fill('2024-02-29')
      await first(page, '下一题').click()
    } else {
      await first(page, ['我自愿献血', '今天身体状况良好', '是否已了解献血过程', '是否接种过疫苗'].some((begins) => text.includes(begins)) ? /^是$/ : /^否$/).click()
    }
    await page.waitForFunction((before) => document.querySelector('main h1')?.textContent !== before, text)
  }
  assert.ok(seen.size > 15)
  assert.equal([...seen].filter((text) => text.includes('最后一针是哪一天')).length, 2)
  await shoot(page, 'donor-inquiry-3-done')
  await accessible(page, 'answered at home')
  await first(page, '回到预约').click()
  await first(page, '在家先答健康征询').click()
  await page.locator('.notice', { hasText: '您已在' }).waitFor()
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  assert.doesNotMatch(kept, /well_today|medicine/, 'no answer stays on the phone')
  assert.deepEqual(faults, [])
  await close()
})

test('card and booking code are there without a network', async () => {
  const { page, context, close } = await phone({ allow: [401] })
  await register(page, freshPhone(), freshName())
  await choose(page)
  await first(page.locator('dialog.sheet'), '确认预约').click()
  const letters = await page.locator('.booking .letters').innerText()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.waitForFunction(async () => (await (await caches.open('shell-1')).keys()).length > 3)
  await context.setOffline(true)
  await page.reload()
  await page.locator('.offline').waitFor()
  assert.equal(await page.locator('.booking .letters').innerText(), letters)
  assert.ok(await page.locator('.booking svg.qr path').count() === 1)
  await shoot(page, 'donor-offline')
  await tab(page, '献血证').click()
  await page.locator('.card').waitFor()
  await context.setOffline(false)
  await tab(page, '我的').click()
  await first(page, '退出登录').click()
  await page.locator('[name=phone]').waitFor()
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }))
  assert.doesNotMatch(kept, /booking_|donor_/, 'something of the donor stays on the phone')
  await close()
})

test('the first load is small', async (t) => {
  const { page, context, close } = await phone({ allow: [401] })
  const probe = await context.newCDPSession(page)
  await probe.send('Network.enable')
  let bytes = 0
  probe.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
  await page.goto(APP)
  await page.locator('[name=phone]').waitFor()
  await page.waitForLoadState('networkidle')
  t.diagnostic(`first load: ${Math.round(bytes / 1024)} kB over the wire`)
  assert.ok(bytes > 10_000 && bytes <= FIRST_LOAD_MAX, `${bytes} bytes`)
  await close()
})
