// A person without a key signs on the pad: reads to the end, chooses a fingerprint or a witness, writes, confirms; or does
// not sign. The staff follows it from their own desk.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, demoAccounts, launch, open, shoot, signIn } from './browser.js'
import { clearFinger, noFinger, smearedFinger } from './fingers.js'
import { ask, button, fill, gone, inDialog, stage, state, told } from './stage.js'

const NAME = '林知秋'

let people
let browser
let tablet
before(async () => {
  people = await stage({ allow: [409, 422] })
  browser = await launch()
  const registrar = await people.as('registrar')
  for (const { pad_id, can } of await told(registrar, '/api/records/pads')) if (can.cancel.ok) await ask(registrar, `/api/records/pads/${pad_id}/cancel`)
  tablet = await open(browser, { tablet: true, allow: [409, 422] })
  await signIn(tablet.page, 'pad')
})
after(async () => {
  noFinger()
  await people.close()
  await browser.close()
})

const named = (name) => tablet.page.getByRole('button', { name, exact: true })
const title = (text) => tablet.page.getByRole('heading', { name: text, level: 1 })
const asleep = () => tablet.page.locator('.pad-waiting h1').waitFor()

/** How the pad looks at this step, and that everybody can use it. */
async function look(name) {
  await accessible(tablet.page, `pad: ${name}`)
  await shoot(tablet.page, `1024-pad-${name}`)
}

/** A consent form for a donor who stands at the desk, opened where the staff sees it. */
async function consent(fingerprint) {
  const registrar = await people.as('registrar')
  const forms = await told(registrar, '/api/records/forms')
  const { example } = forms.find((form) => form.form === 'informed-consent')
  const made = await ask(registrar, '/api/records/documents', { form: 'informed-consent', data: { ...example, name: NAME, fingerprint } })
  return people.visit('registrar', `/records/documents/${made.document_id}`)
}

const place = (staff) => staff.locator('.place').first()

/** Sends the open document to the pad. */
async function send(staff) {
  await gone(await inDialog(staff, button(place(staff), '送到签名板'), { name: NAME, identity_shown: '居民身份证' }, '发送'))
  await place(staff).locator('.slot-pad').waitFor()
}

const followed = (staff, word) => place(staff).locator('.slot-pad').getByText(word, { exact: true }).waitFor()

/** Reads on, screen by screen, until the end is in sight. */
async function read() {
  const { page } = tablet
  await page.locator('.sheet[data-drawn]').first().waitFor()
  const paper = page.locator('.pad-paper')
  while (await page.getByRole('button', { name: '往下看' }).isVisible()) {
    const from = await paper.evaluate((element) => element.scrollTop)
    await page.getByRole('button', { name: '往下看' }).click()
    await page.waitForFunction((from) => document.querySelector('.pad-paper').scrollTop > from, from)
    await page.waitForFunction(() => {
      const { scrollTop, scrollHeight, clientHeight } = document.querySelector('.pad-paper')
      return scrollTop + clientHeight < scrollHeight - 2 || document.querySelector('.pad-button-go').textContent.includes('我已读完')
    })
  }
  await named('我已读完').click()
}

const STROKES = [0.15, 0.4, 0.6]

/** Writes as a pen does, with pressure, or as a finger. */
async function write(kind = 'pen') {
  const { page, context } = tablet
  const field = await page.locator('.pad-field').boundingBox()
  const devtools = await context.newCDPSession(page)
  const dispatch = kind === 'touch'
    ? (type, point) => devtools.send('Input.dispatchTouchEvent', { type: { down: 'touchStart', move: 'touchMove', up: 'touchEnd' }[type], touchPoints: type === 'up' ? [] : [point] })
    : (type, point) => devtools.send('Input.dispatchMouseEvent', { ...point, type: { down: 'mousePressed', move: 'mouseMoved', up: 'mouseReleased' }[type], button: 'left', buttons: type === 'up' ? 0 : 1, clickCount: 1, pointerType: 'pen' })
  for (const from of STROKES) {
    const points = Array.from({ length: 30 }, (_, i) => ({ x: field.x + (from + i / 180) * field.width, y: field.y + (0.5 + 0.2 * Math.sin(i / 4 + from * 9)) * field.height, force: 0.2 + 0.7 * Math.abs(Math.sin(i / 5)) }))
    await dispatch('down', points[0])
    for (const point of points.slice(1)) await dispatch('move', point)
    await dispatch('up', points.at(-1))
  }
  await devtools.detach()
}

/** What the page has kept beyond its own memory. */
const kept = () => tablet.page.evaluate(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys())].filter((name) => !['vena.language', 'vena.theme'].includes(name)))

it('waits with the name of the place and nothing else', async () => {
  await asleep()
  await look('waiting')
  assert.equal(new URL(tablet.page.url()).pathname, '/pad')
})

it('a fingerprint: poor ones are refused, a clear one goes on, and the signature is there at once', async () => {
  const staff = await consent('agreed')
  await send(staff)
  await accessible(staff, 'document at the pad')
  await shoot(staff, '1440-pad-sent')
  await title(`${NAME}，请您签署`).waitFor()
  await followed(staff, '正在阅读')
  await tablet.page.locator('.sheet[data-drawn]').first().waitFor()
  assert.equal(await named('我已读完').count(), 0)
  await look('read')
  await read()
  await look('consent')
  const sizes = await tablet.page.locator('.pad-way').evaluateAll((ways) => ways.map((way) => [way.offsetWidth, way.offsetHeight, getComputedStyle(way).backgroundColor, getComputedStyle(way).borderTopColor].join()))
  assert.equal(sizes[0], sizes[1])
  await tablet.page.getByRole('button', { name: '同意采集指纹' }).click()
  await followed(staff, '已选择方式')
  await look('finger')
  smearedFinger()
  await named('开始采集').click()
  await tablet.page.locator('.pad-trouble').getByText('指纹不清晰').waitFor()
  await look('finger-poor')
  clearFinger()
  await named('再试一次').click()
  await title('指纹已采集').waitFor()
  await followed(staff, '指纹已采集')
  await look('finger-done')
  await named('继续').click()
  await look('write')
  await write()
  await look('written')
  await named('重写').click()
  assert.ok(await named('确认签名').isDisabled())
  await write()
  await named('确认签名').click()
  await title('签好了，谢谢您').waitFor()
  await look('done')
  await place(staff).getByText('已签', { exact: true }).waitFor()
  assert.match(await place(staff).innerText(), new RegExp(NAME))
  await accessible(staff, 'document signed by hand')
  await shoot(staff, '1440-pad-signed')
  await named('轻触结束').click()
  await asleep()
  assert.deepEqual(await kept(), [])
})

it('a witness: a cut line loses nothing, and the staff confirms what it saw', async () => {
  const staff = await consent('agreed')
  await send(staff)
  await read()
  await tablet.page.getByRole('button', { name: '同意采集指纹' }).click()
  noFinger()
  await named('开始采集').click()
  await tablet.page.locator('.pad-trouble').waitFor()
  await named('不采指纹，改由工作人员见证').click()
  await title(/请在框内签名/).waitFor()
  await write('touch')
  await tablet.context.setOffline(true)
  await named('确认签名').click()
  await tablet.page.getByText('您的签名还在').waitFor()
  await look('offline')
  await tablet.context.setOffline(false)
  await title('请稍候，工作人员正在确认').waitFor()
  await look('witness')
  await followed(staff, '已手写，待见证')
  await shoot(staff, '1440-pad-written')
  await button(place(staff), '我看着本人签名').click()
  await accessible(staff, 'witness')
  await shoot(staff, '1440-pad-witness')
  await button(staff.locator('dialog[open]'), '确认见证').click()
  await place(staff).getByText('已签', { exact: true }).waitFor()
  await title('签好了，谢谢您').waitFor()
  await named('轻触结束').click()
  await asleep()
})

it('nobody has to sign: the document is closed with the reason', async () => {
  const staff = await consent('refused')
  await send(staff)
  await title(`${NAME}，请您签署`).waitFor()
  await named('不签名').click()
  const dialog = tablet.page.locator('dialog[open]')
  await dialog.waitFor()
  await look('refuse')
  await dialog.getByLabel('想再考虑一下').check()
  await button(dialog, '确定不签').click()
  await title('您没有签名').waitFor()
  await look('refused')
  await state('已拒签')(staff)
  await place(staff).getByText('想再考虑一下').waitFor()
  await shoot(staff, '1440-pad-refused')
  await named('轻触结束').click()
})

it('called back by the staff, the pad shows nothing of it any more', async () => {
  const staff = await consent('refused')
  await send(staff)
  await title(`${NAME}，请您签署`).waitFor()
  await button(place(staff), '取消').click()
  await title('这次签名已结束').waitFor()
  await named('轻触结束').click()
  await asleep()
  await button(place(staff), '重新送到签名板').waitFor()
})

it('covers what is personal when nobody touches it, and locks it after that', async () => {
  const guarded = await open(browser, { tablet: true, allow: [409, 422] })
  await guarded.page.clock.install()
  await guarded.context.addCookies(await tablet.context.cookies())
  const staff = await consent('refused')
  await tablet.page.goto('about:blank')
  await send(staff)
  await guarded.page.goto('/pad')
  await guarded.page.getByRole('heading', { name: `${NAME}，请您签署`, level: 1 }).waitFor()
  await guarded.page.clock.fastForward(91_000)
  await guarded.page.getByText('内容已隐藏').waitFor()
  assert.equal(await guarded.page.getByText(NAME).filter({ visible: true }).count(), 0)
  await shoot(guarded.page, '1024-pad-covered')
  await guarded.page.getByRole('button', { name: '轻触继续' }).click()
  await guarded.page.getByRole('heading', { name: `${NAME}，请您签署`, level: 1 }).waitFor()
  await guarded.page.clock.fastForward(91_000)
  await guarded.page.getByText('内容已隐藏').waitFor()
  await guarded.page.clock.fastForward(91_000)
  await guarded.page.getByText('已锁定').waitFor()
  assert.equal(await guarded.page.getByText(NAME).count(), 0)
  await shoot(guarded.page, '1024-pad-locked')
  await button(place(staff), '取消').click()
  await guarded.page.locator('.pad-ended').waitFor()
  guarded.clean()
  await guarded.close()
})

it('a kiosk is a pad for one paper, and a kiosk again', async () => {
  const pad = tablet
  tablet = await open(browser, { tablet: true, allow: [401, 409, 422] })
  const { page } = tablet
  const [{ password }] = await demoAccounts()
  await page.goto('/kiosk/')
  await page.getByLabel('账号').fill('kiosk')
  await page.getByLabel('密码').fill(password)
  await named('登录').click()
  await named('开始').waitFor()
  const staff = await consent('refused')
  await send(staff)
  const waits = page.getByRole('button', { name: /请在此签署/ })
  await waits.waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes(NAME), 'everybody in the room reads this screen')
  await look('kiosk-waits')
  await waits.click()
  await read()
  await page.locator('.pad-way').last().click()
  await title(/请在框内签名/).waitFor()
  await write()
  await named('确认签名').click()
  await title('请稍候，工作人员正在确认').waitFor()
  await button(place(staff), '我看着本人签名').click()
  await button(staff.locator('dialog[open]'), '确认见证').click()
  await title('签好了，谢谢您').waitFor()
  await named('轻触结束').click()
  await named('开始').waitFor()
  assert.equal(new URL(page.url()).pathname, '/kiosk/')
  assert.equal(await waits.count(), 0)
  await page.goto('/pad?kiosk')
  await named('开始').waitFor()
  tablet.clean()
  await tablet.close()
  tablet = pad
})

it('evidence is seen with a reason, and seeing it is part of the life of the document', async () => {
  const registrar = await people.as('registrar')
  const { items } = await told(registrar, '/api/records/documents?form=informed-consent&limit=20')
  const signed = items.filter((row) => row.signed > 0).at(-1)
  const path = `/records/documents/${signed.document_id}`
  for (const [size, options] of [['1440', {}], ['390', { narrow: true }]]) {
    const care = await open(browser, { ...options, allow: [409, 422] })
    await signIn(care.page, 'donorcare')
    await care.page.goto(path)
    await care.page.getByRole('button', { name: '查看签名证据' }).click()
    const dialog = care.page.locator('dialog[open]')
    await accessible(care.page, 'reason for evidence')
    await shoot(care.page, `${size}-evidence-reason`)
    await fill(dialog, { reason: '献血者对签名提出异议' })
    await button(dialog, '记录原因并查看').click()
    await dialog.getByRole('img', { name: '手写笔迹' }).waitFor()
    await dialog.getByRole('img', { name: '指纹', exact: true }).waitFor()
    assert.equal(await dialog.getByText('与采集时一致').count(), 1)
    await accessible(care.page, 'evidence')
    await shoot(care.page, `${size}-evidence`)
    await dialog.getByRole('slider').fill('0')
    await dialog.getByText('0.0 秒', { exact: true }).waitFor()
    await shoot(care.page, `${size}-evidence-replay`)
    await care.page.keyboard.press('Escape')
    await care.page.locator('.steps').getByText('查看签名证据').first().waitFor()
    care.clean()
    await care.close()
  }
  const { page } = await open(browser, {})
  await page.context().addCookies(await registrar.context().cookies())
  await page.goto(path)
  await page.locator('.place').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '查看签名证据' }).count(), 0)
})

it('on a phone: the document with what stands at its places', async () => {
  const registrar = await people.as('registrar')
  const phone = await open(browser, { narrow: true })
  await phone.context.addCookies(await registrar.context().cookies())
  await phone.page.goto(new URL(registrar.url()).pathname)
  await phone.page.locator('.place').first().waitFor()
  await accessible(phone.page, 'document of a pad on a phone')
  await shoot(phone.page, '390-pad-document')
  phone.clean()
  await phone.close()
})

it('left nothing behind: no fault in any of these sessions', () => {
  people.clean()
  // The line that was cut on purpose.
  assert.deepEqual(tablet.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')), [])
})
