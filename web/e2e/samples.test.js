// Sample tubes: a day's list is received tube by tube, what differs is explained by one and confirmed by another; a retention box,
// the way of a donation's tubes, and what may be destroyed.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { bleeds, fill, freshNumber, inDialog, newDonation, newDonor, press, stage, state, told } from './stage.js'

let people
let receipt
const numbers = [freshNumber(), freshNumber()]
before(async () => {
  people = await stage({ allow: [404, 409, 422] })
  for (const [one, name] of [[numbers[0], '黎望岫'], [numbers[1], '宋临川']]) {
    const donor = await newDonor(await people.as('registrar'), name)
    const { donation_id } = await newDonation(people, donor)
    await bleeds(await people.as('collector'), donation_id, one, { document_scan: donor.document })
  }
})
after(() => people.close())

async function scan(page, text) {
  const field = page.locator('main .hall-scan input')
  await field.fill(text)
  await field.press('Enter')
}

const said = (page, words) => page.locator('.sample-last').getByText(words).waitFor()

it('receives the tubes of a day at a place against its list', async () => {
  const page = await people.visit('tester', '/lab/samples')
  const today = page.locator('main table tbody tr').filter({ hasText: '市南晓汀' }).first()
  await today.waitFor()
  await accessible(page, 'sample sessions')
  await shoot(page, '1440-sample-sessions')
  await narrowed(page, 'sample-sessions')
  // Whether tubes of this place have come today or not, what has been collected since is received on its own.
  await today.getByRole('button', { name: /^(开始接收|再收一批)$/ }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { temperature_c: '12.5' })
  await dialog.getByRole('button', { name: '开始接收' }).click()
  await page.waitForURL(/\/lab\/samples\/receipt_/)
  receipt = new URL(page.url()).pathname.split('/').at(-1)
  const [one, two] = numbers
  const listed = (await told(page, `/api/lab/sample-receipts/${receipt}`)).lines.map((line) => line.donation_number)
  assert.ok(numbers.every((number) => listed.includes(number)), 'what the place has collected stands on its list')

  await scan(page, one)
  await page.getByText('sample.role').waitFor()
  await page.getByRole('button', { name: '血清学', exact: true }).click()
  await scan(page, one)
  await said(page, '接收')
  await scan(page, one)
  await said(page, '已收过')
  await scan(page, '0993226000000')
  await page.getByText('不在任何献血中').waitFor()
  await scan(page, '099322600')
  await page.locator('main .problem').waitFor()
  await page.getByRole('button', { name: '溶血', exact: true }).click()
  await scan(page, two)
  await said(page, '拒收')
  await accessible(page, 'sample receipt')
  await shoot(page, '1440-sample-receipt')
  await narrowed(page, 'sample-receipt')
})

it('is closed with its reason and confirmed by another person', async () => {
  const page = await people.visit('tester', `/lab/samples/${receipt}`)
  const dialog = await inDialog(page, page.getByRole('button', { name: '结束接收' }), { reason: '其余试管随下一车送到，已与采血点核对' }, '结束接收')
  await dialog.waitFor({ state: 'detached' })
  await state('待核对')(page)
  assert.ok(await page.getByRole('button', { name: '核对无误' }).getAttribute('aria-disabled'), 'not by whoever has closed it')
  const checker = await people.visit('checker', `/lab/samples/${receipt}`)
  await press(checker, '核对无误', state('已核对'))
  await shoot(checker, '1440-sample-confirmed')
  // What was not there cannot be laid out.
  const { items: lots } = await told(page, '/api/lab/reagents')
  const { items: instruments } = await told(page, '/api/lab/instruments')
  const body = { lot_id: lots.find((lot) => lot.state === 'open' && lot.kit_code === 'NAT-3').lot_id, instrument_id: instruments.find((one) => !one.out_why).instrument_id, donations: [numbers[0]], fill: 0, pool_size: 1 }
  const answer = await page.request.post('/api/lab/runs', { data: body, headers: { 'Idempotency-Key': crypto.randomUUID() } })
  assert.equal((await answer.json()).rule, 'run.tube-lacking')
})

it('keeps retention tubes in boxes and shows where each one is', async () => {
  const page = await people.visit('tester', '/lab/racks')
  await page.getByText('LY-001').first().waitFor()
  await accessible(page, 'racks')
  await shoot(page, '1440-racks')
  await page.getByRole('link', { name: /LY-001/ }).first().click()
  await page.locator('.rack-map').waitFor()
  await page.locator('.rack-taken').first().click()
  await page.getByRole('button', { name: '取出' }).waitFor()
  await scan(page, '099322')
  await page.locator('main .problem').waitFor()
  await accessible(page, 'rack')
  await shoot(page, '1440-rack')
  await narrowed(page, 'rack')
  const number = (await page.locator('main a.number').first().getAttribute('href')).split('/').at(-1)
  const dialog = await inDialog(page, page.getByRole('button', { name: '取出' }), { reason: '复检' }, '取出')
  await dialog.waitFor({ state: 'detached' })
  const sample = await people.visit('tester', `/lab/donations/${number}`)
  await sample.getByRole('heading', { name: '标本流转' }).waitFor()
  await sample.getByText('取出').first().waitFor()
  await accessible(sample, 'custody')
  await shoot(sample, '1440-custody')
  await narrowed(sample, 'custody')
})

it('lets nothing go before its time', async () => {
  const page = await people.visit('tester', '/lab/disposals')
  await page.getByText('没有保存期满的标本').waitFor()
  await accessible(page, 'disposals')
  await shoot(page, '1440-disposals')
  await narrowed(page, 'disposals')
})
