// The laboratory's bench: a plate is laid out, two people read it without seeing each other's figures, its controls decide; and
// what is tested with has its own papers.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, settled, shoot } from './browser.js'
import { kitsOf, readingsOf } from './bench.js'
import { ask, bleeds, button, day, fill, freshNumber, gone, inDialog, newDonation, newDonor, press, stage, state, told } from './stage.js'

let people
const number = freshNumber()
before(async () => {
  people = await stage({ allow: [409, 422] })
  const donor = await newDonor(await people.as('registrar'), '温知远')
  const { donation_id } = await newDonation(people, donor)
  await bleeds(await people.as('collector'), donation_id, number, { document_scan: donor.document })
})
after(() => people.close())
const visit = (username, path, options) => people.visit(username, path, options)

/** A page as somebody with a tablet and somebody with a phone see it. */
async function narrowed(page, name) {
  for (const [width, height] of [[1024, 768], [390, 844]]) {
    await page.setViewportSize({ width, height })
    await settled(page)
    await accessible(page, `${name} ${width}`)
    await shoot(page, `${width}-${name}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

let run

it('lays out what waits for a kit', async () => {
  const tester = await visit('tester', '/lab/runs')
  const due = tester.locator('.due', { hasText: '乙肝表面抗原（酶免）' })
  await due.getByText('份待检').waitFor()
  await accessible(tester, 'runs')
  await shoot(tester, '1440-lab-runs')
  await narrowed(tester, 'lab-runs')
  await button(due, '排板').click()
  const dialog = tester.locator('dialog[open]')
  for (const name of ['lot_id', 'instrument_id']) await dialog.locator(`[name=${name}] option`).first().waitFor({ state: 'attached' })
  await fill(dialog, { donations: '0993226000000', fill: '0' })
  await button(dialog, '排板并编号').click()
  await dialog.locator('.field:has([name=donations]) .field-problem, .problem').first().waitFor()
  await accessible(tester, 'plan of a run')
  await shoot(tester, '1440-lab-plan-refused')
  await fill(dialog, { donations: number })
  await button(dialog, '排板并编号').click()
  await tester.waitForURL(/\/lab\/runs\/.+/)
  await state('进行中')(tester)
  run = new URL(tester.url()).pathname
  assert.equal(await tester.locator('.plate .well').count(), 7)
})

const GOOD = { 'A1.HBSAG': '0.021', 'B1.HBSAG': '0.041', 'C1.HBSAG': '0.044', 'D1.HBSAG': '0.038', 'E1.HBSAG': '1.61', 'F1.HBSAG': '1.72', 'G1.HBSAG': '0.017' }

it('counts what two have typed alike, neither seeing the figures of the other', async () => {
  const tester = await visit('tester', run)
  await fill(tester, { ...GOOD, 'G1.HBSAG': '0.0.17' })
  await button(tester, '保存结果').click()
  await tester.locator('.run-cell:has([name="G1.HBSAG"])').getByText('不是数字').waitFor()
  await shoot(tester, '1440-lab-no-number')
  await fill(tester, { 'G1.HBSAG': '0.017' })
  await press(tester, '保存结果', (page) => page.locator('.plate .well-once').nth(6).waitFor())
  await accessible(tester, 'run')
  await shoot(tester, '1440-lab-once')

  const second = await visit('tester2', run)
  assert.doesNotMatch(await second.locator('main').innerText(), /1\.61/)
  assert.equal(await second.locator('[name="E1.HBSAG"]').inputValue(), '')
  await second.getByText('从酶标仪表格粘贴').click()
  await second.locator('.run-paste textarea').fill(['\t1\t2', ...'ABCDEFG'.split('').map((row) => `${row}\t${row === 'G' ? '0.17' : GOOD[`${row}1.HBSAG`]}\t0.05`)].join('\n'))
  await button(second, '填入').click()
  await press(second, '保存结果', (page) => page.locator('.plate .well-differs').waitFor())
  assert.ok(await button(second, '结束本批').isDisabled(), 'one well differs')
  await shoot(second, '1440-lab-differs')
  await fill(second, { 'G1.HBSAG': '0.017' })
  await press(second, '保存结果', (page) => page.getByText('质控符合').waitFor())
  await second.locator('.plate .well', { hasText: number.slice(-4) }).click()
  await second.getByRole('heading', { name: 'G1 孔' }).waitFor()
  await accessible(second, 'run read')
  await shoot(second, '1440-lab-read')
  await narrowed(second, 'lab-run')
  await press(second, '结束本批', state('有效'))
  await shoot(second, '1440-lab-valid')
  const donation = await visit('tester', `/lab/donations/${number}`)
  await donation.locator('.lab-results').getByText('S/CO 0.162').waitFor()
  await donation.locator('.lab-results a').first().click()
  await donation.waitForURL(new RegExp(run))
})

it('knows nothing of the samples of a run whose control failed', async () => {
  const [tester, second] = [await people.as('tester'), await people.as('tester2')]
  const kit = (await kitsOf(tester)).find((one) => one.code === 'HCV-E')
  const plate = await ask(tester, '/api/lab/runs', { lot_id: kit.lot.lot_id, instrument_id: kit.instrument.instrument_id, donations: [number] })
  const readings = readingsOf(kit, plate).map((reading) => (reading.raw.signal > 0.3 ? { ...reading, raw: { kind: 'signal', signal: 0.31 } } : reading))
  for (const page of [tester, second]) await ask(page, `/api/lab/runs/${plate.run_id}/readings`, { readings })
  await visit('tester', `/lab/runs/${plate.run_id}`)
  await tester.getByText('质控不符：本批无效').waitFor()
  await press(tester, '结束本批', state('作废'))
  await accessible(tester, 'void run')
  await shoot(tester, '1440-lab-void')
  const { needs, versions } = await told(tester, `/api/lab/donations/${number}`)
  assert.ok(needs.some((need) => need.marker === 'ANTI-HCV' && need.round === 1))
  assert.ok(!versions.flatMap((version) => version.results).some((result) => result.marker === 'ANTI-HCV'))
})

it('takes the table of an analyser, and keeps for a person what belongs nowhere', async () => {
  const tester = await people.as('tester')
  const kit = (await kitsOf(tester)).find((one) => one.code === 'ALT-R')
  const plate = await ask(tester, '/api/lab/runs', { lot_id: kit.lot.lot_id, instrument_id: kit.instrument.instrument_id, donations: [number] })
  await visit('tester', '/lab/instruments')
  const row = tester.locator('tr', { hasText: '生化仪' })
  await gone(await inDialog(tester, button(row, '项目代码'), { codes: 'GPT=ALT' }, '保存代码'))
  await visit('tester', '/lab/deliveries')
  await button(tester, '导入结果文件').click()
  const dialog = tester.locator('dialog[open]')
  await fill(dialog, { instrument: 'C-1' })
  const table = ['样本号,项目,结果,单位', `${number},GPT,18,U/L`, 'QC,GPT,38.2,U/L', 'QC,GPT,37.6,U/L', '0993226000000,GPT,21,U/L', `${number},GPT,44,U/L`]
  await dialog.locator('[name=message]').setInputFiles({ name: 'alt.csv', mimeType: 'text/csv', buffer: Buffer.from('没有,这样的,列名') })
  await button(dialog, '导入').click()
  await dialog.locator('.field:has([name=message]) .field-problem').waitFor()
  await accessible(tester, 'import of a file')
  await shoot(tester, '1440-lab-import-refused')
  await dialog.locator('[name=message]').setInputFiles({ name: 'alt.csv', mimeType: 'text/csv', buffer: Buffer.from(table.join('\r\n')) })
  await button(dialog, '导入').click()
  await tester.waitForURL(/\/lab\/deliveries\/.+/)
  await tester.getByText('2 行待处理').first().waitFor()
  await accessible(tester, 'delivery')
  await shoot(tester, '1440-lab-delivery')
  await narrowed(tester, 'lab-delivery')
  const checker = await visit('checker', new URL(tester.url()).pathname)
  for (let left = 2; left > 0; left--) {
    await gone(await inDialog(checker, button(checker.locator('main'), '处理').first(), { reason: '试运行的数据' }, '处理'))
    await checker.getByText(left > 1 ? '1 行待处理' : '全部已处理').first().waitFor()
  }
  await visit('tester', `/lab/runs/${plate.run_id}`)
  await press(tester, '结束本批', state('有效'))
})

it('shows how a control goes from run to run, and which rules that breaks', async () => {
  const tester = await visit('tester', '/lab/charts')
  await tester.getByRole('columnheader', { name: '批数' }).waitFor()
  const chart = (await told(tester, '/api/lab/charts')).items.find((row) => row.control === 'QC' && row.marker === 'ALT' && row.lot === 'ALTR2607')
  assert.ok(chart.runs > 20, `${chart.runs} runs`)
  await visit('tester', `/lab/charts/${chart.instrument_id}/${chart.lot_id}/QC/ALT`)
  await tester.locator('svg.chart .chart-mean').waitFor({ state: 'attached' })
  assert.equal(await tester.locator('svg.chart :is(.dot, .dot-void, .dot-warn, .dot-reject)').count(), chart.runs)
  await accessible(tester, 'chart of a control')
  await shoot(tester, '1440-lab-chart')
  await narrowed(tester, 'lab-chart')
})

it('uses a lot once it was compared, and another person let it in', async () => {
  const tester = await visit('tester', '/lab/reagents')
  const lot = `T${Date.now() % 100_000_000}`
  const row = (page) => page.locator('tr', { hasText: lot })
  await button(tester, '试剂收货').click()
  const dialog = tester.locator('dialog[open]')
  await fill(dialog, { kit_code: 'HBSAG-E', lot, expires_on: day(-1), tests: '960' })
  await button(dialog, '登记').click()
  await dialog.locator('.field:has([name=expires_on]) .field-problem').waitFor()
  await fill(dialog, { expires_on: day(300) })
  await button(dialog, '登记').click()
  await gone(dialog)
  await gone(await inDialog(tester, button(row(tester), '批间比对'), { samples: '24', agreed: '24' }, '保存比对'))
  await row(tester).getByText('待放行').waitFor()
  assert.ok(await button(row(tester), '放行').isDisabled(), 'who compared does not let it in')
  await accessible(tester, 'reagents')
  await shoot(tester, '1440-lab-reagents')
  await narrowed(tester, 'lab-reagents')
  const checker = await visit('checker', '/lab/reagents')
  await button(row(checker), '放行').click()
  await row(checker).getByText('使用中').waitFor()
  await gone(await inDialog(checker, button(row(checker), '停止使用'), { reason: '厂家召回' }, '停止使用'))
  await row(checker).waitFor({ state: 'detached' })
})

it('reads with instruments that are in use and calibrated', async () => {
  const tester = await visit('tester', '/lab/instruments')
  const row = tester.locator('tr', { hasText: '生化仪' })
  await gone(await inDialog(tester, button(row, '停用'), { reason: '灯源老化' }, '停用'))
  await row.getByText('灯源老化').waitFor()
  await accessible(tester, 'instruments')
  await shoot(tester, '1440-lab-instruments')
  await narrowed(tester, 'lab-instruments')
  await gone(await inDialog(tester, button(row, '恢复使用'), { reason: '已换灯源，重新定标' }, '恢复使用'))
  await gone(await inDialog(tester, button(row, '登记校准'), { until: day(200), note: '证书 J-2611，合格' }, '保存校准'))
  await row.getByText('可用').waitFor()
})

/** The fields of a control in the form of a kit. */
const control = (at, name, role, count, more) => Object.fromEntries(Object.entries({ code: name, role, count, ...more }).map(([key, value]) => [`assay.controls.${at}.${key}`, value]))

it('judges by leaflets that one has typed and another has read', async () => {
  const tester = await visit('tester', '/lab/kits')
  await button(tester, '录入试剂盒').click()
  const code = `T${Date.now() % 1_000_000}`
  await fill(tester, { code, name: '丙肝抗体（酶免，新版）', maker: '海棠生物', source: '说明书 2026-11 版', markers: 'ANTI-HCV', round: '1', 'assay.cut_off.factor': '2.5', ...control(0, 'NC', 'negative', '3', { 'each.max': '0.1' }), ...control(1, 'PC', 'positive', '2', {}) })
  await button(tester, '录入').click()
  await tester.locator('.field:has([name="assay.controls.1.each.min"]) .field-problem').waitFor()
  await accessible(tester, 'kit form')
  await shoot(tester, '1440-lab-kit-form')
  await narrowed(tester, 'lab-kit-form')
  await fill(tester, control(1, 'PC', 'positive', '2', { 'each.min': '0.6' }))
  await button(tester, '录入').click()
  const row = (page) => page.locator('tr', { hasText: code })
  await row(tester).getByText('待批准').waitFor()
  await button(row(tester), '核对并批准').click()
  const own = tester.locator('dialog[open]')
  assert.ok(await button(own, '对照说明书无误，批准').isDisabled(), 'who has typed it does not approve it')
  const checker = await visit('checker', '/lab/kits')
  await button(row(checker), '核对并批准').click()
  const read = checker.locator('dialog[open]')
  await read.getByText('2.5 × 阴性均值').waitFor()
  await accessible(checker, 'kit read')
  await shoot(checker, '1440-lab-kits')
  await button(read, '对照说明书无误，批准').click()
  await row(checker).getByText('已批准').waitFor()
})

it('left no fault behind', () => people.clean())
