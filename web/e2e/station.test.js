// The check station and the physician: values judged while they are typed, a no with its clause, a yes that gives a chair.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, button, citizenNumber, fill, stage, told } from './stage.js'

const GOOD = { weight_kg: 68, systolic_mmhg: 118, diastolic_mmhg: 76, pulse_per_min: 72, temperature_c: 36.5, hb_g_l: 145 }
let people

before(async () => { people = await stage({ tablet: true }) })
after(() => people.close())

/** A visitor whose document was shown and who has answered with the staff. */
async function asked(page, name) {
  const number = citizenNumber()
  await ask(page, '/api/recruit/donors', { document: { kind: 'citizen_id', number }, name, phone: '13900005566', consent_to_be_told: true, confirm_not_duplicate_of: [] })
  const visit = await ask(page, '/api/collect/visits', { document_number: number, kind: 'whole_blood' })
  const { questions } = await told(page, '/api/collect/inquiry')
  const expected = new Map(questions.map((question) => [question.code, question.expected]))
  const path = `/api/collect/visits/${visit.visit_id}`
  let sheet = await ask(page, `${path}/sheet`, { answers: {} })
  // What is asked only because of another answer, here that it is the first time, is answered by yes.
  while (sheet.next) sheet = await ask(page, `${path}/sheet`, { answers: { ...sheet.answers, [sheet.next]: expected.get(sheet.next) ?? true } })
  await ask(page, `${path}/answers`, { version: sheet.version, answers: sheet.answers })
  return visit
}

test('a value outside its limits is said at once; a check is kept; the physician decides', async () => {
  const page = await people.visit('collector', '/collect/queue', { allow: [404, 409, 422] })
  const visit = await asked(page, '周体检')
  await page.goto(`/collect/queue/${visit.visit_id}`)
  await page.getByRole('link', { name: '去检查', exact: true }).click()
  await page.waitForURL(/\/check$/)
  await fill(page, { ...GOOD, weight_kg: 41 })
  await page.locator('.station-lines').getByText('eligibility.weight').waitFor()
  await accessible(page, 'check, outside')
  await shoot(page, '1024-check-outside')
  await fill(page, { weight_kg: 68 })
  await page.getByText('所测数值符合要求').waitFor()
  await fill(page, { reason: '仪器未联机' })
  await shoot(page, '1024-check-fine')
  await button(page.locator('main'), '保存检查结果').click()
  await page.waitForURL(new RegExp(`/collect/queue/${visit.visit_id}$`))
  const kept = await told(page, `/api/collect/visits/${visit.visit_id}/check`)
  assert.equal(kept.check.weight_kg, 68)
  assert.ok(kept.sources.every((source) => source.reason === '仪器未联机'), JSON.stringify(kept.sources))
  assert.equal(await page.getByRole('link', { name: '去判定', exact: true }).count(), 0, 'a nurse does not decide')
  const doctor = await people.visit('doctor', `/collect/queue/${visit.visit_id}/decide`)
  await doctor.getByText('已保存的检查').waitFor()
  await accessible(doctor, 'decide')
  await shoot(doctor, '1024-decide')
  await doctor.setViewportSize({ width: 390, height: 844 })
  await shoot(doctor, '390-decide')
  await doctor.setViewportSize({ width: 1440, height: 900 })
  await shoot(doctor, '1440-decide')
  const main = doctor.locator('main')
  await main.getByText('同意献血', { exact: true }).first().waitFor()
  await fill(doctor, { volume_ml: 400 })
  await button(main, '同意献血').click()
  await main.getByText('已有判定').waitFor()
  await main.getByRole('button', { name: /献血者健康检查表/ }).waitFor()
  await accessible(doctor, 'decision to be signed')
  await shoot(doctor, '1440-decide-sign')
  const after = await told(page, `/api/collect/visits/${visit.visit_id}`)
  const donation = await told(page, `/api/collect/donations/${after.donation_id}`)
  assert.equal(donation.state, 'accepted')
  people.clean()
})
