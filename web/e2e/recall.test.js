// 回溯与召回: a case from its opening to its end, at the station and in a hospital.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { button, fill, gone, inDialog, stage, told } from './stage.js'

let people
before(async () => { people = await stage({ allow: [422] }) })
after(() => people.close())
const visit = (username, path) => people.visit(username, path)

let place
let number

it('sees what a case would reach, refuses what makes no sense, and stops it', async () => {
  const bank = await visit('h01.bank', '/')
  const stock = await told(bank, '/api/transfuse/stock/units?limit=50')
  number = stock.items.find((unit) => unit.life === 'stock' && unit.holds.length === 0).donation_number
  const quality = await visit('quality', '/govern/recalls')
  await quality.getByText('发起回溯或召回').click()
  await fill(quality, { cause: 'post_donation', 'about.numbers': '0993226000000', 'about.same_donor': 'false', drill: 'true', reason: '季度演练：献血后报告发热' })
  await button(quality, '查看涉及范围').click()
  await quality.getByText('recall.unknown').waitFor()
  await fill(quality, { 'about.numbers': '123' })
  await button(quality, '查看涉及范围').click()
  await gone(quality.getByText('recall.unknown'))
  await quality.locator('.field-problem, .problem').first().waitFor()
  await fill(quality, { 'about.numbers': number })
  await button(quality, '查看涉及范围').click()
  await quality.getByText(/涉及 1 份献血、[1-9]\d* 袋血液/).waitFor()
  await accessible(quality, 'new recall')
  await shoot(quality, '1440-recall-new')
  await button(quality, '立即停用并发起').click()
  await quality.waitForURL(/\/govern\/recalls\/recall_/)
  place = new URL(quality.url()).pathname
  await quality.getByText('这是演练').waitFor()
  await accessible(quality, 'recall')
  await shoot(quality, '1440-recall')
  await narrowed(quality, 'recall')
})

it('a hospital confirms, and only another person closes', async () => {
  const bank = await visit('h01.bank', place)
  assert.doesNotMatch(await bank.locator('main').innerText(), /发热/)
  await gone(await inDialog(bank, button(bank, '确认收到'), { note: '已找到并隔离' }, '确认收到'))
  await bank.getByText('已找到并隔离').waitFor()
  await shoot(bank, '1440-recall-hospital')
  const quality = await visit('quality', place)
  await quality.getByText(/发起人不能结束/).waitFor()
  const other = await visit('quality2', place)
  const silent = (await told(other, `/api${place}`)).parties_listed.filter((party) => !party.acknowledged_at)
  if (silent.length > 0) {
    await other.getByText(/家机构未确认/).waitFor()
    return
  }
  await gone(await inDialog(other, button(other, '结案'), { conclusion: '演练完成，用时符合要求' }, '结案'))
  await other.getByText('已结案').waitFor()
  await shoot(other, '1440-recall-closed')
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
