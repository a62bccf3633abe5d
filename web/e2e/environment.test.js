// Rooms: what is missed stands first, a label leads to its point, one reads and another confirms, and a value outside opens its case.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { ask, button, fill, gone, inDialog, press, stage, told } from './stage.js'

let people
before(async () => { people = await stage({ allow: [409, 422] }) })
after(() => people.close())

const BOARD = '/api/process/environment'
const code = `JC-${Date.now().toString(36).slice(-6).toUpperCase()}`
const pointOf = async (page, wanted) => (await told(page, BOARD)).points.find((point) => point.code === wanted)

async function scan(page, text) {
  const field = page.locator('main .hall-scan input')
  await field.fill(text)
  await field.press('Enter')
}

it('shows what is missed and what waits, and finds a point by its label', async () => {
  const page = await people.visit('technician', '/process/environment')
  await page.getByText('ZB1-C1').waitFor()
  await page.getByText('逾期未测').first().waitFor()
  await accessible(page, 'environment')
  await shoot(page, '1440-environment')
  await narrowed(page, 'environment')
  await scan(page, 'NOWHERE')
  await page.getByText('没有这个监测点或平皿').waitFor()
  await scan(page, 'zb1-b1')
  await page.waitForURL(/\/process\/environment\/point_/)
  await page.getByText('超标').first().waitFor()
  await page.getByRole('link', { name: '偏差记录' }).first().waitFor()
  await accessible(page, 'environment point')
  await shoot(page, '1440-environment-point')
  await narrowed(page, 'environment-point')
})

it('a point is added by quality, read on the spot by one and confirmed by another', async () => {
  const quality = await people.visit('quality', '/process/environment')
  const add = button(quality, '设置监测点')
  await add.first().click()
  const dialog = quality.locator('dialog[open]')
  await fill(dialog, { code: 'ZB1-T', name: '质控实验室温度计', rule: 'room temperature' })
  await accessible(quality, 'new point')
  await shoot(quality, '1440-environment-new')
  await button(dialog, '设置监测点').click()
  await dialog.locator('.field-problem, .problem').first().waitFor()
  await fill(dialog, { code })
  await button(dialog, '设置监测点').click()
  await gone(dialog)
  const page = await people.visit('technician', '/process/environment')
  await scan(page, code)
  await page.waitForURL(/\/process\/environment\/point_/)
  const path = new URL(page.url()).pathname
  await fill(page, { value: '暖' })
  await button(page, '记录读数').click()
  await page.locator('main .field-problem, main .problem').first().waitFor()
  await fill(page, { value: '27.5' })
  await press(page, '记录读数', (at) => at.getByText('待复核').first().waitFor())
  assert.equal(await button(page, '复核一致').count() === 0 || await button(page, '复核一致').getAttribute('aria-disabled') !== null, true, 'not by whoever has read')
  const checker = await people.visit('checker', path)
  await gone(await inDialog(checker, button(checker, '退回'), { reason: '温度计未稳定，请重读' }, '退回'))
  await fill(await people.visit('technician', path), { value: '27.4' })
  await press(page, '判读', (at) => at.getByText('待复核').first().waitFor())
  await people.visit('checker', path)
  await press(checker, '复核一致', (at) => at.getByRole('link', { name: '偏差记录' }).waitFor())
  await shoot(checker, '1440-environment-outside')
  const point = await pointOf(checker, code)
  assert.deepEqual([point.last_value, point.last_level], [27.4, 'outside'])
})

it('a dish that broke is voided with its reason and another is put out', async () => {
  const quality = await people.as('quality')
  const mine = `${code}-D`
  await ask(quality, `${BOARD}/points`, { code: mine, name: '采血间操作台', class: 'room', kind: 'surface' })
  const page = await people.visit('technician', '/process/environment')
  await scan(page, mine)
  await page.waitForURL(/\/process\/environment\/point_/)
  await fill(page, { label: `P-${mine}`, lot: 'TSA261105' })
  await press(page, '布皿', (at) => at.getByText('培养中').first().waitFor())
  await accessible(page, 'dish')
  await shoot(page, '1440-environment-dish')
  await narrowed(page, 'environment-dish')
  await gone(await inDialog(page, button(page, '作废'), { reason: '平皿破损' }, '作废'))
  await page.getByText('已作废').first().waitFor()
  await page.locator('[name=label]').waitFor()
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
