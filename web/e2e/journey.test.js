// One bag from arm to arm, by hand: every scene's screen, every role's own session, nothing but what people click and scan.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, settled, shoot } from './browser.js'
import { tested } from './bench.js'
import { steps } from './hall.js'
import { address, answered, button, citizenNumber, fill, freshNumber, press, scan, scansOf, stage, state, told } from './stage.js'

let people
before(async () => { people = await stage() })
after(() => people.close())
const visit = (username, path) => people.visit(username, path)

const number = freshNumber()
const document = citizenNumber()

it('招 采: registers a donor, asks, checks, binds and collects', async () => {
  const registrar = await visit('registrar', '/recruit/donors/new')
  await fill(registrar, { 'document.number': document, name: '郑一帆', phone: '13900004321' })
  await press(registrar, '登记', address(/\/donors\/donor_/))
  await button(registrar, '登记到访').click()
  await registrar.waitForURL(/\/collect\/queue\/visit_/)
  const place = new URL(registrar.url()).pathname
  await shoot(registrar, '1440-journey-arrived')
  await answered(registrar, { visit_id: place.split('/').pop() })
  const nurse = await visit('collector', `${place}/check`)
  await fill(nurse, { weight_kg: 68, systolic_mmhg: 118, diastolic_mmhg: 76, pulse_per_min: 72, temperature_c: 36.5, hb_g_l: 145 })
  await fill(nurse, { reason: '仪器未联机' })
  await press(nurse, '保存检查结果', (page) => page.waitForURL((url) => url.pathname === place))
  const doctor = await visit('doctor', `${place}/decide`)
  await doctor.getByRole('radio', { name: '同意献血' }).check()
  await fill(doctor, { volume_ml: 400 })
  await button(doctor.locator('main'), '同意献血').click()
  await doctor.locator('main').getByText('已有判定').waitFor()
  const { donation_id: donation } = await told(doctor, `/api/collect/visits/${place.split('/').pop()}`)
  const collector = await visit('collector', `/collect/donations/${donation}`)
  await state('可以献血')(collector)
  const file = collector.url()
  await collector.getByRole('link', { name: '去采血位' }).click()
  await scan(collector, 'chair', number.slice(-6))
  await scan(collector, 'document_scan', document)
  const { bag, tubes } = scansOf(number)
  for (const [name, code] of [['record', number], ['bag', number], ['kit', bag.kit_scan]]) await scan(collector, name, code)
  for (const tube of tubes) {
    await scan(collector, `${tube.role}.scan`, tube.scan)
    await scan(collector, `${tube.role}.article`, tube.article_scan)
  }
  await collector.getByRole('button', { name: '左臂' }).click()
  await collector.getByRole('button', { name: '拔针并记录' }).click()
  await collector.getByRole('heading', { name: '休息观察' }).waitFor()
  await collector.goto(file)
  await state('已采完')(collector)
  await shoot(collector, '1440-journey-collected')
})

it('检: runs that two persons read give the results, two sign, and nobody knows whose blood it is', async () => {
  const tester = await visit('tester', `/lab/donations/${number}`)
  assert.doesNotMatch(await tester.locator('main').innerText(), /郑/)
  await tester.getByText('结果由检测批得出').waitFor()
  await tested(people, number)
  await tester.locator('.lab-results').waitFor()
  await press(tester, '检验者签名', state('一人已签'))
  const checker = await visit('checker', `/lab/donations/${number}`)
  await press(checker, '复核者签名', state('待签发'))
  const head = await visit('labhead', '/lab/signings')
  const row = head.locator('tbody tr', { hasText: `${number.slice(0, 5)}-${number.slice(5)}` })
  await row.waitFor()
  await accessible(head, 'reports to be issued')
  await shoot(head, '1440-journey-issuing')
  await button(head, /^签发（/).click()
  await head.getByText(/^已签 \d+ 份$/).waitFor()
  await visit('labhead', `/lab/donations/${number}`)
  await state('合格')(head)
  await shoot(head, '1440-journey-judged')
})

let red

it('制 储: receives, splits, labels, releases by two, shelves', async () => {
  const hall = await visit('technician', '/process/receive')
  await fill(hall, { scans: number })
  await press(hall, '接收', (page) => page.locator('main ol').getByText('已接收').waitFor())
  await hall.locator('main ol a').first().click()
  await settled(hall)
  await steps(hall, number, 'spin_hard', 'press')
  await hall.getByRole('button', { name: '再加一个成分' }).click()
  await fill(hall, { 'outputs.0.product': 'RBC-S', 'outputs.0.volume_ml': 320, 'outputs.0.additive_ml': 100, 'outputs.1.product': 'FFP', 'outputs.1.volume_ml': 150 })
  const parent = hall.url()
  await press(hall, '确认分离', (page) => page.waitForURL((url) => url.href !== parent))
  const trace = await told(hall, `/api/ledger/traces/${number}`)
  red = trace.units.find((unit) => unit.record.facts.product === 'RBC-S').unit_id
  await visit('technician', `/process/units/${red}`)
  await press(hall, '打印标签', (page) => page.locator('.bag-code').first().waitFor())
  await fill(hall, { scans: (await hall.locator('.bag-code').allTextContents()).join('\n') })
  await press(hall, '核对标签', state('待放行'))
  const first = await visit('release1', `/process/releases/new?units=${red}`)
  await first.getByText('可放行').first().waitFor()
  await press(first, '签名并提出（1 袋）', address(/\/releases\/release_/))
  const second = await visit('release2', new URL(first.url()).pathname)
  await press(second, '复核并签名', (page) => page.locator('.gate-unit').getByText('已放行').waitFor())
  await shoot(second, '1440-journey-released')
  const keeper = await visit('storekeeper', '/store/put-away')
  const { items } = await told(keeper, '/api/store/places')
  const place = items.find((site) => site.use === 'stock' && site.products.includes('RBC-S'))
  await fill(keeper, { unit: red, site_id: place.site_id, position: '3 架 2 层' })
  await press(keeper, '入库', (page) => page.locator('main ol').getByText(number.slice(5)).waitFor())
})

let given

it('发 运: a hospital orders, the station allocates, packs and hands over, the hospital receives', async () => {
  const bank = await visit('h01.bank', '/issue/orders/new')
  await fill(bank, { 'lines.0.product': 'RBC-S', 'lines.0.group': 'O+', 'lines.0.bags': 1 })
  await press(bank, '提交订单', address(/\/orders\/order_/))
  const order = new URL(bank.url()).pathname
  const issuer = await visit('issuer', order)
  await press(issuer, '调配', (page) => page.getByText(/选中 1 袋/).waitFor())
  await press(issuer, '发放 1 袋', state('已发放'))
  await issuer.getByRole('link', { name: '装箱送血' }).click()
  await settled(issuer)
  await issuer.locator('[name=order_id]').selectOption(order.split('/').at(-1))
  await fill(issuer, { box: `BOX-${number.slice(-4)}`, vehicle: '鲁B·7K215', driver_name: '刘师傅' })
  await press(issuer, '装箱', address(/\/shipments\/shipment_/))
  const shipment = new URL(issuer.url()).pathname
  const driver = await visit('driver', shipment)
  await fill(driver, { temp_c: 4.2 })
  await press(driver, '交接', state('在途'))
  await visit('h01.bank', shipment)
  await fill(bank, { temp_c: 4.6 })
  await press(bank, '接收', state('已接收'))
  await shoot(bank, '1440-journey-received')
  given = (await told(bank, `/api${shipment}`)).units[0].unit.unit_id
})

it('用: crossmatch, dispense, two at the bedside, the end; and the life line reaches the patient', async () => {
  const bank = await visit('h01.bank', '/transfuse/patients/new')
  const record = `ZY${number}`
  await fill(bank, { record_no: record, name: '沈知行', sex: 'male', group: 'O+', ward: '普外科' })
  await press(bank, '登记', address(/\/patients\/patient_/))
  await fill(bank, { sample_no: `S${number}`, group: 'O+' })
  await press(bank, '登记标本', (page) => page.getByText(`S${number}`).first().waitFor())
  const patient = new URL(bank.url()).pathname.split('/').at(-1)
  await visit('h01.bank', `/transfuse/matches/new?patient=${patient}&unit=${given}`)
  await bank.locator('[name=sample_id] option').nth(1).waitFor({ state: 'attached' })
  await bank.locator('[name=sample_id]').selectOption({ index: 1 })
  await press(bank, '记录配血', address(/\/matches\/match_/))
  const match = new URL(bank.url()).pathname
  await bank.locator('[name=ward] option').nth(1).waitFor({ state: 'attached' })
  await bank.locator('[name=ward]').selectOption({ index: 1 })
  await press(bank, '发血', state('已发血'))
  const nurse = await visit('h01.nurse', match)
  await fill(nurse, { patient_scan: record, unit_scan: given })
  await press(nurse, '第一人核对', state('待第二人核对'))
  const second = await visit('h01.doctor', match)
  await fill(second, { patient_scan: record, unit_scan: given })
  await press(second, '第二人核对', state('输注中'))
  await visit('h01.nurse', match)
  await press(nurse, '输注完毕', state('已输完'))
  const line = await visit('quality', `/units/${given}`)
  await line.locator('.mark').last().waitFor()
  assert.equal(await line.locator('.arm-quiet').count(), 0, 'the river does not reach the patient')
  assert.match(await line.locator('main').innerText(), /已输注/)
  await shoot(line, '1440-journey-line')
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
