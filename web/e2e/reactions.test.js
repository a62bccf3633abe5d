// The collection room: a reaction from the chair to its end, a lot from its arrival to its recall, the scale's curve.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, button, citizenNumber, fill, freshNumber, gone, inDialog, newDonation, press, stage, told } from './stage.js'

const TUBES = { serology: '(01)06901234511000', nat: '(01)06901234512007', retention: '(01)06901234513004' }
const LOT = `E2E${Date.now() % 10_000_000}`
let people

before(async () => { people = await stage() })
after(() => people.close())

/** A donor who bleeds in a chair, through the API. */
async function bleeding(page, name) {
  const document = citizenNumber()
  const { donor } = await ask(page, '/api/recruit/donors', { document: { kind: 'citizen_id', number: document }, name, phone: '13900008766', consent_to_be_told: true, confirm_not_duplicate_of: [] })
  const { donation_id: id } = await newDonation(people, donor)
  const number = freshNumber()
  const at = `/api/collect/donations/${id}`
  await ask(page, `${at}/seat`, { chair: `R${number.slice(-4)}`, document_scan: document })
  await ask(page, `${at}/bind`, {
    donation_number: number, bag_scan: number, bag: { kit_scan: `(01)06901234504002(17)291231(10)${LOT}(21)${number}`, medium: 'CPDA-1' },
    tubes: Object.entries(TUBES).map(([role, article_scan]) => ({ role, scan: number, article_scan })),
  })
  await ask(page, `${at}/start`, { arm: 'left' })
  return { id, number, at }
}

/** What a scale tells while it weighs and when it ends; the agent of the house sends it. */
async function weighs(number, { ml, seconds, phase = 'end', points }) {
  const agent = await people.as('devices')
  const now = new Date().toISOString()
  await ask(agent, '/api/collect/readings', {
    device: `MX-${LOT}`, kind: 'mixer', at: now, clock_at: now, clock_compared: true, about: number,
    values: { phase, volume_ml: ml, target_ml: 400, duration_s: seconds, flow_ml_min: Math.round((ml / seconds) * 60), ...(points && { points }) },
  })
}

test('the scale tells its curve, and a difference is explained', async () => {
  const page = await people.visit('collector', '/collect/lots', { allow: [409, 422] })
  await inDialog(page, button(page.locator('main'), '登记到货'), { scan: `(01)06901234504002(17)291231(10)${LOT}`, item: 'kit', pieces: 40 }, '登记')
  await page.locator('main').getByText(LOT, { exact: true }).waitFor()
  await accessible(page, 'lots')
  await shoot(page, '1440-lots')
  await ask(page, '/api/collect/devices', { kind: 'mixer', serial: `MX-${LOT}`, name: '1 号采血秤', place: '采血位 1', calibrated_until: '2029-12-31' })
  const { id, number } = await bleeding(page, '孙曲线')
  await page.goto(`/collect/chairs/${id}`)
  await page.getByText('采血秤还没有报告这个编号', { exact: false }).first().waitFor()
  const course = Array.from({ length: 45 }, (_, n) => [n * 15, n < 16 ? n * 9 : n < 21 ? 136 : 136 + (n - 20) * 10.5])
  await weighs(number, { ml: 160, seconds: 330, phase: 'running', points: course.slice(0, 23) })
  await page.locator('.flow-picture').waitFor()
  await shoot(page, '1440-chair-flow')
  await weighs(number, { ml: 388, seconds: 660, points: course })
  await page.getByText('设备读数 388 mL', { exact: true }).waitFor()
  await accessible(page, 'flow')
  await shoot(page, '1440-chair-flow-ended')
  await fill(page, { volume_ml: 400, ended_why: 'full' })
  await button(page.locator('main'), '拔针并记录').click()
  await page.locator('main [name=difference_reason]').waitFor()
  await fill(page, { difference_reason: '秤未清零，已复称；椅旁计时' })
  await press(page, '拔针并记录', (shown) => shown.getByText('休息观察', { exact: true }).first().waitFor())
  await page.goto(`/collect/donations/${id}`)
  await page.getByText('录入与设备不符', { exact: true }).waitFor()
  await accessible(page, 'donation with a curve')
  await page.locator('.flow-picture').scrollIntoViewIfNeeded()
  await shoot(page, '1440-donation-flow')
  people.clean()
})

test('a reaction is told at the chair, treated, called about, and closed', async () => {
  const page = await people.visit('collector', '/collect/chairs', { allow: [409, 422] })
  const { id, at } = await bleeding(page, '吴反应')
  await page.goto(`/collect/chairs/${id}`)
  await button(page.locator('main'), '登记不良反应').click()
  const dialog = page.locator('dialog[open]')
  await dialog.locator('[name=severity][value=moderate]').check()
  await fill(dialog, { kind: 'vasovagal', seen: '面色苍白、出汗，短暂意识丧失' })
  await accessible(page, 'reaction dialog')
  await shoot(page, '1440-reaction-report')
  await dialog.getByRole('button', { name: '登记', exact: true }).click()
  await gone(dialog)
  await page.locator('main').getByRole('link', { name: '不良反应', exact: true }).first().click()
  await page.waitForURL(/\/collect\/reactions\/reaction_/)
  await page.getByText('下一步 · 医师处置', { exact: true }).waitFor()
  await accessible(page, 'reaction')
  await shoot(page, '1440-reaction')
  await fill(page, { text: '停止采集，平卧抬高下肢，吸氧', systolic_mmhg: 88, diastolic_mmhg: 52, pulse_per_min: 50 })
  await press(page, '记录', (shown) => shown.getByText('下一步 · 登记缓解', { exact: true }).waitFor())
  await press(page, '已缓解', (shown) => shown.getByText('下一步 · 电话随访', { exact: true }).waitFor())
  await inDialog(page, button(page.locator('main'), '重新分级'), { severity: 'severe', reason: '倒地时擦伤额部' }, '改为此级')
  await page.getByText('已通报质量部门', { exact: true }).waitFor()
  await fill(page, { text: '次日电话：无不适，伤口愈合' })
  await press(page, '记录随访', (shown) => shown.getByText('下一步 · 处理暂缓', { exact: true }).waitFor())
  await shoot(page, '1440-reaction-defer')
  await fill(page, { until: '2029-12-31', reason: '重度反应，医师建议不再献血' })
  await press(page, '登记暂缓', (shown) => shown.getByText('下一步 · 结案', { exact: true }).waitFor())
  await fill(page, { outcome: '痊愈' })
  await press(page, '结案', (shown) => shown.locator('.reaction-line').getByText('痊愈', { exact: true }).waitFor())
  await shoot(page, '1440-reaction-closed')
  await ask(page, `${at}/fail`, { reason: '反应后拔针' })
  await ask(page, `${at}/cancel`, { reason: '反应后终止采集' })
  await page.goto('/collect/reactions?state=all')
  await page.locator('main table tbody a').first().waitFor()
  await accessible(page, 'reactions')
  await shoot(page, '1440-reactions')
  people.clean()
})

test('a lot is recalled by quality, and its blood is held', async () => {
  const page = await people.visit('quality', '/collect/lots', { allow: [409, 422] })
  await button(page.locator('main'), '召回批号').click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { item: 'kit', lot: LOT, reason: '厂家召回：导管微漏', confirm_name: LOT })
  await shoot(page, '1440-lot-recall-dialog')
  await dialog.getByRole('button', { name: '召回', exact: true }).click()
  await page.waitForURL(/\/collect\/lots\/recalls\/lot_/)
  await page.getByText('本次召回锁定', { exact: true }).first().waitFor()
  assert.ok(!(await page.locator('main').innerText()).includes('孙'), 'quality sees numbers, not whose they are')
  await accessible(page, 'recall')
  await shoot(page, '1440-lot-recall')
  const { items } = await told(page, '/api/collect/lots/recalls')
  assert.equal(items.find((one) => one.lot === LOT)?.donations, 2)
  people.clean()
})

test('on a phone the list, the case and the curve fit', async () => {
  const page = await people.visit('donorcare', '/collect/reactions?state=all', { narrow: true })
  await page.locator('main table tbody a').first().waitFor()
  await shoot(page, '390-reactions')
  await page.locator('main table tbody a').first().click()
  await page.waitForURL(/\/collect\/reactions\/reaction_/)
  await page.getByText('经过', { exact: true }).waitFor()
  await accessible(page, 'reaction on a phone')
  await shoot(page, '390-reaction')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${wide} px too wide`)
  people.clean()
})
