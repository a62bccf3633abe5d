// The label of a bag: seen as it is printed, printed again, kept as a file for label printers, scanned when it sticks.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, it } from 'node:test'
import { accessible, launch, open, shoot } from './browser.js'
import { button, fill, press, stage, told } from './stage.js'

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

const sheet = (page) => page.locator('.label-sheet')
const codes = async (page) => (await page.locator('.bag-code').allTextContents()).join('\n')

/** The first drawn page of the label that stands on the screen. */
const drawn = (page) => sheet(page).locator('.sheet[data-drawn]').first().waitFor()

/** A bag that waits for its label. */
async function waiting() {
  const page = await people.as('technician')
  const { items } = await told(page, '/api/process/units?state=split&limit=50')
  for (const { unit_id } of items) {
    const unit = await told(page, `/api/process/units/${unit_id}`)
    if (unit.can.label.ok) return `/process/units/${unit_id}`
  }
  return assert.fail('no bag waits for a label')
}

let path = ''

it('is seen as it is printed, in both sizes', async () => {
  path = await waiting()
  const page = await people.visit('technician', path)
  await press(page, '打印标签', drawn)
  await accessible(page, 'label')
  await shoot(page, '1440-label')
  await fill(page, { size: 'small' })
  await page.locator('.label-sheet-small').waitFor()
  await drawn(page)
  await shoot(page, '1440-label-small')
})

it('goes to a label printer as the file that it understands', async () => {
  const page = await people.as('technician')
  await fill(page, { size: 'quadrants', dpi: '300' })
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, '下载 ZPL').click()])
  const zpl = await readFile(await download.path(), 'utf8')
  assert.match(zpl, /^\^XA/)
  assert.match(zpl, /\^XZ\s*$/)
  const [pdf] = await Promise.all([page.waitForEvent('download'), button(page, '下载 PDF').click()])
  assert.equal((await readFile(await pdf.path())).subarray(0, 5).toString(), '%PDF-')
})

it('counts when it is scanned as it sticks, and only the newest print does', async () => {
  const page = await people.as('technician')
  await fill(page, { scans: await codes(page) })
  await press(page, '核对标签', (page) => page.locator('main .page-aside').getByText('待放行').waitFor())
  await shoot(page, '1440-label-checked')
})

it('on a phone', async () => {
  const page = await people.as('technician')
  const phone = await open(browser, { narrow: true })
  await phone.context.addCookies(await page.context().cookies())
  await phone.page.goto(path)
  await button(phone.page, '打印标签').click()
  await drawn(phone.page)
  await accessible(phone.page, 'label on a phone')
  await sheet(phone.page).scrollIntoViewIfNeeded()
  await shoot(phone.page, '390-label')
  phone.clean()
  await phone.close()
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
