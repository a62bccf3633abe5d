// What the component hall does before a bag may be divided: the steps of its plan, at machines that are free.
import { ask, told } from './stage.js'

/** The usual readings of a step. */
const READ = {
  filter: { temperature_c: 20.5, seconds: 900 }, spin_hard: { speed_g: 5004, temperature_c: 4.2, seconds: 421 }, press: { result: 'ok' },
  freeze_plasma: { core_c: -32, seconds: 2800 },
}

/** What is read of each bag. */
const READ_OF_BAG = { weld: { integrity: 'pass' } }

/** A free machine for a step; with the right of who sits at this page. */
export async function freeMachine(page, kind) {
  const { items } = await told(page, '/api/process/equipment')
  return items.find((one) => one.kind === kind && one.can.work.ok && !one.batch_id)
}

/** Does these steps with a bag through the API, as another test shows them on the screen. */
export async function steps(page, unit, ...codes) {
  const { steps: known } = await told(page, '/api/process/plans')
  const { items: lots } = await told(page, '/api/process/supplies')
  for (const code of codes) {
    const step = known.find((one) => one.code === code)
    const machine = await freeMachine(page, step.kind)
    const supplies = step.supplies.map((supply) => lots.find((lot) => lot.kind === supply.code && lot.can.work.ok).lot)
    const { batch_id } = await ask(page, '/api/process/batches', { step: code, equipment: machine.code, supplies })
    const scanned = await ask(page, `/api/process/batches/${batch_id}/bags`, { scans: [unit] })
    if (!scanned.items[0].ok) throw new Error(`${code}: ${JSON.stringify(scanned.items[0])}`)
    await ask(page, `/api/process/batches/${batch_id}/begin`)
    await ask(page, `/api/process/batches/${batch_id}/end`, { readings: READ[code] ?? {}, bags: READ_OF_BAG[code] ? [{ unit_id: unit, readings: READ_OF_BAG[code] }] : [] })
  }
}
