// The end of a day at a site: a box packed by scan, a wrong number named, sent; the count compared.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, shoot } from './browser.js'
import { button, fill, freshNumber, inDialog, stage } from './stage.js'

let people

before(async () => { people = await stage() })
after(() => people.close())

test('a box is begun, a number nobody has collected stays outside, an empty box does not leave', async () => {
  const page = await people.visit('collector', '/collect/boxes', { allow: [404, 409, 422] })
  await accessible(page, 'boxes')
  await shoot(page, '1440-boxes')
  const code = `E2E-${Date.now() % 1_000_000}`
  const mode = page.locator('dialog[open] [name=mode] option:not([value=""])').first()
  await button(page.locator('main'), '开始装箱').click()
  await mode.waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await inDialog(page, button(page.locator('main'), '开始装箱'), { code }, '开始装箱')
  await page.waitForURL(/\/collect\/boxes\/[a-z]+_/)
  const wrong = freshNumber()
  await fill(page, { bags: wrong })
  await button(page.locator('main'), '装入').click()
  await page.getByText('没有装入', { exact: true }).waitFor()
  assert.ok((await page.locator('main').innerText()).includes(wrong))
  await accessible(page, 'box')
  await shoot(page, '1440-box-refused')
  people.clean()
})

test('the sessions are listed and one opens', async () => {
  const page = await people.visit('collector', '/collect/sessions')
  await page.locator('main table a, main .empty-state').first().waitFor()
  await accessible(page, 'sessions')
  await shoot(page, '1440-sessions')
  const row = page.locator('main table tbody a').first()
  await row.click()
  await page.waitForURL(/\/collect\/sessions\/.+/)
  await page.getByText('当日情况', { exact: true }).waitFor()
  await accessible(page, 'session')
  await shoot(page, '1440-session')
  people.clean()
})
