// The confirmation laboratory: what was reactive is sent with a list, its report is typed by one and read by another, who does not see
// what the first has typed.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { day, fill, stage, told } from './stage.js'

let people
before(async () => {
  people = await stage({ allow: [404, 409, 422] })
})
after(() => people.close())

it('shows what is to be done and by when', async () => {
  const page = await people.visit('tester', '/lab/confirmations')
  await page.locator('main table tbody tr').first().waitFor()
  await accessible(page, 'confirmations')
  await shoot(page, '1440-confirmations')
  await narrowed(page, 'confirmations')
  const { items } = await told(page, '/api/lab/confirmations?open=true')
  assert.ok(items.some((one) => one.stage === 'to_notify') && items.some((one) => one.stage === 'typed'), JSON.stringify(items.map((one) => one.stage)))
})

it('is read by another person without the first one\'s eyes', async () => {
  const page = await people.visit('checker', '/lab/confirmations')
  const { items } = await told(page, '/api/lab/confirmations?open=true')
  const typed = items.find((one) => one.stage === 'typed')
  assert.equal(typed.outcome ?? null, null, 'not told to the second reader')
  const row = page.locator('main table tbody tr').filter({ hasText: '待复核' }).first()
  await row.getByRole('button', { name: '复核' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { outcome: 'positive', report_no: 'QZ-0000' })
  await dialog.getByRole('button', { name: '复核' }).click()
  await dialog.getByText('confirmation.differs').waitFor()
  await accessible(page, 'confirmation differs')
  await shoot(page, '1440-confirmation-differs')
  await fill(dialog, { outcome: 'negative', report_no: 'QZ-2026-0302' })
  await dialog.getByRole('button', { name: '复核' }).click()
  await dialog.waitFor({ state: 'detached' })
})

it('types a report as it stands, and names what is wrong with its day', async () => {
  const page = await people.visit('tester', '/lab/confirmations')
  const row = page.locator('main table tbody tr').filter({ hasText: '已送检' }).first()
  await row.getByRole('button', { name: '录入结果' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { outcome: 'positive', report_no: 'QZ-9', reported_on: day(3) })
  await dialog.getByRole('button', { name: '录入结果' }).click()
  await dialog.getByText('confirmation.future').waitFor()
  await fill(dialog, { reported_on: day(0) })
  await dialog.getByRole('button', { name: '录入结果' }).click()
  await dialog.waitFor({ state: 'detached' })
})

it('reports a confirmed case by law', async () => {
  const page = await people.visit('tester', '/lab/confirmations')
  const row = page.locator('main table tbody tr').filter({ hasText: '待报告' }).first()
  await row.getByRole('button', { name: '登记传染病报告' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { card_no: `CDC-${day(0)}` })
  await dialog.getByRole('button', { name: '登记传染病报告' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { items } = await told(page, '/api/lab/confirmations?open=true')
  assert.ok(!items.some((one) => one.stage === 'to_notify'))
})
