// Papers are drawn from what the scenes know: from the page of the thing, without copying, and found there again.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, launch, open, settled, shoot } from './browser.js'
import { ask, bleeds, button, citizenNumber, fill, freshNumber, gone, inDialog, stage, told } from './stage.js'

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

const PIN = '482150'
const GOOD = { weight_kg: 68, systolic_mmhg: 118, diastolic_mmhg: 76, pulse_per_min: 72, temperature_c: 36.5, hb_g_l: 145, endurance_athlete: false }

/** A visitor who was asked and checked, and waits for the physician. */
/** What each visitor shows at the chair. */
const shown = new Map()

async function checkedVisit(page, name, phone = '13900005577') {
  const number = citizenNumber()
  await ask(page, '/api/recruit/donors', { document: { kind: 'citizen_id', number }, name, phone, consent_to_be_told: true, confirm_not_duplicate_of: [] })
  const { visit_id } = await ask(page, '/api/collect/visits', { document_number: number, kind: 'whole_blood' })
  await asked(page, visit_id)
  shown.set(visit_id, number)
  return visit_id
}

async function asked(page, visit) {
  const path = `/api/collect/visits/${visit}`
  const { questions } = await told(page, '/api/collect/inquiry')
  const expected = new Map(questions.map((question) => [question.code, question.expected]))
  let sheet = await ask(page, `${path}/sheet`, { answers: {} })
  while (sheet.next) sheet = await ask(page, `${path}/sheet`, { answers: { ...sheet.answers, [sheet.next]: expected.get(sheet.next) ?? true } })
  await ask(page, `${path}/answers`, { version: sheet.version, answers: sheet.answers })
  await ask(page, `${path}/consent`, { research: false, notice: true })
  await ask(page, `${path}/check`, { kind: 'whole_blood', check: GOOD, sources: Object.keys(GOOD).map((field) => ({ field, reason: '仪器未联机' })) })
}

/** The page of this person on a phone and in English, photographed. */
async function alsoSmallAndEnglish(page, path, name, ready) {
  for (const [size, options] of [['390', { narrow: true }], ['1440-en', { lang: 'en' }], ['390-en', { narrow: true, lang: 'en' }]]) {
    const other = await open(browser, { ...options, allow: [404, 409, 422] })
    await other.context.addCookies(await page.context().cookies())
    await other.page.goto(path)
    if (options.lang) await other.page.evaluate(() => localStorage.setItem('vena.language', 'en')).then(() => other.page.reload())
    await other.page.locator(ready).first().waitFor()
    await other.page.locator(ready).first().scrollIntoViewIfNeeded()
    await accessible(other.page, `${name} ${size}`)
    await shoot(other.page, `${size}-${name}`)
    other.clean()
    await other.close()
  }
}

const row = (page) => page.locator('.site-switch', { hasText: '屏上签署' })

it('the switches of a site: who has put them there, and only whoever may switches', async () => {
  const nurse = await people.as('collector')
  const { site } = await told(nurse, '/api/session')
  const path = `/recruit/sites/${site.site_id}`
  const admin = await people.visit('admin', path)
  await gone(await inDialog(admin, row(admin).getByRole('button'), { reason: '本献血屋已配齐签名板，文书在屏上签署' }, '启用'))
  await row(admin).getByText('已开', { exact: true }).waitFor()
  await row(admin).getByText('本献血屋已配齐签名板').waitFor()
  await accessible(admin, 'switches')
  await row(admin).scrollIntoViewIfNeeded()
  await shoot(admin, '1440-switches')
  await alsoSmallAndEnglish(admin, path, 'switches', '.site-switch')
  await people.visit('collector', path)
  await row(nurse).getByText('已开', { exact: true }).waitFor()
  assert.equal(await row(nurse).getByRole('button').count(), 0)
})

it('the physician judges and signs in one act; a wrong PIN loses no decision; a recall asks for everything anew', async () => {
  const nurse = await people.as('collector')
  const visit = await checkedVisit(nurse, '周判签')
  const path = `/collect/queue/${visit}/decide`
  const doctor = await people.visit('doctor', path, { allow: [404, 409, 422] })
  const keys = await told(doctor, '/api/records/certificates')
  if (!keys.some((key) => key.can_sign.ok)) await ask(doctor, '/api/records/certificates', { profile: 'sm2', pin: PIN })
  await people.visit('doctor', path)
  const main = doctor.locator('main')
  await main.locator('[name=pin]').waitFor()
  await accessible(doctor, 'judge and sign')
  await shoot(doctor, '1440-judge')
  await alsoSmallAndEnglish(doctor, path, 'judge', '[name=pin]')
  await main.getByRole('radio', { name: '同意献血' }).check()
  await fill(doctor, { volume_ml: 400, pin: '999999' })
  await button(main, '同意献血并签名').click()
  await main.getByText('判定已保存，但还没有签名').waitFor()
  await shoot(doctor, '1440-judge-wrong-pin')
  await fill(doctor, { pin: PIN })
  await button(main, '签署健康检查表').click()
  await main.getByText('健康检查表已签名').waitFor()
  await accessible(doctor, 'judged and signed')
  await shoot(doctor, '1440-judge-signed')
  await alsoSmallAndEnglish(doctor, path, 'judge-signed', '.papers-list')
  const { donation_id } = await told(doctor, `/api/collect/visits/${visit}`)
  const chair = `/collect/chairs/${donation_id}`
  await people.visit('collector', chair)
  await nurse.locator('.chair-papers').getByText('献血知情同意书').waitFor()
  assert.equal(await nurse.locator('.chair-papers li').count(), 1, 'the physician has signed')
  await accessible(nurse, 'unsigned at the chair')
  await shoot(nurse, '1440-chair-unsigned')
  await alsoSmallAndEnglish(nurse, chair, 'chair-unsigned', '.chair-papers')
  await people.visit('collector', `/collect/queue/${visit}`)
  const [download] = await Promise.all([nurse.waitForResponse((answer) => answer.url().includes('/file?print=true')), papers(nurse).getByRole('button', { name: /^打印/ }).first().click()])
  assert.equal(download.headers()['content-type'], 'application/pdf')
  await shoot(nurse, '1440-queue-papers')
  await gone(await inDialog(doctor, button(main, '撤回判定'), { reason: '献血者想起昨日服药' }, '撤回判定'))
  await main.getByText('已保存的检查').waitFor()
  const { items } = await told(doctor, `/api/records/documents?subject=donation:${donation_id}`)
  assert.ok(items.every((paper) => paper.state === 'superseded'), JSON.stringify(items))
  await people.visit('doctor', `/records/documents/${items[0].document_id}`)
  await doctor.getByText('已被新的版本替代').waitFor()
  await shoot(doctor, '1440-superseded')
  await asked(nurse, visit)
  await people.visit('doctor', path)
  await main.getByRole('radio', { name: '同意献血' }).check()
  await fill(doctor, { volume_ml: 400 })
  await doctor.getByLabel('同时用我的密钥签署健康检查表').uncheck()
  await button(main, '同意献血').click()
  await button(main, '稍后签名').click()
  await main.getByText('在“等我签名”里等您').waitFor()
  await doctor.locator('.page-head, header').getByRole('link', { name: /^等我签名/ }).first().click()
  await doctor.waitForURL(/mine=true/)
  await doctor.locator('tbody tr').first().waitFor()
  await shoot(doctor, '1440-to-sign')
})

it('signing on screen is switched off again', async () => {
  const { site } = await told(await people.as('collector'), '/api/session')
  const admin = await people.visit('admin', `/recruit/sites/${site.site_id}`)
  await gone(await inDialog(admin, row(admin).getByRole('button'), { reason: '签名板送修，改在纸上签署文书' }, '停用'))
  await row(admin).getByText('未开', { exact: true }).waitFor()
})

it('the donor opens what was signed, in the own app', async () => {
  const [nurse, doctor] = [await people.as('collector'), await people.as('doctor')]
  const mobile = `137${String(Date.now()).slice(-8)}`
  const visit = await checkedVisit(nurse, '孙存单', mobile)
  const { donation_id: donation } = await ask(doctor, `/api/collect/visits/${visit}/decide`, { accept: true, kind: 'whole_blood', volume_ml: 400, appearance: '良好', arms: '完好' })
  const { document_id } = await ask(doctor, '/api/records/documents', { form: 'health-check', subject: { kind: 'donation', id: donation }, data: {} })
  const [key] = (await told(doctor, '/api/records/certificates')).filter((one) => one.can_sign.ok)
  await ask(doctor, `/api/records/documents/${document_id}/sign`, { slot: 'physician', certificate_id: key.certificate_id, pin: PIN, reason: '本人判定' })
  const number = freshNumber()
  await bleeds(nurse, donation, number, { document_scan: shown.get(visit) })
  const phone = await open(browser, { narrow: true, allow: [401] })
  await phone.page.goto('/donor/')
  const { demo_code: code } = await ask(phone.page, '/api/recruit/own/code', { phone: mobile })
  await ask(phone.page, '/api/recruit/own/session', { phone: mobile, code })
  const given = async () => (await told(phone.page, '/api/recruit/own/donations')).length > 0
  // The file of the donor hears of the donation a moment later.
  for (let tried = 0; tried < 40 && !(await given()); tried++) await phone.page.reload()
  await phone.page.goto(`/donor/history/${number}`)
  const row = phone.page.locator('.papers').getByRole('button', { name: /健康检查表/ })
  await row.waitFor()
  await row.scrollIntoViewIfNeeded()
  await accessible(phone.page, 'own papers')
  await shoot(phone.page, '390-own-papers')
  const [file] = await Promise.all([phone.page.waitForResponse((answer) => answer.url().includes(`/papers/${document_id}`)), row.click()])
  assert.equal(file.headers()['content-type'], 'application/pdf')
  await phone.page.evaluate(() => localStorage.setItem('vena.donor.lang', 'en'))
  await phone.page.reload()
  await phone.page.locator('.papers button').first().waitFor()
  await phone.page.locator('.papers').scrollIntoViewIfNeeded()
  await shoot(phone.page, '390-en-own-papers')
  phone.clean()
  await phone.close()
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
