// The kiosk: from the first touch to the ticket with a card, a drawn face before the camera, or the staff instead; nothing
// stays behind, whoever leaves and however.
import { once } from 'node:events'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { chromium } from 'playwright-core'
import { accessible, BASE, demoAccounts, launch, shoot } from './browser.js'
import { drawFace, film } from './faces.js'
import { ask, citizenNumber, stage, told } from './stage.js'

const AGENT_PORT = 17421
const TALL = { width: 1080, height: 1920 }
const BROAD = { width: 1280, height: 800 }

let people
let registrar
let browser
let folder
let faces

/** Draws the people and the film of the camera, in which the first of them sits. */
async function draw() {
  const painter = await launch()
  const page = await painter.newPage()
  await page.addScriptTag({ content: drawFace.toString() })
  const picture = (look) => page.evaluate((how) => window.drawFace(how).toDataURL('image/png'), look)
  const cards = { self: await picture({}), other: await picture({ other: true }) }
  const still = await page.evaluate(() => {
    const canvas = window.drawFace({ shift: 14, light: 1.08 })
    const { width, height, data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return { width, height, data: Array.from(data) }
  })
  film(join(folder, 'camera.y4m'), still)
  await painter.close()
  return cards
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-'))
  faces = await draw()
  people = await stage({ allow: [404, 409, 422] })
  registrar = await people.as('registrar')
  for (const visit of await told(registrar, '/api/collect/visits')) if (!visit.donation_id) await ask(registrar, `/api/collect/visits/${visit.visit_id}/leave`, { reason: 'mistake' })
  browser = await chromium.launch({
    executablePath: process.env.VENA_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-background-networking', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`],
  })
})
after(async () => {
  await browser.close()
  await people.close()
  rmSync(folder, { recursive: true })
})

/** The agent of the devices beside the kiosk, on this machine; `lay` puts a card on its reader. */
async function agent() {
  const listeners = new Set()
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Access-Control-Allow-Origin': BASE })
    response.write(': here\n\n')
    listeners.add(response)
    request.on('close', () => listeners.delete(response))
  })
  await new Promise((done) => server.listen(AGENT_PORT, '127.0.0.1', done))
  return {
    // A page that shows the reader's picture may not have reached the reader yet.
    lay: async (card) => {
      if (listeners.size === 0) await once(server, 'request')
      for (const one of listeners) one.write(`event: card\ndata: ${JSON.stringify(card)}\n\n`)
    },
    heard: () => listeners.size > 0,
    close: () => { for (const one of listeners) one.destroy(); return new Promise((done) => server.close(done)) },
  }
}

/** Runs in the page: counts how often a camera was asked for, and keeps what the machine was told to say. */
function watchSenses() {
  window.cameras = 0
  window.spoken = []
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices)
  if (open) navigator.mediaDevices.getUserMedia = (...wanted) => { window.cameras += 1; return open(...wanted) }
  SpeechSynthesis.prototype.speak = (words) => { window.spoken.push(words.text) }
}

/** A kiosk that its staff has signed in; what it asks elsewhere than here and of its agent is a fault. */
async function kiosk(viewport = BROAD) {
  const context = await browser.newContext({ baseURL: BASE, viewport, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', permissions: ['camera'], reducedMotion: 'reduce' })
  await context.addInitScript(watchSenses)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (!['data:', 'blob:'].includes(protocol) && ![new URL(BASE).origin, `http://127.0.0.1:${AGENT_PORT}`].includes(origin)) faults.push(request.url())
  })
  const [{ password }] = await demoAccounts()
  await page.goto('/kiosk/')
  await page.getByLabel('账号').fill('kiosk')
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await begin(page).waitFor()
  return { page, context, clean: () => assert.deepEqual(faults, []), close: () => context.close() }
}

const named = (page, name) => page.getByRole('button', { name, exact: true })
const begin = (page) => named(page, '开始')
const title = (page, text) => page.getByRole('heading', { level: 1, name: text })

async function look(page, name) {
  await accessible(page, `kiosk: ${name}`)
  await shoot(page, `${page.viewportSize().width}-kiosk-${name}`)
}

/** A donor whom the desk knows. */
async function donor(name) {
  const number = citizenNumber()
  const body = { document: { kind: 'citizen_id', number }, name, phone: '13900004321', consent_to_be_told: true }
  let made = await ask(registrar, '/api/recruit/donors', body)
  if (made.outcome === 'candidates') made = await ask(registrar, '/api/recruit/donors', { ...body, confirm_not_duplicate_of: made.candidates.map((one) => one.donor_id) })
  return { number, id: made.donor.donor_id }
}

const WITH_YES = ['我自愿献血', '今天身体状况良好', '是否已了解献血过程']

/** Answers every question so that the donor may go on; each must be a new one. */
async function answerAll(page, pictures) {
  const seen = new Set()
  for (;;) {
    await page.locator('h1').filter({ hasNotText: '正在准备' }).waitFor()
    const text = await page.locator('h1').innerText()
    if (text === '已完成，请候叫') return seen.size
    assert.ok(!seen.has(text), `asked twice: ${text}`)
    if (pictures && seen.size === 0) await look(page, 'question')
    seen.add(text)
    await named(page, WITH_YES.some((begins) => text.includes(begins)) ? '是' : '否').click()
    await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, text)
  }
}

async function readConsent(page, pictures) {
  for (let at = 1; at <= 5; at++) {
    await page.getByText(`献血知情同意 · ${at} / 6`).waitFor()
    if (pictures && at === 1) await look(page, 'consent')
    await named(page, '我已读完这一页').click()
  }
  await title(page, '最后，请您选择').waitFor()
  if (pictures) await look(page, 'choices')
  await named(page, '我已了解，自愿献血').click()
  await page.getByText('第 1 题').waitFor()
}

/** What the printer gets: how many pages of which size, points. */
async function printed(page, name) {
  const bytes = await page.pdf({ preferCSSPageSize: true })
  if (process.env.VENA_SHOTS) writeFileSync(join(process.env.VENA_SHOTS, `kiosk-${name}.pdf`), bytes)
  return [...bytes.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => `${Math.round(Number(width))}×${Math.round(Number(height))}`)
}

/** Nothing of a person is left: not on the page, not in any storage of the browser. */
async function forgotten(page) {
  await begin(page).waitFor()
  const left = await page.evaluate(async () => ({
    local: localStorage.length, session: sessionStorage.length, databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length, cookies: document.cookie,
    fields: [...document.querySelectorAll('input, textarea')].map((field) => field.value).join(''), text: document.body.innerText,
  }))
  assert.deepEqual({ ...left, text: '' }, { local: 0, session: 0, databases: 0, caches: 0, cookies: '', fields: '', text: '' })
  assert.ok(!/[林沈顾]/.test(left.text) && !/[ABC]\d{3}/.test(left.text), left.text)
}

it('a card, the staff instead of the camera, the consent before every question, a ticket', async () => {
  const beside = await agent()
  const { number, id } = await donor('林清和')
  for (const viewport of [TALL, BROAD]) {
    const { page, clean, close } = await kiosk(viewport)
    await look(page, 'start')
    await begin(page).click()
    await page.getByText('将身份证放在读卡器上').waitFor()
    await look(page, 'who')
    await beside.lay({ number, name: '林清和', picture: faces.self })
    await title(page, /您好，林/).waitFor()
    assert.ok(!(await page.locator('body').innerText()).includes(number))
    await look(page, 'hello')
    await named(page, '是我本人，继续').click()
    await readConsent(page, true)
    assert.ok((await answerAll(page, true)) > 15)
    await look(page, 'ticket')
    await named(page, '重新回答').click()
    await page.getByText('第 1 题').waitFor()
    assert.ok((await answerAll(page)) > 15, 'until the check begins the donor may answer once more')
    await named(page, '打印号码').click()
    assert.deepEqual(await printed(page, 'ticket'), ['227×227'], '80 × 80 mm')
    await named(page, '打印我的同意与回答').click()
    const sheet = page.locator('.k-paper-sheet')
    await sheet.waitFor({ state: 'attached' })
    assert.match(await sheet.textContent(), /自愿、无偿，随时可以停止.*健康征询/s)
    assert.doesNotMatch(await sheet.textContent(), /性伴|毒品/, 'what only the physician sees is not printed')
    const pages = await printed(page, 'sheet')
    assert.ok(pages.length > 1 && pages.every((size) => size === '420×595'), `A5, not ${pages}`)
    await named(page, '完成').click()
    await forgotten(page)
    const [visit] = (await told(registrar, '/api/collect/visits')).filter((one) => one.donor_id === id)
    assert.equal(visit.state, 'asked')
    assert.equal(visit.identified_by, 'document')
    assert.equal(visit.answered.place, 'kiosk')
    assert.ok(visit.consent)
    await ask(registrar, `/api/collect/visits/${visit.visit_id}/leave`, { reason: 'changed_mind' })
    clean()
    await close()
  }
  await beside.close()
})

it('faces are compared only when somebody agrees, and another face is not taken for the same', async () => {
  const admin = await people.as('admin')
  const me = await told(registrar, '/api/session')
  const set = (on) => ask(admin, `/api/collect/kiosk/sites/${me.site.site_id}/switches`, { name: 'face_comparison', on, reason: '自助核验身份，已公示，并提供人工核对' })
  await set(true)
  const beside = await agent()
  const { page, clean, close } = await kiosk()
  for (const [name, picture, outcome] of [['沈望舒', faces.self, '比对一致'], ['顾晓', faces.other, /无法确定|与证件照片不一致/]]) {
    const { number, id } = await donor(name)
    await begin(page).click()
    await page.getByText('将身份证放在读卡器上').waitFor()
    await beside.lay({ number, name, picture })
    await named(page, '是我本人，继续').click()
    await title(page, '用摄像头核对是不是您本人？').waitFor()
    const ways = await page.locator('.k-way').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => [width, height]))
    assert.deepEqual(ways[0], ways[1], 'both ways are of the same size')
    await look(page, 'face')
    await page.getByRole('button', { name: /我单独同意使用摄像头/ }).click()
    await page.locator('button.k-go:not([disabled])').waitFor({ timeout: 60_000 })
    await page.waitForFunction(() => document.querySelector('video').videoWidth > 0)
    await shoot(page, `1280-kiosk-camera-${name}`)
    await named(page, '拍照并比对').click()
    await title(page, outcome).waitFor({ timeout: 90_000 })
    await look(page, `verdict-${id.slice(-4)}`)
    const [visit] = (await told(registrar, '/api/collect/visits')).filter((one) => one.donor_id === id)
    assert.equal(visit.face.verdict === 'same', picture === faces.self)
    assert.ok(visit.face.score > 0)
    await named(page, '取消').click()
    await forgotten(page)
    assert.equal(await page.evaluate(() => document.querySelectorAll('video').length), 0)
    await ask(registrar, `/api/collect/visits/${visit.visit_id}/leave`, { reason: 'mistake' })
  }
  clean()
  await close()
  await beside.close()
  await set(false)
})

it('a camera greets where it is switched on and who agrees, and nobody else', async () => {
  const admin = await people.as('admin')
  const me = await told(registrar, '/api/session')
  const set = (on) => ask(admin, `/api/collect/kiosk/sites/${me.site.site_id}/switches`, { name: 'camera_greeting', on, reason: '自愿的迎宾问候，已公示，不保存画面' })
  const { page, clean, close } = await kiosk()
  const offer = named(page, '摄像头迎宾（自愿）')
  assert.equal(await offer.count(), 0, 'off until somebody switches it on')
  await set(true)
  await page.reload()
  await offer.waitFor()
  await look(page, 'start-greeting')
  await offer.click()
  await title(page, '用摄像头跟您打个招呼？').waitFor()
  await look(page, 'greet')
  await page.getByRole('button', { name: /不用摄像头/ }).click()
  await title(page, '请出示身份证或预约码').waitFor()
  assert.deepEqual(await page.evaluate(() => [window.cameras, window.spoken]), [0, []], 'no camera without a yes')
  await named(page, '取消').click()
  await offer.click()
  await page.getByRole('button', { name: /我单独同意打开摄像头/ }).click()
  await title(page, '您好！谢谢您来献血').waitFor({ timeout: 60_000 })
  await look(page, 'greeted')
  assert.deepEqual(await page.evaluate(() => [window.cameras, window.spoken, document.querySelectorAll('video').length]), [1, ['您好！谢谢您来献血'], 0])
  await begin(page).click()
  await title(page, '请出示身份证或预约码').waitFor()
  await named(page, '取消').click()
  await forgotten(page)
  await offer.click()
  await title(page, '用摄像头跟您打个招呼？').waitFor()
  assert.equal(await page.evaluate(() => window.cameras), 1, 'the next one is asked anew')
  await set(false)
  clean()
  await close()
})

it('no card reader, no document: the staff is called, and its desk sees it', async () => {
  const { page, clean, close } = await kiosk()
  await begin(page).click()
  await page.getByText('读卡器没有连接').waitFor()
  await page.getByLabel('或输入 8 位预约码').fill('ZZZZ9999')
  await named(page, '确认').click()
  await page.getByRole('alert').filter({ hasText: '没有这个预约码' }).waitFor()
  await named(page, '取号并呼叫工作人员').click()
  await title(page, '请稍候，工作人员会为您登记').waitFor()
  await look(page, 'desk')
  const desk = await people.visit('registrar', '/collect/queue')
  const card = desk.locator('.queue-card').filter({ hasText: '自助机请求帮助' })
  await card.first().waitFor()
  await named(page, '完成').click()
  await forgotten(page)
  clean()
  await close()
})

it('somebody else, or somebody who changed their mind, leaves nothing and is asked nothing', async () => {
  const beside = await agent()
  const { number, id } = await donor('林清和')
  const { page, clean, close } = await kiosk()
  await begin(page).click()
  await page.getByText('将身份证放在读卡器上').waitFor()
  await beside.lay({ number, name: '林清和' })
  await named(page, '不是我').click()
  await forgotten(page)
  await begin(page).click()
  await page.getByText('将身份证放在读卡器上').waitFor()
  await beside.lay({ number, name: '林清和' })
  await named(page, '是我本人，继续').click()
  await readConsent(page)
  assert.ok(await named(page, '上一步').isVisible())
  await named(page, '上一步').click()
  await named(page, '今天不献了').click()
  await title(page, '谢谢您来过').waitFor()
  await look(page, 'goodbye')
  await named(page, '完成').click()
  await forgotten(page)
  const all = await told(registrar, '/api/collect/visits?all=true')
  const [visit] = all.filter((one) => one.donor_id === id)
  assert.equal(visit.left_reason, 'changed_mind')
  clean()
  await close()
  await beside.close()
})

it('nobody is there any more: it counts down and forgets; somebody who is there goes on', async () => {
  const beside = await agent()
  const { number } = await donor('林清和')
  const { page, clean, close } = await kiosk()
  await begin(page).click()
  await page.getByText('将身份证放在读卡器上').waitFor()
  await beside.lay({ number, name: '林清和' })
  await named(page, '是我本人，继续').waitFor()
  await page.clock.install()
  await page.mouse.move(10, 10)
  await page.clock.runFor(46_000)
  await page.getByRole('alertdialog').waitFor()
  await look(page, 'still-there')
  await named(page, '我还在').click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.mouse.move(20, 20)
  await page.clock.runFor(46_000)
  await page.getByRole('alertdialog').waitFor()
  for (let second = 0; second < 17; second++) await page.clock.runFor(1000)
  await forgotten(page)
  clean()
  await close()
  await beside.close()
})

it('a cut line is said, and the same answer goes through once it is back', async () => {
  const beside = await agent()
  const { number } = await donor('林清和')
  const { page, context, clean, close } = await kiosk()
  await begin(page).click()
  await page.getByText('将身份证放在读卡器上').waitFor()
  await beside.lay({ number, name: '林清和' })
  await named(page, '是我本人，继续').click()
  await readConsent(page)
  const first = await page.locator('h1').innerText()
  await context.setOffline(true)
  await named(page, '是').click()
  await page.getByRole('alert').filter({ hasText: '网络不通' }).waitFor()
  await shoot(page, '1280-kiosk-offline')
  await context.setOffline(false)
  await named(page, '是').click()
  await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, first)
  await page.getByText('第 2 题').waitFor()
  await named(page, '取消').click()
  await forgotten(page)
  clean()
  await close()
  await beside.close()
})

it('the wall shows numbers and places, no names; the queue calls', async () => {
  const desk = await people.visit('registrar', '/collect/queue')
  await desk.getByLabel('我的位置').fill('登记 1 号台')
  await desk.getByRole('button', { name: '取号', exact: true }).click()
  await desk.getByText(/号码 C\d+ 已发出/).waitFor()
  await desk.getByRole('region', { name: '候登记征询' }).getByRole('button', { name: '叫下一位' }).click()
  await desk.getByText('已叫到 登记 1 号台').first().waitFor()
  await accessible(desk, 'queue')
  await shoot(desk, '1440-queue')
  await desk.locator('.queue-card a').first().click()
  await desk.locator('.visit-head').waitFor()
  await accessible(desk, 'visit')
  await shoot(desk, '1440-queue-visit')
  const narrow = await people.visit('registrar02', '/collect/queue', { narrow: true })
  await accessible(narrow, 'narrow queue')
  await shoot(narrow, '390-queue')
  const { page, clean, close } = await kiosk({ width: 1920, height: 1080 })
  await page.goto('/kiosk/house')
  await page.getByText('登记 1 号台').first().waitFor()
  await look(page, 'house')
  assert.ok(!/\*/.test(await page.locator('main').innerText()), 'no names')
  clean()
  await close()
})
