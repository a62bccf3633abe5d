// Pools: platelets of one group are scanned one after another, what does not belong is refused at once, and the bag that comes of it
// has a number of its own and waits for its label.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, narrowed, shoot } from './browser.js'
import { steps } from './hall.js'
import { ask, fill, freshNumber, press, stage, told } from './stage.js'

let people
let all
before(async () => {
  people = await stage({ allow: [404, 409, 422] })
  all = await told(await people.as('technician'), '/api/process/pool-candidates')
})
after(() => people.close())

async function scan(page, text) {
  const field = page.locator('main .hall-scan input')
  await field.fill(text)
  await field.press('Enter')
}

it('takes bags of one group, says why another is not taken, and lists what was pooled', async () => {
  const page = await people.visit('technician', '/process/pools')
  await page.getByRole('heading', { name: '可汇集' }).waitFor()
  await accessible(page, 'pools')
  await shoot(page, '1440-pools')
  await narrowed(page, 'pools')
  await scan(page, '0993226000000')
  await page.getByText('不在可汇集的血袋中').waitFor()

  const byGroup = new Map()
  for (const bag of all.units.filter((unit) => unit.ok)) byGroup.set(bag.group, [...(byGroup.get(bag.group) ?? []), bag])
  const most = [...byGroup.values()].sort((a, b) => b.length - a.length)[0] ?? []
  assert.ok(most.length >= 2, `the demo city has platelets of one group that wait: ${JSON.stringify([...byGroup].map(([group, bags]) => [group, bags.length]))}`)
  const [one, two] = most
  await scan(page, one.unit.donation_number)
  await page.locator('.hall-scanned li').first().waitFor()
  await scan(page, one.unit.donation_number)
  await page.getByText('已扫过').waitFor()
  const other = all.units.find((bag) => bag.ok && bag.group !== one.group)
  if (other) {
    await scan(page, other.unit.donation_number)
    await page.getByText('与已扫的血袋不同型').waitFor()
  }
  await scan(page, two.unit.donation_number)
  await page.locator('.hall-scanned li').nth(1).waitFor()
  const had = one.unit.volume_ml + two.unit.volume_ml
  await fill(page, { number: one.unit.donation_number, volume_ml: had - 4, loss_ml: 4 })
  await page.getByRole('button', { name: '汇集', exact: true }).click()
  await page.getByText('已被献血或血袋使用').first().waitFor()
  await accessible(page, 'pools refused')
  await shoot(page, '1440-pools-refused')
  await narrowed(page, 'pools-refused')

  const number = freshNumber()
  await fill(page, { number })
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/process/pools') && response.request().method() === 'POST')
  await page.getByRole('button', { name: '汇集', exact: true }).click()
  const made = await (await answer).json()
  assert.equal(made.rule, 'step.missing', 'the hall docks by program: nothing is made of bags that were not docked')
  const { items: received } = await ask(page, '/api/process/receipts', { scans: [one.unit.unit_id, two.unit.unit_id] })
  assert.ok(received.every((item) => item.ok), JSON.stringify(received))
  await steps(page, one.unit.unit_id, 'weld')
  await steps(page, two.unit.unit_id, 'weld')
  await press(page, '汇集', (where) => where.getByText('已汇集').waitFor())
  const { items } = await told(page, `/api/process/pools?q=${number}`)
  assert.deepEqual(items[0].members.map((member) => member.unit_id).sort(), [one.unit.unit_id, two.unit.unit_id].sort())
  await shoot(page, '1440-pools-made')
})
