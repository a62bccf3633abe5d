// The bench of the laboratory through the API: every test that a donation waits for, read by two testers.
import assert from 'node:assert/strict'
import { ask, told } from './stage.js'

/** A figure within limits. */
function within({ min, max }) {
  if (min != null && max != null) return (min + max) / 2
  return min != null ? min * 1.5 + 0.1 : (max ?? 0) / 2
}

/** What a control has to come out as for a marker. */
function good(kit, code, marker) {
  const control = kit.assay.controls.find((one) => one.code === code && (!one.marker || one.marker === marker))
  const { gives } = kit.assay
  if (gives === 'detected') return { kind: 'detected', detected: control.expects.kind === 'detected', internal: true }
  if (control.expects) return control.expects
  const limits = control.each.min != null || control.each.max != null ? control.each : control.mean
  return figure(gives, within(limits))
}

function figure(gives, value) {
  if (gives === 'signal') return { kind: 'signal', signal: value }
  return gives === 'ratio' ? { kind: 'ratio', s_co: value } : { kind: 'number', number: value }
}

/** What a sample with nothing in it, of group O RhD positive, gives; that of a reactive marker, much. */
function sample(kit, marker, reactive) {
  const { gives } = kit.assay
  if (gives === 'detected') return { kind: 'detected', detected: reactive, internal: true }
  if (gives === 'group') return marker === 'RHD' ? { kind: 'rhd', rhd: '+' } : { kind: 'abo', abo: 'O' }
  return figure(gives, gives === 'number' ? 18 : reactive ? 9.5 : 0.02)
}

/** The approved kits, each with a lot and an instrument that may be used. */
export async function kitsOf(page) {
  const [kits, lots, instruments] = await Promise.all(['kits', 'reagents', 'instruments'].map((what) => told(page, `/api/lab/${what}`)))
  const approved = new Map(kits.items.filter((kit) => kit.approved_at).toReversed().map((kit) => [kit.code, kit]))
  const ready = instruments.items.find((one) => one.can.read.ok)
  return [...approved.values()].map((kit) => ({ ...kit, lot: lots.items.find((lot) => lot.kit_code === kit.code && lot.state === 'open'), instrument: ready })).filter((kit) => kit.lot)
}

/** Every reading of a run; `reactive` are markers whose samples give much. */
export function readingsOf(kit, run, reactive = []) {
  return run.wells.flatMap((well) => well.cells.map(({ marker }) => ({ well: well.name, marker, raw: well.control ? good(kit, well.control, marker) : sample(kit, marker, reactive.includes(`${marker}.${kit.round}`)) })))
}

/** Lays out, reads twice and closes whatever this donation waits for, its retests too; `reactive` are markers with their round, `HBSAG.1`. */
export async function tested(people, number, reactive = []) {
  const [tester, second] = [await people.as('tester'), await people.as('tester2')]
  const kits = await kitsOf(tester)
  for (let turn = 0; turn < 3; turn++) {
    const { needs } = await told(tester, `/api/lab/donations/${number}`)
    if (needs.length === 0) return
    for (const kit of kits) {
      const mine = needs.filter((need) => kit.markers.includes(need.marker) && need.round === kit.round && (need.repeat > 0 && need.marker === 'RHD') === kit.confirms)
      if (mine.length === 0) continue
      const run = await ask(tester, '/api/lab/runs', { lot_id: kit.lot.lot_id, instrument_id: kit.instrument.instrument_id, donations: [number] })
      const at = `/api/lab/runs/${run.run_id}`
      for (const page of [tester, second]) await ask(page, `${at}/readings`, { readings: readingsOf(kit, run, reactive) })
      const closed = await ask(tester, `${at}/close`)
      assert.equal(closed.state, 'accepted', JSON.stringify(closed.validity))
    }
  }
  assert.deepEqual((await told(tester, `/api/lab/donations/${number}`)).needs, [])
}
