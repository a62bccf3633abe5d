// The component hall: a bag that arrives goes through the steps of its plan at the machines, one that deviates is isolated, and the
// shift is handed over by two.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { freeMachine } from './hall.js'
import { ask, bleeds, button, fill, freshNumber, gone, newDonation, newDonor, press, stage, state, told } from './stage.js'

let people
const [number, second] = [freshNumber(), freshNumber()]
before(async () => {
  people = await stage({ allow: [404, 409, 422] })
  for (const [one, name] of [[number, '许听澜'], [second, '秦望舒']]) {
    const donor = await newDonor(await people.as('registrar'), name)
    const { donation_id } = await newDonation(people, donor)
    await bleeds(await people.as('collector'), donation_id, one, { document_scan: donor.document })
  }
  await ask(await people.as('technician'), '/api/process/receipts', { scans: [number, second] })
})
after(() => people.close())
const visit = (username, path, options) => people.visit(username, path, options)

/** Scans into the field that waits for it. */
async function scan(page, text) {
  const field = page.locator('main .scan-big input, main .hall-scan input').first()
  await field.fill(text)
  await field.press('Enter')
}

it('shows what lies in the hall, what it may become and by when', async () => {
  const hall = await visit('technician', '/process/hall')
  await hall.locator('main table').getByText(number.slice(-4)).first().waitFor()
  await hall.getByRole('heading', { name: '各工序等候' }).waitFor()
  await accessible(hall, 'hall')
  await shoot(hall, '1440-hall')
  await narrowed(hall, 'hall')
})

it('settles machine, programme and lots before the first bag, and takes no bag out of its turn', async () => {
  const hall = await visit('technician', '/process/bags')
  await scan(hall, number)
  await hall.getByRole('heading', { name: '下一步' }).waitFor()
  await accessible(hall, 'bag')
  await shoot(hall, '1440-hall-bag')
  await narrowed(hall, 'hall-bag')
  await hall.getByRole('link', { name: /去白细胞过滤/ }).click()
  const [stand, other] = [await freeMachine(hall, 'filter_stand'), await freeMachine(hall, 'separator')]
  await scan(hall, other.code)
  await scan(hall, 'LF260712')
  await hall.getByText('equipment.wrong-kind').waitFor()
  await accessible(hall, 'batch refused')
  await shoot(hall, '1440-hall-wrong-machine')
  await narrowed(hall, 'hall-open')
  await scan(hall, stand.code)
  await scan(hall, 'LF260712')
  await hall.waitForURL(/\/process\/batches\/batch_/)
  await scan(hall, number)
  await hall.locator('.hall-scanned li').first().waitFor()
  await scan(hall, number)
  await hall.getByText('batch.elsewhere').waitFor()
  await scan(hall, second)
  await hall.locator('.hall-scanned li').nth(1).waitFor()
  await accessible(hall, 'batch open')
  await shoot(hall, '1440-hall-scan')
  await narrowed(hall, 'hall-scan')
  await press(hall, '启动', state('运行中'))
  await fill(hall, { 'readings.temperature_c': '21' })
  await accessible(hall, 'batch running')
  await shoot(hall, '1440-hall-running')
  await narrowed(hall, 'hall-running')
  await press(hall, '结束并判定', state('已完成'))
  await shoot(hall, '1440-hall-done')
  const path = new URL(hall.url()).pathname
  assert.ok(await button(hall, '复核批记录').getAttribute('aria-disabled'), 'not by whoever has run it')
  const checker = await visit('technician2', path)
  await press(checker, '复核批记录', (page) => gone(page.getByRole('button', { name: '复核批记录' })))
})

it('isolates what ran too warm, and makes nothing of it', async () => {
  const hall = await people.as('technician')
  const machine = await freeMachine(hall, 'centrifuge')
  const { batch_id } = await ask(hall, '/api/process/batches', { step: 'spin_hard', equipment: machine.code })
  await ask(hall, `/api/process/batches/${batch_id}/bags`, { scans: [number] })
  await ask(hall, `/api/process/batches/${batch_id}/begin`)
  await visit('technician', `/process/batches/${batch_id}`)
  await fill(hall, { 'readings.speed_g': '5000', 'readings.temperature_c': '8.4', 'readings.seconds': '420' })
  await press(hall, '结束并判定', (page) => page.getByText('偏差，已隔离').waitFor())
  await hall.getByText('deviation.temperature').waitFor()
  await accessible(hall, 'batch deviated')
  await shoot(hall, '1440-hall-deviated')
  await narrowed(hall, 'hall-deviated')
  await visit('technician', `/process/bags/${number}`)
  await hall.getByText('温度 8.4 °C').first().waitFor()
  const bag = await told(hall, `/api/process/bags/${number}`)
  const refused = await hall.request.post('/api/process/splits', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    data: { unit: bag.unit.unit_id, loss_ml: 20, outputs: [{ product: 'RBC-S-LR', volume_ml: 280, additive_ml: 100 }, { product: 'FFP', volume_ml: 200 }] },
  })
  assert.equal((await refused.json()).rule, 'step.missing')
})

it('keeps machines, programmes and lots in order, and hands the shift over by two', async () => {
  const hall = await visit('technician', '/process/equipment')
  await hall.getByText('转子密封件老化').first().waitFor()
  await accessible(hall, 'machines')
  await shoot(hall, '1440-hall-equipment')
  await narrowed(hall, 'hall-equipment')
  await visit('technician', '/process/programmes')
  await hall.getByText('系统控制').first().waitFor()
  await accessible(hall, 'programmes')
  await shoot(hall, '1440-hall-programmes')
  await narrowed(hall, 'hall-programmes')
  await visit('technician', '/process/supplies')
  await hall.getByText('LF260712').waitFor()
  await accessible(hall, 'supplies')
  await shoot(hall, '1440-hall-supplies')
  await visit('technician', '/process/batches')
  await hall.locator('main table a').first().waitFor()
  await accessible(hall, 'batches')
  await shoot(hall, '1440-hall-batches')
  await narrowed(hall, 'hall-batches')
  await visit('technician', '/process/shifts')
  await button(hall, '交班').click()
  const dialog = hall.locator('dialog[open]')
  await fill(dialog, { note: '一袋温度偏差待质量处理' })
  await button(dialog, '交班').click()
  await hall.getByText('一袋温度偏差待质量处理').waitFor()
  await accessible(hall, 'shifts')
  await shoot(hall, '1440-hall-shifts')
  await narrowed(hall, 'hall-shifts')
  // In the evening the city's own shift waits beside this one.
  const next = await visit('technician2', '/process/shifts')
  const waiting = next.getByText('待接班')
  await waiting.first().waitFor()
  for (let left = await waiting.count(); left > 0; left -= 1) {
    await button(next, '接班').first().click()
    await button(next.locator('dialog[open]'), '接班').click()
    await gone(waiting.nth(left - 1))
  }
})
