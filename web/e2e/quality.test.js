// Quality control of components: drawn by the program, taken by scan, typed by one and confirmed by another; and a deviation from
// its opening to its closing by a second person.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, settled, shoot } from './browser.js'
import { button, day, fill, stage, told } from './stage.js'

let people
before(async () => {
  people = await stage({ allow: [409, 422] })
})
after(() => people.close())

async function narrowed(page, name) {
  for (const [width, height] of [[1024, 768], [390, 844]]) {
    await page.setViewportSize({ width, height })
    await settled(page)
    await accessible(page, `${name} ${width}`)
    await shoot(page, `${width}-${name}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

let sample

/** A drawn sample that still lies here: what has been issued since is replaced by another, as the program demands. */
async function there(page, month) {
  for (let round = 0; round < 20; round += 1) {
    const { items } = await told(page, `/api/process/quality/samples?month=${month}&limit=200`)
    const one = items.find(({ state }) => state === 'drawn')
    assert.ok(one, 'something is drawn')
    const answer = await page.request.post(`/api/process/quality/samples/${one.sample_id}/replace`, { data: {}, headers: { 'Idempotency-Key': crypto.randomUUID() } })
    if ((await answer.json()).rule === 'quality.can-be-taken') return one
  }
  assert.fail('nothing that was drawn lies here')
}

it('draws what is due and takes a unit by scan', async () => {
  const page = await people.visit('quality', '/process/quality')
  await button(page, '抽取到期样品').click()
  await page.getByText(/^抽取了 \d+ 袋$/).waitFor()
  await page.locator('#quality-samples, table').last().waitFor()
  await accessible(page, 'month')
  await shoot(page, '1440-quality-month')
  await narrowed(page, 'quality-month')
  const month = (await told(page, '/api/process/quality/month')).month.slice(0, 7)
  sample = await there(page, month)
  await page.goto(new URL(`/process/quality/samples/${sample.sample_id}`, page.url()).href)
  await fill(page, { scan: sample.unit_id, taken_as: 'segment' })
  await shoot(page, '1440-quality-take')
  await page.locator('main').getByRole('button', { name: '取样', exact: true }).click()
  await page.getByRole('heading', { name: '录入结果' }).waitFor()
})

it('types results that another person confirms', async () => {
  const page = await people.visit('quality', `/process/quality/samples/${sample.sample_id}`)
  const { indicators } = await told(page, `/api/process/quality/samples/${sample.sample_id}`)
  const known = indicators.filter((one) => one.limits)
  const values = Object.fromEntries(known.map(({ code, limits: { minimum, maximum, open } }) => [code, String(minimum ?? (open ? maximum / 2 : maximum))]))
  await fill(page, values)
  await narrowed(page, 'quality-results')
  await button(page, '录入结果').click()
  await page.getByText('录入人不能复核，请由另一人复核').waitFor()
  await accessible(page, 'typed results')
  await shoot(page, '1440-quality-typed')
  const second = await people.visit('checker', `/process/quality/samples/${sample.sample_id}`)
  await button(second, '与原始记录一致，确认').click()
  await second.locator('main').getByText('已确认', { exact: true }).waitFor()
  assert.equal(await second.locator('main').getByText('合格', { exact: true }).count(), known.length)
})

it('a month of a product is told with its report, which waits for the end of the month', async () => {
  const page = await people.visit('quality', '/process/quality')
  await page.locator("main a[href*='/process/quality/months/']").first().click()
  await page.getByText('本月未结束').waitFor()
  await page.getByText('血液成分质量控制报告').first().waitFor()
  await accessible(page, 'month of a product')
  await shoot(page, '1440-quality-product')
  await narrowed(page, 'quality-product')
  await page.getByRole('button', { name: /^生成/ }).click()
  await page.getByText('quality.month-running').waitFor()
})

it('shows every indicator as a chart', async () => {
  const page = await people.visit('quality', '/process/quality')
  const { products } = await told(page, '/api/process/quality/month')
  const product = products.find((one) => one.indicators.some((indicator) => indicator.tested > 0))
  const { code } = product.indicators.find((indicator) => indicator.tested > 0)
  await page.locator(`main a[href='/process/quality/chart/${product.product}/${code}']`).click()
  await page.getByRole('heading', { name: '质控图' }).waitFor()
  await page.locator('svg.chart').waitFor()
  await accessible(page, 'quality chart')
  await shoot(page, '1440-quality-chart')
  await narrowed(page, 'quality-chart')
})

it('follows a deviation to its end', async () => {
  const page = await people.visit('quality', '/process/deviations')
  await fill(page, { title: '离心机转速偏低', place: '成分科', units: '纸条' })
  await button(page, '登记').click()
  await page.locator('main .field-problem, main .problem').first().waitFor()
  await fill(page, { units: sample.donation_number })
  await button(page, '登记').click()
  await page.waitForURL(/deviations\/deviation_/)
  const address = new URL(page.url()).pathname
  for (const step of ['immediate', 'investigation', 'root_cause']) {
    await fill(page, { step, said: `已停用并核对记录（${step}）` })
    await button(page, '写入').click()
    await page.locator('main p').getByText(`（${step}）`).waitFor()
  }
  await fill(page, { kind: 'corrective', owner: 'technician', due_on: day(7), what: '更换转速传感器并校准' })
  await button(page, '增加措施').click()
  await fill(page.locator('.plain-list'), { note: '已更换，校准合格' })
  await button(page, '报完成').click()
  await page.getByText('已完成，待验证').waitFor()
  await accessible(page, 'deviation')
  await shoot(page, '1440-deviation')
  await narrowed(page, 'deviation')
  const second = await people.visit('quality2', address)
  await button(second, '验证').click()
  await second.getByText('已验证', { exact: true }).waitFor()
  await page.getByText('已验证', { exact: true }).waitFor()
  await fill(page, { step: 'effectiveness', said: '一个月内未再发生' })
  await button(page, '写入').click()
  await page.locator('main p').getByText('一个月内未再发生').waitFor()
  await second.getByText('一个月内未再发生').waitFor()
  await button(second, '关闭偏差').click()
  await second.locator('main .page-aside').getByText('已关闭').waitFor()
  await shoot(second, '1440-deviation-closed')
})
