// What is taken back, kept from view or held back: each by the one who may, for a reason, and refused to everybody else.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, settled, shoot } from './browser.js'
import { tested } from './bench.js'
import { address, ask, bleeds, button, day, fill, freshNumber, gone, inDialog, newDonation, newDonor, press, stage, state, told } from './stage.js'

let people
before(async () => { people = await stage({ allow: [409, 422] }) })
after(() => people.close())
const visit = (username, path) => people.visit(username, path)

const rows = (page) => page.locator('.deferral')

it('招: enters deferrals, keeps the reason from those who need not know, and lifts them', async () => {
  const registrar = await people.as('registrar')
  const donor = await newDonor(registrar, '陆怀远')
  const path = `/recruit/donors/${donor.donor_id}`
  const codes = await told(registrar, '/api/recruit/deferral-codes')
  const temporary = codes.find((code) => code.kind === 'temporary' && code.default_until && !code.confidential)
  const sealed = codes.find((code) => code.kind === 'permanent' && code.confidential)

  await visit('registrar', path)
  await button(registrar, '登记暂缓或屏蔽').click()
  const dialog = registrar.locator('dialog[open]')
  await fill(dialog, { code: temporary.code })
  await button(dialog, '改用其他截止日期').click()
  await fill(dialog, { until: day(-3) })
  await button(dialog, '登记').click()
  assert.match(await dialog.locator('.field:has([name=until]) .field-problem').innerText(), /deferral\.until-short/)
  await accessible(registrar, 'deferral form')
  await shoot(registrar, '1440-deferral-refused')
  await fill(dialog, { until: temporary.default_until })
  await button(dialog, '登记').click()
  await gone(dialog)
  await rows(registrar).filter({ hasText: `至 ${temporary.default_until}` }).filter({ hasText: '原因由医师查看' }).waitFor()
  assert.equal(await button(registrar, '解除').count(), 0)

  const nurse = await visit('collector', path)
  await rows(nurse).filter({ hasText: temporary.name.zh }).waitFor()
  await gone(await inDialog(nurse, button(nurse, '登记暂缓或屏蔽'), { code: sealed.code, note: '本人说明，勿外传' }, '登记'))
  await rows(nurse).filter({ hasText: '原因保密' }).waitFor()
  assert.doesNotMatch(await rows(nurse).last().innerText(), new RegExp(sealed.name.zh))
  await gone(await inDialog(nurse, button(nurse, '查看原因'), { reason: '向献血者解释' }, '记录原因并查看'))
  const history = nurse.locator('.deferral-history')
  await history.getByText('本人说明，勿外传').waitFor()
  await history.getByText(sealed.name.zh).waitFor()
  await accessible(nurse, 'deferral history')
  await shoot(nurse, '1440-deferral-history')

  // donor care ends nothing early: a permanent one is for re-entry, a mistake for two
  const care = await visit('donorcare', path)
  assert.equal(await button(care, '解除').count(), 0)
  const forever = rows(care).filter({ hasText: '永久' })
  await forever.getByText('永久屏蔽只能经“归队”解除；').waitFor()
  await gone(await inDialog(care, button(forever, '登记有误'), { mistake: 'wrong_person', reason: '与同名者混淆' }, '登记有误'))
  await forever.getByText('更正待确认').waitFor()
  assert.equal(await button(forever, '确认有误').count(), 0)
  await accessible(care, 'deferral correction')
  await shoot(care, '1440-deferral-correction')

  const doctor = await visit('doctor', path)
  await gone(await inDialog(doctor, button(doctor, '确认有误'), { reason: '已核对原始记录' }, '确认有误'))
  await rows(doctor).nth(1).waitFor({ state: 'detached' })
  await gone(await inDialog(doctor, button(doctor, '解除'), { reason: '复核后可以献血' }, '解除'))
  await doctor.getByText('没有暂缓或屏蔽').waitFor()
  await gone(await inDialog(doctor, button(doctor, '查看原因'), { reason: '复核' }, '记录原因并查看'))
  await doctor.locator('.deferral-history').getByText('与同名者混淆').waitFor()
  await shoot(doctor, '1440-deferral-corrected')
})

it('采: shows what was asked and measured, confidential answers for a reason, and cancels', async () => {
  const registrar = await people.as('registrar')
  const donation = await newDonation(people, await newDonor(registrar, '顾念慈'))
  const path = `/collect/donations/${donation.donation_id}`
  await visit('registrar', path)
  await registrar.getByText('所列答案都符合献血要求').waitFor()
  assert.match(await registrar.locator('.list-detail-detail').innerText(), /血红蛋白\s+145 g\/L/)
  assert.equal(await button(registrar, '查看全部答案').count(), 0)

  const nurse = await visit('collector', path)
  const count = async () => Number(/\d+/.exec(await nurse.locator('.quiet-details summary').innerText())[0])
  await nurse.getByText('所列答案都符合献血要求').waitFor()
  const before = await count()
  await gone(await inDialog(nurse, button(nurse, '查看全部答案'), { reason: '医师会诊' }, '记录原因并查看'))
  await nurse.getByText('正在显示全部答案').waitFor()
  assert.ok((await count()) > before, 'no question of the inquiry is confidential')
  await nurse.locator('.quiet-details summary').click()
  await accessible(nurse, 'answers')
  await shoot(nurse, '1440-answers')
  await gone(await inDialog(nurse, button(nurse, '取消献血'), { reason: '献血者改变主意' }, '取消献血'))
  await state('已取消')(nurse)
  await nurse.getByText(/献血者改变主意 · /).waitFor()
  assert.equal(await button(nurse, '取消献血').count(), 0)
})

/** A free bag of red cells in the hospital, and a patient of its group with a fresh sample. */
async function bagAndPatient(bank) {
  const { items } = await told(bank, '/api/transfuse/stock/units?limit=200')
  const soon = Date.now() + 24 * 3_600_000
  const unit = items.find((other) => other.product.startsWith('RBC') && other.group && other.promise.kind === 'free' && other.holds.length === 0 && Date.parse(other.expires_at) > soon)
  assert.ok(unit, 'the hospital of the demo city has no free red cells')
  const number = freshNumber()
  const patient = await ask(bank, '/api/transfuse/patients', { record_no: `ZY${number}`, name: '许清和', sex: 'female', group: unit.group, ward: '骨科' })
  await ask(bank, '/api/transfuse/samples', { patient_id: patient.patient_id, sample_no: `S${number}`, drawn_at: new Date().toISOString(), group: unit.group })
  return { unit, patient }
}

it('用: calls a match off, so that the bag is free again; takes a proposed discard back', async () => {
  const bank = await people.as('h01.bank')
  const { unit, patient } = await bagAndPatient(bank)
  const promise = async () => (await told(bank, '/api/transfuse/stock/units?limit=200')).items.find((other) => other.unit_id === unit.unit_id).promise.kind
  await visit('h01.bank', `/transfuse/matches/new?patient=${patient.patient_id}&unit=${unit.unit_id}`)
  await bank.locator('[name=sample_id] option').nth(1).waitFor({ state: 'attached' })
  await bank.locator('[name=sample_id]').selectOption({ index: 1 })
  await press(bank, '记录配血', address(/\/matches\/match_/))
  await button(bank, '取消配血').waitFor()
  assert.equal(await promise(), 'matched')
  await gone(await inDialog(bank, button(bank, '取消配血'), { reason: '手术改期' }, '取消配血'))
  await state('已取消')(bank)
  assert.equal(await promise(), 'free')
  await accessible(bank, 'cancelled match')
  await shoot(bank, '1440-match-cancelled')

  await visit('h01.bank', '/transfuse/discards')
  const reason = `疑似破损 ${freshNumber()}`
  const { discard_causes } = await told(bank, '/api/transfuse/codes')
  await fill(bank, { unit: unit.unit_id, cause: discard_causes[0].code, reason })
  const row = bank.locator('tr', { hasText: reason })
  await press(bank, '签名并提出', () => row.waitFor())
  assert.match(await row.innerText(), /discard\.second-person/)
  await shoot(bank, '1440-hospital-discard')
  await gone(await inDialog(bank, button(row, '撤回'), { reason: '复查后完好' }, '撤回'))
  await row.getByText('已撤回').waitFor()
  await row.getByText('复查后完好').waitFor()
})

/** An order of the hospital that the station has issued. */
async function issuedOrder(bank, issuer) {
  const { items } = await told(issuer, '/api/store/stock?state=available&limit=200')
  const unit = items.find((other) => other.product.startsWith('RBC') && other.group && other.hours_left > 72)
  assert.ok(unit, 'the station of the demo city has no red cells to give')
  const line = { product: unit.product, group: unit.group, bags: 1, substitution: false }
  const order = await ask(bank, '/api/issue/orders', { lines: [line], urgency: 'routine', needed_by: new Date(Date.now() + 6 * 3_600_000).toISOString() })
  await ask(issuer, `/api/issue/orders/${order.order_id}/allocate`)
  await ask(issuer, `/api/issue/orders/${order.order_id}/issue`)
  return order
}

it('运: unpacks a box again; the driver takes the next one over on a phone, in gloves', async () => {
  const [bank, issuer] = [await people.as('h01.bank'), await people.as('issuer')]
  const order = await issuedOrder(bank, issuer)
  const box = `BOX-${freshNumber().slice(-5)}`
  const pack = () => ask(issuer, '/api/transport/shipments', { order_id: order.order_id, box, vehicle: '鲁B·7K215' })
  const { shipment_id } = await pack()
  await visit('issuer', `/transport/shipments/${shipment_id}`)
  await gone(await inDialog(issuer, button(issuer, '拆箱取消'), { reason: '箱盖裂了' }, '拆箱取消'))
  await state('已取消')(issuer)
  await issuer.getByText(/箱盖裂了 · /).waitFor()
  await shoot(issuer, '1440-shipment-cancelled')

  await pack()
  const driver = await people.visit('driver', '/transport/hand-over', { narrow: true })
  await driver.locator('.box', { hasText: box }).waitFor()
  await fill(driver, { box_scan: 'BOX-NOT-THIS' })
  await button(driver, '找这一箱').click()
  await driver.locator('.verdict-danger').getByText('这一箱不在待交接之列').waitFor()
  await accessible(driver, 'boxes that wait')
  await shoot(driver, '390-hand-over-wrong')
  await fill(driver, { box_scan: box })
  await button(driver, '找这一箱').click()
  await driver.waitForURL(/\/hand-over\/shipment_/)
  await driver.locator('.verdict-good').getByText('箱码相符').waitFor()
  const low = await driver.locator('.hand-over :is(button, input)').evaluateAll((keys) => keys.filter((key) => key.getBoundingClientRect().height < 48).map((key) => key.outerHTML))
  assert.deepEqual(low, [], 'too small for a glove')
  await fill(driver, { temp_c: '31' })
  await button(driver, '接过这一箱').click()
  await driver.locator('.problem').getByText('box.temperature').waitFor()
  await accessible(driver, 'box too warm')
  await shoot(driver, '390-hand-over-warm')
  await fill(driver, { temp_c: '4.1' })
  await button(driver, '接过这一箱').click()
  await driver.locator('.verdict-good').getByText('已接过').waitFor()
  await shoot(driver, '390-hand-over-taken')
  await driver.getByRole('link', { name: '接下一箱' }).click()
  await driver.locator('section', { hasText: '在我手上' }).locator('.box', { hasText: box }).waitFor()
  await accessible(driver, 'boxes on the way')
  await shoot(driver, '390-hand-over')
})

const number = freshNumber()

it('检: a reactive first run is retested in duplicate before anybody can sign', async () => {
  const [registrar, nurse] = [await people.as('registrar'), await people.as('collector')]
  const donor = await newDonor(registrar, '何以安')
  const { donation_id } = await newDonation(people, donor)
  await bleeds(nurse, donation_id, number, { document_scan: donor.document })

  await tested(people, number, ['HBSAG.1'])
  const tester = await visit('tester', `/lab/donations/${number}`)
  for (const repeat of ['1', '2']) await tester.locator('.lab-results').getByText(`1-${repeat}`, { exact: true }).waitFor()
  await shoot(tester, '1440-retested')
  await press(tester, '检验者签名', state('一人已签'))
  const checker = await visit('checker', `/lab/donations/${number}`)
  await press(checker, '复核者签名', state('不合格'))
  await shoot(checker, '1440-rejected')
})

it('管: holds everything of a donation back, and only another person lets it go on', async () => {
  const quality = await visit('quality', '/govern/holds')
  await quality.getByText('按献血编号召回或锁定').click()
  await fill(quality, { donation_numbers: '016021014700', kind: 'recall', reason: '试剂批次召回' })
  await button(quality, '锁定').click()
  await quality.locator('.field:has([name=donation_numbers]) .field-problem, .problem').first().waitFor()
  await accessible(quality, 'recall form')
  await shoot(quality, '1440-recall-refused')
  await fill(quality, { donation_numbers: number })
  await press(quality, '锁定', (page) => page.getByText('已锁定 1 袋').waitFor())
  const shown = `${number.slice(0, 5)}-${number.slice(5)}`
  const row = (page) => page.locator('tbody tr', { hasText: shown })
  await row(quality).getByText('试剂批次召回').waitFor()
  await shoot(quality, '1440-held')
  await row(quality).getByRole('link').click()
  await quality.waitForURL(/\/units\/unit_/)
  const bag = new URL(quality.url()).pathname
  const refused = await inDialog(quality, button(quality, '解除锁定'), { reason: '批次核对无误' }, '解除锁定')
  assert.match(await refused.locator('.problem').innerText(), /hold\.|second|person/)
  await shoot(quality, '1440-lift-refused')
  const other = await visit('quality2', bag)
  await gone(await inDialog(other, button(other, '解除锁定'), { reason: '批次核对无误' }, '解除锁定'))
  await button(other, '解除锁定').waitFor({ state: 'detached' })
  await visit('quality2', '/govern/holds')
  await settled(other)
  assert.equal(await row(other).count(), 0)
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
