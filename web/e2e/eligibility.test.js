// Who may give from when on: the answer with its rules, deferrals from the day it happened, permissions, the way back,
// the exchange of exclusions, and the rules themselves.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, shoot } from './browser.js'
import { ask, fill, stage } from './stage.js'

let at
before(async () => { at = await stage({ allow: [409, 422] }) })
after(() => at.close())

const passport = () => `R${10_000_000 + Math.floor(Math.random() * 89_000_000)}`

async function registered(page, name, born_on) {
  const body = { document: { kind: 'passport', number: passport() }, name, phone: '19955556666', born_on, sex: 'female', consent_to_be_told: true }
  const answer = await ask(page, '/api/recruit/donors', body)
  assert.equal(answer.outcome, 'registered')
  return answer.donor.donor_id
}

const back = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

let donor

it('counts a deferral from the day it happened and shows each kind with its clause', async () => {
  const page = await at.visit('donorcare', '/recruit/donors')
  donor = await registered(page, `东方${String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 2000))}雪`, '1990-02-28')
  await page.goto(`/recruit/donors/${donor}`)
  await page.locator('.verdict-kind').nth(2).waitFor()
  await page.getByRole('button', { name: '登记暂缓或屏蔽' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { code: 'T02', event_on: back(3) })
  await dialog.getByText('次日起可献').waitFor()
  await shoot(page, 'deferral-new')
  await dialog.getByRole('button', { name: '登记', exact: true }).click()
  await page.locator('.verdict-line').first().getByText('不宜献血').waitFor()
  assert.equal(await page.locator('.verdict-kind').count(), 3)
  await accessible(page)
  await shoot(page, 'eligibility-panel')
})

it('keeps a special permission beside the answer', async () => {
  const page = await at.visit('doctor', `/recruit/donors/${donor}`)
  await page.getByRole('button', { name: '开具特殊批准' }).click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, { permits: 'interval', kind: 'apheresis_platelets', until: back(-10), paper: '市立医院申请 118', reason: '患者需 HLA 配型血小板' })
  await dialog.getByRole('button', { name: '签发' }).click()
  await page.getByText('市立医院申请 118').waitFor()
  await accessible(page)
})

it('leads an excluded donor back by steps', async () => {
  const page = await at.visit('donorcare', `/recruit/donors/${donor}`)
  await page.getByRole('button', { name: '登记暂缓或屏蔽' }).click()
  await fill(page.locator('dialog[open]'), { code: 'P12' })
  await page.locator('dialog[open]').getByRole('button', { name: '登记', exact: true }).click()
  await page.getByRole('button', { name: '申请归队' }).first().click()
  await fill(page.locator('dialog[open]'), { protocol: 'review', reason: '术后五年，复查正常' })
  await page.locator('dialog[open]').getByRole('button', { name: '申请归队' }).click()
  await page.waitForURL('**/recruit/reentries/**')
  await page.getByRole('button', { name: '查看详情' }).click()
  await fill(page.locator('dialog[open]'), { reason: '随访' })
  await page.locator('dialog[open]').getByRole('button', { name: '查看详情' }).click()
  await page.locator('.reentry-line').waitFor()
  await accessible(page)
  await shoot(page, 'reentry-case')
})

it('shows the rules with their sources, and the exchange', async () => {
  for (const [path, name] of [['/recruit/rules', 'rules'], ['/recruit/blocks', 'blocks'], ['/recruit/reentries', 'reentries']]) {
    const page = await at.visit('donorcare', path)
    await accessible(page)
    await shoot(page, `eligibility-${name}`)
  }
  const page = await at.visit('donorcare', '/recruit/rules')
  await page.getByText('6 个月').first().waitFor()
  const narrow = await at.visit('registrar', `/recruit/donors/${donor}`, { narrow: true })
  await narrow.locator('.verdict-kind').first().waitFor()
  await shoot(narrow, 'eligibility-panel-390')
  await narrow.goto('/recruit/rules')
  await narrow.locator('.rules-table').first().waitFor()
  await shoot(narrow, 'eligibility-rules-390')
})
