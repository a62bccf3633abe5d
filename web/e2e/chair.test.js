// The chair on a screen: identity again, every scan, a wrong one in red, the needle, the rest.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, button, citizenNumber, fill, freshNumber, newDonation, newDonor, scan, stage, told } from './stage.js'

const MAKER = { kit: '(01)06901234504002(17)291231(10)Q26A11', serology: '(01)06901234511000', nat: '(01)06901234512007', retention: '(01)06901234513004' }
let people

before(async () => { people = await stage({ tablet: true }) })
after(() => people.close())

test('a donor is asked again, bound by scan, bleeds, rests', async () => {
  const page = await people.visit('collector', '/collect/chairs', { allow: [409, 422] })
  const document = citizenNumber()
  const { donor } = await ask(page, '/api/recruit/donors', { document: { kind: 'citizen_id', number: document }, name: '赵采位', phone: '13900008765', consent_to_be_told: true, confirm_not_duplicate_of: [] })
  const donation = await newDonation(people, donor)
  const [number, other] = [freshNumber(), freshNumber()]
  await page.goto(`/collect/chairs/${donation.donation_id}`)
  await accessible(page, 'seat')
  await shoot(page, '1024-chair-seat')
  await scan(page, 'chair', `E${number.slice(-4)}`)
  await scan(page, 'document_scan', citizenNumber())
  await page.getByText('不对，停').waitFor()
  await shoot(page, '1024-chair-wrong-person')
  await scan(page, 'chair', `E${number.slice(-4)}`)
  await scan(page, 'document_scan', document)
  const all = async (bag, { tube = number, record = number } = {}) => {
    await scan(page, 'record', record)
    await scan(page, 'bag', bag)
    await scan(page, 'kit', MAKER.kit)
    for (const role of ['serology', 'nat', 'retention']) {
      await scan(page, `${role}.scan`, role === 'nat' ? tube : record)
      await scan(page, `${role}.article`, MAKER[role])
    }
  }
  await all(other)
  await page.getByText('不对，停').waitFor()
  assert.match(await page.locator('.scan-wrong').innerText(), /binding\.bag-differs/)
  await accessible(page, 'wrong bag')
  await shoot(page, '1024-chair-wrong-bag')
  await all(number, { tube: other })
  await page.locator('.scan-wrong').getByText('binding.tube-differs').waitFor()
  await shoot(page, '1024-chair-swapped-tube')
  const [used] = (await told(page, '/api/collect/donations?limit=50')).items.filter((row) => row.donation_number && row.state === 'completed')
  await all(used.donation_number, { record: used.donation_number, tube: used.donation_number })
  await page.locator('.scan-wrong').getByText('binding.number-used').waitFor()
  await shoot(page, '1024-chair-used-number')
  await all(number)
  await page.getByRole('button', { name: '左臂' }).waitFor()
  await shoot(page, '1024-chair-start')
  await page.getByRole('button', { name: '左臂' }).click()
  await page.getByRole('button', { name: '拔针并记录' }).waitFor()
  await accessible(page, 'running')
  await shoot(page, '1024-chair-running')
  const shown = await told(page, `/api/collect/donations/${donation.donation_id}`)
  assert.equal(shown.state, 'started')
  await page.goto('/collect/chairs')
  await page.locator('.seat').first().waitFor()
  await accessible(page, 'chairs')
  await shoot(page, '1024-chairs')
  people.clean()
})

test('a label that no scanner reads is typed, and a colleague reads it too', async () => {
  const page = await people.visit('collector', '/collect/chairs', { allow: [409, 422] })
  const donor = await newDonor(page, '钱标签')
  const { donation_id: id } = await newDonation(people, donor)
  const number = freshNumber()
  await page.goto(`/collect/donations/${id}`)
  await page.getByRole('link', { name: '去采血位' }).click()
  await scan(page, 'chair', `T${number.slice(-4)}`)
  await scan(page, 'document_scan', donor.document)
  await page.getByRole('button', { name: '厂家标签扫不出' }).click()
  await fill(page, { kit: 'Q400', lot: 'Q26A11', expires_on: '2029-12-31', reason: '标签被血污染' })
  await accessible(page, 'typed label')
  await shoot(page, '1024-chair-typed')
  await button(page.locator('main'), '按录入的继续').click()
  await scan(page, 'record', number)
  await scan(page, 'bag', number)
  for (const role of ['serology', 'nat', 'retention']) {
    await scan(page, `${role}.scan`, number)
    await scan(page, `${role}.article`, MAKER[role])
  }
  await page.getByText('请另一位同事登录后扫描').waitFor()
  await shoot(page, '1024-chair-typed-second')
  const colleague = await people.as('collector02', { allow: [409, 422] })
  await colleague.goto(`/collect/chairs/${id}`)
  const read = async (lot) => {
    await scan(colleague, 'bag', number)
    await scan(colleague, 'record', number)
    await scan(colleague, 'lot', lot)
  }
  await read('Q26A12')
  await colleague.locator('.scan-wrong').getByText('binding.confirm-lot').waitFor()
  await read('Q26A11')
  await colleague.getByRole('button', { name: '左臂' }).waitFor()
  // Typed after a power cut: the same step with its time, and never before the one before it.
  await page.reload()
  await button(page.locator('main'), '补录已发生的步骤').click()
  await fill(page, { later_at: '2020-01-01T08:00' })
  await page.getByRole('button', { name: '左臂' }).click()
  await page.getByText('donation.times').waitFor()
  await shoot(page, '1024-chair-later')
  people.clean()
})
