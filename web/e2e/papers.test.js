// Papers are drawn from what the scenes know: from the page of the thing, without copying, and found there again.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, launch, open, settled, shoot } from './browser.js'
import { button, stage, told } from './stage.js'

let people
let browser
before(async () => {
  people = await stage({ allow: [409, 422] })
  browser = await launch()
})
after(async () => {
  await people.close()
  await browser.close()
})

const papers = (page) => page.locator('.papers')

/** The newest thing of a list whose papers can be drawn, opened. */
async function opened(username, list, pathOf) {
  const page = await people.as(username)
  const { items } = await told(page, list)
  assert.ok(items.length > 0, `${username} has nothing in ${list}`)
  return people.visit(username, pathOf(items[0]))
}

/** Draws the form of this title; answers whether people had to add something first. */
async function draw(page, form) {
  await papers(page).getByRole('button', { name: `生成${form}`, exact: true }).click()
  const refused = papers(page).locator('.problem')
  await Promise.race([page.waitForURL(/\/records\/documents\/(document_|from)/), refused.waitFor().then(async () => assert.fail(await refused.innerText()))])
  await settled(page)
  return page.url().includes('/from')
}

it('a shipment: its slip is filled in, and stands on its page from then on', async () => {
  const page = await opened('issuer', '/api/transport/shipments?state=received&limit=20', ({ shipment_id }) => `/transport/shipments/${shipment_id}`)
  const path = new URL(page.url()).pathname
  await papers(page).getByText('由系统数据生成').waitFor()
  await accessible(page, 'papers of a shipment')
  await shoot(page, '1440-papers-shipment')
  const [form] = await told(page, '/api/records/forms?subject=shipment')
  assert.equal(await draw(page, form.title.zh), false)
  await page.locator('.place').nth(3).waitFor()
  await page.locator('.paper-frame').waitFor()
  await shoot(page, '1440-papers-slip')
  const number = await page.locator('.facts .number').first().innerText()
  await people.visit('issuer', path)
  await papers(page).getByText(number).waitFor()
  await papers(page).locator('li', { hasText: number }).getByText('0/4 已签').waitFor()
  await shoot(page, '1440-papers-shipment-drawn')
  const phone = await open(browser, { narrow: true })
  await phone.context.addCookies(await page.context().cookies())
  await phone.page.goto(path)
  await papers(phone.page).getByText(number).waitFor()
  await accessible(phone.page, 'papers of a shipment on a phone')
  await papers(phone.page).scrollIntoViewIfNeeded()
  await shoot(phone.page, '390-papers-shipment')
  phone.clean()
  await phone.close()
})

const THINGS = [
  ['issuer', 'order', '/api/issue/orders?limit=20&state=issued', ({ order_id }) => `/issue/orders/${order_id}`],
  ['registrar', 'donation', '/api/collect/donations?limit=20', ({ donation_id }) => `/collect/donations/${donation_id}`],
  ['quality', 'unit', '/api/store/stock?limit=20', ({ unit_id, unit }) => `/units/${unit_id ?? unit.unit_id}`],
]

for (const [username, kind, list, pathOf] of THINGS) {
  it(`${kind}: every paper that it offers can be drawn, and people are asked for the rest alone`, async () => {
    const page = await opened(username, list, pathOf)
    const path = new URL(page.url()).pathname
    const forms = await told(page, `/api/records/forms?subject=${kind}`)
    assert.ok(forms.length > 0, `nothing is drawn from ${kind}`)
    for (const form of forms) {
      await people.visit(username, path)
      await papers(page).scrollIntoViewIfNeeded()
      await shoot(page, `1440-papers-${kind}`)
      const asks = await draw(page, form.title.zh)
      await accessible(page, `${form.form} from ${kind}`)
      await shoot(page, `1440-papers-${form.form}`)
      if (!asks) await page.locator('.places').waitFor()
      else await button(page, '生成文书').waitFor()
    }
  })
}

it('left nothing behind: no fault in any of these sessions', () => people.clean())
