// Places at the chair: book for a caller, check in, close a day, groups, plan, map and model.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, fill, inDialog, stage, told } from './stage.js'

let at
before(async () => { at = await stage({ allow: [409] }) })
after(() => at.close())

const DAY = 86_400_000
const inDays = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10)

async function house(page) {
  const sites = await told(page, '/api/recruit/sites')
  return sites.find((site) => site.kind === 'house').site.site_id
}

/** A person who never was, old enough and never deferred. */
async function somebody(page, name) {
  const number = `T${10_000_000 + Math.floor(Math.random() * 89_000_000)}`
  const body = { document: { kind: 'passport', number }, name, phone: `199${Math.floor(Math.random() * 1e8).toString().padStart(8, '0')}`, born_on: '1990-05-06', sex: 'female', consent_to_be_told: true }
  const answer = await ask(page, '/api/recruit/donors', body)
  assert.equal(answer.outcome, 'registered')
  return answer.donor.donor_id
}

async function booked(page, donor, site, day, turn = 0) {
  const days = await told(page, `/api/recruit/slots?site_id=${site}&kind=whole_blood&from=${day}&days=1`)
  const free = days[0].slots.filter((slot) => slot.left > 0)
  return ask(page, '/api/recruit/bookings', { donor_id: donor, site_id: site, kind: 'whole_blood', starts_at: free[turn].starts_at })
}

it('books for somebody who calls, moves it and gives it back', async () => {
  const page = await at.visit('registrar', '/recruit/bookings')
  const site = await house(page)
  const name = '百里映霞'
  await somebody(page, name)
  await page.goto(`/recruit/bookings/new?site=${site}&day=${inDays(3)}&kind=whole_blood`)
  await page.locator('main input[type=search]').last().fill(name)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '选择献血者' }).first().click()
  const free = page.locator('.slot-key:not([disabled])').first()
  await free.click()
  await shoot(page, 'booking-new')
  await page.getByRole('button', { name: '预约', exact: true }).click()
  await page.locator('.booking-when').waitFor()
  await accessible(page)
  await shoot(page, 'booking')
  await page.getByRole('button', { name: '改约' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { day: inDays(4) })
  await dialog.locator('.slot-key:not([disabled])').nth(2).click()
  await dialog.getByRole('button', { name: '改约', exact: true }).click()
  await page.locator('.booking-when', { hasText: inDays(4) }).waitFor()
  await inDialog(page, page.getByRole('button', { name: '取消预约' }), { reason: '来电取消' }, '取消预约')
  await page.getByText('已取消').filter({ visible: true }).first().waitFor()
})

it('shows a day as a ladder and checks people in', async () => {
  const page = await at.visit('registrar', '/recruit/bookings')
  const site = await house(page)
  for (const [turn, name] of ['端木知微', '东方云舒', '公孙若谷'].entries()) await booked(page, await somebody(page, name), site, inDays(2), turn)
  await page.goto(`/recruit/bookings?site=${site}&day=${inDays(2)}`)
  await page.locator('.ladder-booking').nth(2).waitFor()
  await accessible(page)
  await shoot(page, 'bookings')
  const narrow = await at.visit('registrar02', `/recruit/bookings?site=${site}&day=${inDays(2)}`, { narrow: true })
  await narrow.locator('.ladder-booking').first().waitFor()
  await shoot(narrow, 'bookings-390')
})

it('closes a day only after showing whom it hits', async () => {
  const page = await at.visit('donorcare', '/recruit/sites')
  await page.getByRole('row').nth(3).waitFor()
  await accessible(page)
  await shoot(page, 'sites')
  const site = await house(page)
  await booked(page, await somebody(page, '皇甫清和'), site, inDays(6))
  await page.goto(`/recruit/sites/${site}`)
  await page.getByRole('button', { name: '关闭或调整一天' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { day: inDays(6), kind: 'closed', reason: '停电检修' })
  await dialog.getByRole('button', { name: '查看影响' }).click()
  await dialog.getByText('将取消 1 个预约').waitFor()
  await shoot(page, 'site-close')
  await dialog.getByRole('button', { name: '确认并通知 1 人' }).click()
  await page.getByText('停电检修').first().waitFor()
  await accessible(page)
  await shoot(page, 'site')
})

it('cancels a stop of a vehicle after showing whom it hits', async () => {
  const page = await at.visit('donorcare', '/recruit/sites')
  const sites = await told(page, '/api/recruit/sites')
  const vehicle = sites.findLast((one) => one.kind === 'vehicle' && one.next_free.some(({ at }) => at)).site.site_id
  const day = inDays(9)
  await booked(page, await somebody(page, '夏侯明川'), vehicle, day)
  await page.goto(`/recruit/sites/${vehicle}`)
  const row = page.locator('li.row', { hasText: day }).first()
  await shoot(page, 'site-vehicle')
  await row.getByRole('button', { name: '取消停靠' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { reason: '道路封闭' })
  await dialog.getByRole('button', { name: '查看影响' }).click()
  await dialog.getByText('将取消 1 个预约').waitFor()
  await shoot(page, 'stop-cancel')
  await dialog.getByRole('button', { name: '确认并通知 1 人' }).click()
  await row.waitFor({ state: 'detached' })
})

it('takes chairs out of use, and a person decides about bookings beyond capacity', async () => {
  const page = await at.visit('donorcare', '/recruit/sites')
  const site = await house(page)
  const day = inDays(11)
  await booked(page, await somebody(page, '轩辕听雨'), site, day)
  const { beds } = await told(page, `/api/recruit/sites/${site}`)
  await page.goto(`/recruit/sites/${site}`)
  await page.getByRole('button', { name: '采血椅停用' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { chairs: beds, from_at: `${day}T00:00`, until_at: `${day}T23:45`, reason: '采血椅检修' })
  await dialog.getByRole('button', { name: '查看影响' }).click()
  await dialog.getByText('轩**雨').waitFor()
  await shoot(page, 'chairs-out')
  await dialog.getByRole('button', { name: '停用，1 个预约待处理' }).click()
  await page.getByText('1 个预约超出容量，待处理').click()
  await page.getByRole('link', { name: '轩**雨' }).waitFor()
  await accessible(page, 'booking cases')
  await shoot(page, 'booking-cases')
  await page.getByRole('button', { name: '改约…' }).click()
  await page.locator('dialog[open] .near-keys .slot-key').first().click()
  await shoot(page, 'booking-case-move')
  await page.locator('dialog[open]').getByRole('button', { name: '改约并通知' }).click()
  await page.getByText('没有超出容量的预约').waitFor()
  // Back before its time: the chairs and, after it, a machine.
  await page.goto(`/recruit/sites/${site}`)
  const chairs = page.locator('section', { hasText: '采血椅停用' }).locator('li', { hasText: day })
  await inDialog(page, chairs.getByRole('button', { name: '恢复使用' }), { reason: '备件已到' }, '恢复使用')
  await chairs.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '登记停用' }).first().click()
  await fill(dialog, { from_at: `${day}T00:00`, until_at: `${day}T23:45`, reason: '离心机检修' })
  await dialog.getByRole('button', { name: '查看影响' }).click()
  await dialog.getByRole('button', { name: '停用，0 个预约待处理' }).click()
  const machine = page.locator('li', { hasText: '离心机检修' })
  await machine.getByRole('button', { name: '恢复使用' }).waitFor()
  await accessible(page, 'machine out of use')
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await shoot(page, `${width}-out-of-use`)
  }
  await inDialog(page, machine.getByRole('button', { name: '恢复使用' }), { reason: '提前修好' }, '恢复使用')
  await machine.waitFor({ state: 'detached' })
})

for (const [path, name, waitFor] of [['plan', 'plan', '.plan-cell'], ['coverage', 'coverage', '.city-map'], ['show-model', 'show-model', '.weight-row'], ['groups', 'groups', '.page-head']]) {
  it(`shows ${name}`, async () => {
    const page = await at.visit('donorcare', `/recruit/${path}`)
    await page.locator(waitFor).first().waitFor()
    await accessible(page)
    await shoot(page, `recruit-${name}`)
    const narrow = await at.visit('donorcare', `/recruit/${path}`)
    await narrow.setViewportSize({ width: 390, height: 844 })
    await shoot(narrow, `recruit-${name}-390`)
    await narrow.setViewportSize({ width: 1440, height: 900 })
  })
}
