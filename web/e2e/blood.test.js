// Orders and imports on the screen, with real data.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, BASE, launch, open, settled, shoot, signIn } from './browser.js'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** A product and group of which the station has bags to give. */
async function plenty(page) {
  const answer = await page.request.get(`${BASE}/api/store/stock?state=available&limit=50`)
  const units = (await answer.json()).items.filter((unit) => unit.group && unit.hours_left > 72 && !unit.product.startsWith('WB'))
  assert.ok(units.length > 0, 'the station of the demo city has nothing to give')
  return units[0]
}

it('takes an order of a hospital, allocates it with reasons, and issues it', async () => {
  const station = await open(browser)
  await signIn(station.page, 'issuer')
  const { product, group } = await plenty(station.page)
  const hospital = await open(browser)
  await signIn(hospital.page, 'h01.bank')
  await hospital.page.goto('/issue/orders/new')
  await settled(hospital.page)
  await hospital.page.locator('[name="lines.0.product"]').selectOption(product)
  await hospital.page.locator('[name="lines.0.group"]').selectOption(group)
  await hospital.page.locator('[name="lines.0.bags"]').fill('1')
  await accessible(hospital.page, 'new order')
  await shoot(hospital.page, '1440-order-new')
  await hospital.page.getByRole('button', { name: '提交订单' }).click()
  await hospital.page.waitForURL(/\/issue\/orders\/order_/)
  const order = new URL(hospital.page.url()).pathname
  await station.page.goto(order)
  await settled(station.page)
  await station.page.getByRole('button', { name: '调配', exact: true }).click()
  await station.page.getByText(/看了 \d+ 袋，选中 1 袋/).waitFor()
  await accessible(station.page, 'allocated order')
  await shoot(station.page, '1440-order-allocated')
  await station.page.getByRole('button', { name: '发放 1 袋' }).click()
  await station.page.locator('.page-aside').getByText('已发放').waitFor()
  await shoot(station.page, '1440-order-issued')
  await hospital.page.locator('.list-detail-detail .page-aside').getByText('已发放').waitFor()
  for (const session of [station, hospital]) {
    session.clean()
    await session.close()
  }
})

const HEADER = '序号,产品名称,条码,产品码,血型,血量,采集日期,检测日期,入库日期'

const row = (number, code) => `${number},8064-冰冻血浆,${code},PG112030,O+,200ML,2026-06-20 09:00,2026-06-20 15:20,2026-06-21 10:20`

/** A table nobody has read before: its rows are numbered by the clock. */
function table() {
  const serial = String(Date.now() % 1_000_000).padStart(6, '0')
  const next = String((Number(serial) + 1) % 1_000_000).padStart(6, '0')
  return { good: `0160226${serial}`, text: [HEADER, row(1, `016022${serial}`), row(2, `0160226${next}`)].join('\n') }
}

it('reads a table, tells why a row is rejected, and takes it when corrected', async () => {
  const session = await open(browser)
  const { page } = session
  await signIn(page, 'storekeeper')
  await page.goto('/govern/imports/new')
  await settled(page)
  const { good, text } = table()
  await page.locator('[name=kind]').selectOption('cold-store')
  await page.locator('#import-file').setInputFiles({ name: 'cold-store-check.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: '读入' }).click()
  await page.waitForURL(/\/govern\/imports\/import/)
  await page.getByText('donation-number.damaged').first().waitFor()
  await accessible(page, 'import report')
  await shoot(page, '1440-import-report')
  await page.getByRole('button', { name: '改正' }).first().click()
  await page.locator('[name="values.条码"]').fill(good)
  await accessible(page, 'import correction')
  await page.getByRole('button', { name: '重新提交' }).click()
  await page.locator('.import-row').first().getByText('接受').waitFor()
  assert.equal(await page.locator('.import-rejected b').innerText(), '0')
  session.clean()
  await session.close()
})
