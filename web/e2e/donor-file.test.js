// The donor's file: found by any part, with several documents, consents and a history; two files of one person become one.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, launch, open, shoot } from './browser.js'
import { ask, citizenNumber, fill, newDonation, newDonor, press, stage, told } from './stage.js'

let at, browser
before(async () => { at = await stage({ allow: [409] }); browser = await launch() })
after(async () => { await at.close(); await browser?.close() })

const passport = () => `T${10_000_000 + Math.floor(Math.random() * 89_000_000)}`

/** A person who never was, registered through the API. */
async function registered(page, name, born_on, phone) {
  const body = { document: { kind: 'passport', number: passport() }, name, phone, born_on, sex: 'female', consent_to_be_told: true }
  const answer = await ask(page, '/api/recruit/donors', body)
  assert.equal(answer.outcome, 'registered')
  return answer.donor.donor_id
}

it('shows who is like a new donor while the desk is typing', async () => {
  const page = await at.visit('registrar', '/recruit/donors/new')
  await registered(page, '欧阳听澜', '1991-04-07', '19911112222')
  await fill(page, { 'document.kind': 'passport', 'document.number': passport(), name: '欧阳听澜', phone: '19911113333', born_on: '1991-04-07' })
  await page.locator('.notice', { hasText: '可能已有档案' }).waitFor()
  await shoot(page, 'donor-new-hints')
  await accessible(page)
})

it('keeps documents, consents and donations elsewhere', async () => {
  const page = await at.visit('registrar', '/recruit/donors')
  const id = await registered(page, '司徒映雪', '1988-09-12', '19922223333')
  await page.goto(`/recruit/donors/${id}`)
  await page.getByRole('button', { name: '增加证件' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { 'document.kind': 'home_return_permit', 'document.number': 'H' + passport().slice(1), reason: '补充登记' })
  await dialog.getByRole('button', { name: '保存证件' }).click()
  await page.getByText('港澳居民来往内地通行证').first().waitFor()
  await page.getByRole('button', { name: '登记“电话 · 招募邀请”' }).click()
  await fill(page.locator('dialog[open]'), { granted: 'no', source: 'phone' })
  await page.locator('dialog[open]').getByRole('button', { name: '保存证件' }).click()
  await page.getByRole('button', { name: '登记外地献血' }).click()
  await fill(page.locator('dialog[open]'), { station: '泉城血液中心', given_on: '2020-05-01', kind: 'whole_blood', outcome: 'completed', volume_ml: '300', evidence: 'certificate' })
  await page.locator('dialog[open]').getByRole('button', { name: '登记', exact: true }).click()
  await page.locator('.time-line').getByText('泉城血液中心').waitFor()
  await accessible(page)
  await shoot(page, 'donor-file')
  const narrow = await at.visit('registrar02', `/recruit/donors/${id}`, { narrow: true })
  await shoot(narrow, 'donor-file-390')
})

it('two people make two files one, and undo it', async () => {
  const page = await at.visit('registrar', '/recruit/duplicates')
  const one = await registered(page, '令狐望舒', '1979-02-03', '19933334444')
  const other = await registered(page, '令狐望舒', '1979-02-04', '19933335555')
  await page.goto('/recruit/duplicates')
  await page.getByRole('link', { name: '令*' }).first().waitFor()
  await accessible(page)
  await shoot(page, 'duplicates')
  await page.goto(`/recruit/duplicates/compare?one=${one}&other=${other}`)
  await page.getByRole('table').waitFor()
  await accessible(page)
  await shoot(page, 'merge-sides')
  await fill(page, { reason: '同一人换了护照' })
  await press(page, '提出合并', () => page.waitForURL(/recruit\/merges\//))
  const second = await at.visit('registrar03', new URL(page.url()).pathname)
  await second.getByRole('button', { name: '复核并合并' }).click()
  await fill(second.locator('dialog[open]'), { reason: '已核对护照原件' })
  await second.locator('dialog[open]').getByRole('button', { name: '复核并合并' }).click()
  await second.locator('.page-aside', { hasText: '已合并' }).waitFor()
  await shoot(second, 'merge-done')
  assert.equal((await told(second, `/api/recruit/donors/${other}`)).files.length, 2)
  await second.getByRole('button', { name: '撤销合并' }).click()
  await fill(second.locator('dialog[open]'), { reason: '确认是姐妹两人' })
  await second.locator('dialog[open]').getByRole('button', { name: '撤销合并' }).click()
  await second.locator('.page-aside', { hasText: '已撤销' }).waitFor()
  assert.equal((await told(second, `/api/recruit/donors/${other}`)).files.length, 1)
  at.clean()
})

it('narrows the list by what is known of donors, and shows visits on the line of time', async () => {
  const page = await at.visit('registrar', '/recruit/donors')
  await page.locator('main select:has(option[value="O+"])').selectOption('O+')
  await page.waitForURL(/group=O/)
  await page.locator('main select:has(option[value="false"])').selectOption('false')
  await page.locator('main table tbody tr, main .empty').first().waitFor()
  await accessible(page)
  await shoot(page, 'donors-narrowed')
  const donor = await newDonor(page, '百里拂晓')
  const refused = await newDonation(at, donor, { hb_g_l: 80 })
  assert.equal(refused.state, 'refused')
  await page.goto(`/recruit/donors/${donor.donor_id}`)
  await page.locator('.time-line').getByText('本次不宜献血').waitFor()
  await shoot(page, 'donor-visits')
})

it('a donor who wants to leave is handled to the end', async () => {
  const phone = await open(browser, { narrow: true })
  const donor = phone.page
  await donor.goto('/donor/')
  const number = `136${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
  const { demo_code: code } = await ask(donor, '/api/recruit/own/code', { phone: number })
  const { ticket } = await ask(donor, '/api/recruit/own/session', { phone: number, code })
  await ask(donor, '/api/recruit/own/registration', { ticket, phone: number, document_kind: 'citizen_id', document_number: citizenNumber(), name: '公冶长庚', told: true })
  await donor.goto('/donor/')
  await donor.reload()
  await donor.locator('nav.tabs').waitFor()
  await donor.goto('/donor/me/leave')
  await donor.getByRole('button', { name: '申请注销' }).waitFor()
  await shoot(donor, '390-donor-leave')
  await donor.getByRole('button', { name: '申请注销' }).click()
  await donor.locator('.notice', { hasText: '已收到您的申请' }).waitFor()
  await accessible(donor, 'leave')
  await shoot(donor, '390-donor-leave-open')
  const page = await at.visit('donorcare', '/recruit/leavings')
  const row = page.locator('main table tbody tr', { hasText: '公**庚' }).or(page.locator('main table tbody tr', { hasText: '待办' })).last()
  await row.getByRole('button', { name: '办理' }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByRole('heading', { name: '依法保留' }).waitFor()
  await accessible(page, 'leaving')
  await shoot(page, '1440-leaving')
  await dialog.getByRole('button', { name: '注销账号' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('main select:has(option[value="true"])').selectOption('true')
  await page.locator('main table').getByText('已办结').first().waitFor()
  await shoot(page, '1440-leavings')
  assert.equal((await donor.request.get('/api/recruit/own/me')).status(), 401)
  await phone.close()
})
