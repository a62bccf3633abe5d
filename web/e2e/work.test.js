// How the console is worked: scan, keys, filters, life line, and what a refusal looks like.
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { after, before, it } from 'node:test'
import { accessible, BASE, launch, open, settled, shoot, signIn } from './browser.js'

const LIMIT_KB = 250
let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** The first bag in stock that has come furthest, asked through the API with the page's own session. */
async function someUnit(page, query = '') {
  const answer = await page.request.get(`${BASE}/api/store/stock?limit=1${query}`)
  const [unit] = (await answer.json()).items
  assert.ok(unit, 'the demo city has no such unit in stock')
  return unit
}

/** The number of a donation that reached a patient: whoever writes to donors knows it, quality is shown no donor. */
async function transfused(browser) {
  const session = await open(browser)
  await signIn(session.page, 'donorcare')
  const answer = await session.page.request.get(`${BASE}/api/care/messages?kind=blood_used&limit=200`)
  const message = (await answer.json()).items.find(({ kind }) => kind === 'blood_used')
  await session.close()
  assert.ok(message, 'no blood of the demo city was given to a patient')
  return message.donation_number
}

it(`loads the shell in at most ${LIMIT_KB} kB, gzipped`, async () => {
  const session = await open(browser)
  const loading = []
  session.page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? ''
    if (/javascript|css|html/.test(type)) loading.push(response.body().then((body) => gzipSync(body).length))
  })
  await session.page.goto('/sign-in', { waitUntil: 'networkidle' })
  const bytes = (await Promise.all(loading)).reduce((sum, size) => sum + size, 0)
  assert.ok(bytes > 20_000, 'nothing was measured')
  assert.ok(bytes <= LIMIT_KB * 1000, `${Math.round(bytes / 1000)} kB`)
  await session.close()
})

it('has the scan field in focus, opens what is scanned, and comes back by /', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'storekeeper')
  await page.goto('/store/stock')
  await settled(page)
  assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-scan')), true)
  const unit = await someUnit(page)
  await page.keyboard.type(unit.unit_id)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/units/${unit.unit_id}`)
  await page.locator('.river').waitFor()
  await page.locator('main h1').click()
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.activeElement?.blur())
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-scan')), true)
  session.clean()
  await session.close()
})

it('says what it saw when a donation number means several bags', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'quality')
  const unit = await someUnit(page, '&state=available')
  await page.locator('[data-scan]').fill(unit.donation_number)
  await page.keyboard.press('Enter')
  const answer = page.locator('.scan-answer, .river')
  await answer.first().waitFor()
  if (await page.locator('.scan-answer').count()) {
    assert.match(await page.locator('.scan-answer').innerText(), /献血编号/)
    await accessible(page, 'scan answer')
    await shoot(page, '1440-scan-answer')
  }
  session.clean()
  await session.close()
})

it('refuses a damaged number with its rule and never repairs it', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'storekeeper')
  await page.locator('[data-scan]').fill('016021014700')
  await page.keyboard.press('Enter')
  const problem = page.locator('.scan-answer .problem')
  await problem.waitFor()
  assert.match(await problem.innerText(), /donation-number\.damaged/)
  await accessible(page, 'scan refusal')
  await shoot(page, '1440-scan-refusal')
  session.clean()
  await session.close()
})

it('moves through a list by j and k, opens by Enter, and keeps filters in the address', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'storekeeper')
  await page.goto('/store/stock')
  await settled(page)
  await page.locator('tbody tr').nth(1).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  assert.equal(await page.locator('tbody tr').first().getAttribute('class').then((name) => name?.includes('row-cursor')), true)
  await page.getByRole('combobox', { name: '血型' }).selectOption('O+')
  await page.waitForURL(/group=O%2B/)
  await page.reload()
  await settled(page)
  assert.equal(await page.getByRole('combobox', { name: '血型' }).inputValue(), 'O+')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/units/**')
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await accessible(page, 'keys')
  session.clean()
  await session.close()
})

it('exports what is shown as a table that spreadsheets read', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'storekeeper')
  await page.goto('/store/stock')
  await settled(page)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()])
  assert.match(file.suggestedFilename(), /^vena-stock-\d{4}-\d{2}-\d{2}\.csv$/)
  const stream = await file.createReadStream()
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  assert.equal(text.codePointAt(0), 0xfeff)
  assert.match(text.split('\r\n')[0], /献血编号,血型,品种/)
  assert.ok(text.split('\r\n').length > 2)
  session.clean()
  await session.close()
})

for (const narrow of [false, true]) {
  it(`tells a life from arm to arm by keyboard and touch (${narrow ? 390 : 1440} px)`, async () => {
    const session = await open(browser, { narrow })
    const { page } = session
    const number = await transfused(browser)
    await signIn(page, 'quality')
    await page.goto(`/donations/${number}`)
    await settled(page)
    if (narrow) {
      const events = page.locator('.stream-event')
      assert.ok((await events.count()) > 8)
      await events.nth(2).tap()
      assert.equal(await events.nth(2).getAttribute('aria-expanded'), 'true')
      assert.match(await page.locator('.tray').innerText(), /执行人[\s\S]*发生时间[\s\S]*记录时间/)
    } else {
      const marks = page.locator('.mark')
      assert.ok((await marks.count()) > 8)
      assert.equal(await page.locator('.arm').count(), 2)
      await page.locator('.mark[tabindex="0"]').focus()
      await page.keyboard.press('Home')
      const first = await page.locator('.tray').innerText()
      await page.keyboard.press('ArrowRight')
      assert.notEqual(await page.locator('.tray').innerText(), first)
      assert.match(first, /采集[\s\S]*执行人[\s\S]*发生时间[\s\S]*记录时间/)
    }
    await accessible(page, 'life line')
    await shoot(page, `${narrow ? 390 : 1440}-life-line`)
    session.clean()
    await session.close()
  })
}

it('puts a refusal at the input that caused it', async () => {
  const session = await open(browser, { allow: [422] })
  const { page } = session
  await signIn(page, 'registrar')
  await page.goto('/recruit/donors/new')
  await settled(page)
  await page.locator('[name="document.number"]').fill('110105194912310021')
  await page.locator('[name=name]').fill('测试人')
  await page.locator('[name=phone]').fill('13800001234')
  await page.locator('.form button[type=submit]').click()
  const refusal = page.locator('.field-problem, .problem').first()
  await refusal.waitFor()
  assert.match(await refusal.innerText(), /citizen-id/)
  await accessible(page, 'refused form')
  await shoot(page, '1440-refused-form')
  session.clean()
  await session.close()
})

it('shows a donor’s real details only for a reason', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'registrar')
  await page.goto('/recruit/donors')
  await settled(page)
  await page.locator('tbody a').first().click()
  await settled(page)
  const title = page.locator('.list-detail-detail h1')
  const masked = await title.innerText()
  assert.match(masked, /\*/)
  await page.getByRole('button', { name: '查看真实信息' }).click()
  await page.getByLabel('原因').fill('核对身份')
  await accessible(page, 'unmask')
  await page.getByRole('button', { name: '记录原因并查看' }).click()
  await page.getByText('正在显示真实信息').waitFor()
  assert.doesNotMatch(await title.innerText(), /\*/)
  session.clean()
  await session.close()
})

it('finds a person without putting what was typed into any address', async () => {
  const session = await open(browser)
  const { page } = session
  const asked = []
  page.on('request', (request) => asked.push(decodeURIComponent(request.url())))
  await signIn(page, 'donorcare')
  await page.goto('/recruit/donors')
  await settled(page)
  const all = await page.locator('tbody tr').count()
  const surname = (await page.locator('tbody a').first().innerText())[0]
  await page.getByRole('searchbox', { name: '找人' }).fill(surname)
  await page.keyboard.press('Enter')
  await page.waitForFunction(([before, name]) => {
    const rows = [...document.querySelectorAll('tbody a')]
    return rows.length > 0 && rows.length < before && rows.every((link) => link.textContent.startsWith(name))
  }, [all, surname])
  await accessible(page, 'found donors')
  await shoot(page, '1440-donors-found')
  await page.getByRole('searchbox', { name: '找人' }).fill('')
  await page.waitForFunction((before) => document.querySelectorAll('tbody a').length === before, all)
  assert.equal(new URL(page.url()).search, '')
  assert.deepEqual(asked.filter((url) => url.includes(surname)), [])
  session.clean()
  await session.close()
})

/** The scenes that this person's rail offers. */
async function scenesOf(username) {
  const session = await open(browser)
  await signIn(session.page, username)
  const scenes = await session.page.locator('.rail-glyph').evaluateAll((links) => links.map((link) => link.getAttribute('href').split('/')[1]))
  session.clean()
  await session.close()
  return scenes
}

it('shows quality no donor, and donor care no result', async () => {
  const [quality, care] = [await scenesOf('quality'), await scenesOf('donorcare')]
  assert.deepEqual(quality.filter((scene) => ['recruit', 'care'].includes(scene)), [])
  assert.ok(quality.includes('lab'))
  assert.deepEqual(care.filter((scene) => ['lab', 'process', 'transfuse'].includes(scene)), [])
  assert.ok(care.includes('recruit') && care.includes('care'))
})
