// The end of a day at a site: a box packed by scan, a wrong number named, sent; the count compared.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, bleeds, button, fill, freshNumber, inDialog, newDonation, newDonor, stage, told } from './stage.js'

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

/** A line of a logger, so many minutes ago, on the clock of the house. */
const line = (minutes, temp) => `${new Date(Date.now() - minutes * 60_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')},${temp}`

/** A bag that the nurse has just taken from somebody new, through the API. */
async function drawn(nurse, registrar, name) {
  const donor = await newDonor(registrar, name)
  const { donation_id } = await newDonation(people, donor)
  const number = freshNumber()
  await bleeds(nurse, donation_id, number, { document_scan: donor.document })
  return { donation_id, number }
}

test('who has given hears from when on again, and the gift is counted', async () => {
  const page = await people.visit('collector', '/care/gifts')
  const registrar = await people.as('registrar')
  await inDialog(page, button(page.locator('main'), '入库'), { gift: 'umbrella', pieces: 30, note: '市红十字会捐赠' }, '入库')
  await page.locator('main').getByText('+30', { exact: true }).first().waitFor()
  await accessible(page, 'gifts')
  await shoot(page, '1440-gifts')
  const { donation_id, number } = await drawn(page, registrar, '慕容拾光')
  await page.goto(`/collect/chairs/${donation_id}`)
  await page.locator('.after-next').getByText('全血', { exact: true }).waitFor()
  await accessible(page, 'chair-after')
  await shoot(page, '1440-chair-after')
  await ask(page, `/api/care/donations/${number}/gift`, { gift: 'umbrella' })
  await page.reload()
  await page.getByText('已发放：雨伞').waitFor()
  const narrow = await people.visit('collector02', '/care/gifts', { narrow: true })
  await shoot(narrow, '390-gifts')
  await narrow.goto(`/collect/chairs/${donation_id}`)
  await narrow.locator('.after-next').waitFor()
  await shoot(narrow, '390-chair-after')
  people.clean()
})

test('a warm journey is seen on its curve, and a bag that is not there gets somebody who looks for it', async () => {
  const nurse = await people.as('collector')
  const [one, two] = [await drawn(nurse, await people.as('registrar'), '独孤望月'), await drawn(nurse, await people.as('registrar'), '令狐听雨')]
  const { box_id } = await ask(nurse, '/api/collect/boxes', { code: `E2E-R${Date.now() % 1_000_000}`, mode: 'cold', logger: 'TL-0311' })
  await ask(nurse, `/api/collect/boxes/${box_id}/put`, { bags: [one.number, two.number], tubes: [one, two].flatMap(({ number }) => [number, number, number]) })
  await ask(nurse, `/api/collect/boxes/${box_id}/send`, { seal: 'S-1', carrier: '宋清和', temp_c: 4 })
  const page = await people.visit('technician', `/collect/boxes/${box_id}`, { allow: [409] })
  await fill(page, { points: [line(60, 4), line(40, 5), line(30, 12.4), line(18, 11), line(8, 6)].join('\n') })
  await button(page.locator('main'), '保存记录').click()
  await page.locator('.box-curve').waitFor()
  await accessible(page, 'box-record')
  await shoot(page, '1440-box-record')
  await page.locator('main [name=bags]').fill(one.number)
  await fill(page, { seal: 'S-1', note: '另一袋不在箱内', temp_c: '5' })
  await button(page.locator('main'), '开箱接收').click()
  await page.locator('main').getByText('缺失', { exact: true }).first().waitFor()
  await page.goto('/collect/box-cases')
  const row = page.locator('main table tbody tr', { hasText: two.number.slice(-6) })
  await row.waitFor()
  await accessible(page, 'box-cases')
  await shoot(page, '1440-box-cases')
  const dialog = await (await button(row, '处理').click(), page.locator('dialog[open]'))
  await shoot(page, '1440-box-case')
  await fill(dialog, { reason: '沿途和两端均已查找，未见此袋' })
  await button(dialog, '提请确认丢失').click()
  await row.getByText('待确认丢失').waitFor()
  const quality = await people.visit('quality', '/collect/box-cases', { narrow: true })
  await shoot(quality, '390-box-cases')
  await button(quality.locator('main table tbody tr, main .row-card', { hasText: two.number.slice(-6) }).first(), '处理').click()
  await shoot(quality, '390-box-case')
  await button(quality.locator('dialog[open]'), '确认丢失').click()
  await quality.locator('dialog[open]').waitFor({ state: 'detached' })
  const closed = await told(quality, '/api/collect/box-cases?closed=true')
  assert.equal(closed.items.find((item) => item.donation_number === two.number)?.state, 'lost')
})
