// People at work: each in a session of their own, filling in forms by name and pressing buttons by their words.
import assert from 'node:assert/strict'
import { launch, open, settled, signIn } from './browser.js'

const DAY = 86_400_000

/** Several people with one browser; each signs in when first named. `usual` are the options of every session. */
export async function stage(usual = {}) {
  const browser = await launch()
  const sessions = new Map()

  /** The page of this person, signed in once; `options` count at the first call. */
  async function as(username, options) {
    if (!sessions.has(username)) {
      const session = await open(browser, { ...usual, ...options })
      session.page.setDefaultTimeout(20_000)
      await signIn(session.page, username)
      sessions.set(username, session)
    }
    return sessions.get(username).page
  }

  async function visit(username, path, options) {
    const page = await as(username, options)
    await page.goto(path)
    await settled(page)
    return page
  }

  return {
    as, visit,
    clean: () => { for (const [username, session] of sessions) assert.deepEqual(session.faults, [], username) },
    close: () => browser.close(),
  }
}

export const told = async (page, path) => (await page.request.get(path)).json()

/** Does through the API what another test shows on the screen; with the rights of who sits at this page. */
export async function ask(page, path, data = {}) {
  const answer = await page.request.post(path, { data, headers: { 'Idempotency-Key': crypto.randomUUID() } })
  const body = await answer.json()
  assert.ok(answer.ok(), `${path}: ${JSON.stringify(body)}`)
  return body
}

/** Fills the fields of these names in a page, or in a part of it; lists are chosen from by value. */
export async function fill(where, values) {
  const root = 'goto' in where ? where.locator('main') : where
  for (const [name, value] of Object.entries(values)) {
    const field = root.locator(`[name="${name}"]`).first()
    const tag = await field.evaluate((element) => element.tagName)
    if (tag === 'SELECT') await field.selectOption(String(value))
    else await field.fill(String(value))
  }
}

/** Presses a button and fails with the refusal that it brings, in the words of the screen. */
export async function press(page, name, until) {
  await page.locator('main').getByRole('button', { name, exact: true }).first().click()
  const refused = page.locator('main .problem, main .field-problem').first()
  const done = until(page)
  await Promise.race([done, refused.waitFor().then(async () => { throw new Error(`${name}: ${await refused.innerText()}`) })])
}

/** Opens a dialog by its button, fills it in and presses its own button. */
export async function inDialog(page, button, values, submit) {
  await button.click()
  const dialog = page.locator('dialog[open]')
  await fill(dialog, values)
  await dialog.getByRole('button', { name: submit, exact: true }).click()
  return dialog
}

/** Chooses with which key to sign: people have several. */
export async function takeKey(dialog, name) {
  const list = dialog.locator('[name=certificate]')
  await list.selectOption(await list.locator('option', { hasText: name }).first().getAttribute('value'))
}

export const button = (where, name) => where.getByRole('button', { name, exact: true })

/** The dialog did what it was asked to do. */
export const gone = (dialog) => dialog.waitFor({ state: 'detached' })
export const state = (word) => (page) => page.locator('main .page-aside').getByText(word, { exact: true }).last().waitFor()
export const address = (pattern) => (page) => page.waitForURL(pattern)

/** A citizen number nobody has yet, with its check digit. */
export function citizenNumber() {
  const body = `37020219${String(80 + Math.floor(Math.random() * 20)).padStart(2, '0')}0${1 + Math.floor(Math.random() * 9)}1${Math.floor(Math.random() * 9)}${String(Math.floor(Math.random() * 999)).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

/** A donation number of the station that nobody has yet. */
export const freshNumber = () => `0993226${String(900_000 + Math.floor(Math.random() * 99_999))}`

/** `2026-11-22`, some days from now. */
export const day = (offset) => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10)

/** Registers a person nobody knows, through the API; `document` is what the donor shows later. */
export async function newDonor(registrar, name) {
  const document = citizenNumber()
  const { donor, outcome } = await ask(registrar, '/api/recruit/donors', { document: { kind: 'citizen_id', number: document }, name, phone: '13900004321', consent_to_be_told: true })
  assert.ok(donor, `${name} ${document}: ${outcome}`)
  return { ...donor, document }
}

const CHECK = { weight_kg: 68, systolic_mmhg: 118, diastolic_mmhg: 76, pulse_per_min: 72, temperature_c: 36.5, hb_g_l: 145, endurance_athlete: false }

/** Consent and answers of a visitor, through the API; what nobody was asked before is answered by yes. */
export async function answered(page, visit, said = {}) {
  const path = `/api/collect/visits/${visit.visit_id}`
  const { questions } = await told(page, '/api/collect/inquiry')
  const expected = new Map(questions.map((question) => [question.code, question.expected]))
  let sheet = await ask(page, `${path}/sheet`, { answers: {} })
  while (sheet.next) sheet = await ask(page, `${path}/sheet`, { answers: { ...sheet.answers, [sheet.next]: said[sheet.next] ?? expected.get(sheet.next) ?? true } })
  await ask(page, `${path}/consent`, { research: false, notice: true })
  await ask(page, `${path}/answers`, { version: sheet.version, answers: sheet.answers })
}

/** From the door to the physician's decision, through the API; `measured` in place of what a fit donor measures. */
export async function newDonation(people, donor, measured = {}) {
  const [nurse, doctor] = [await people.as('collector'), await people.as('doctor')]
  const visit = await ask(nurse, '/api/collect/visits', { donor_id: donor.donor_id })
  const path = `/api/collect/visits/${visit.visit_id}`
  await answered(nurse, visit)
  const check = { ...CHECK, ...measured }
  const sources = Object.keys(check).filter((field) => typeof check[field] === 'number').map((field) => ({ field, reason: '仪器未联机' }))
  await ask(nurse, `${path}/check`, { kind: 'whole_blood', check, sources })
  return ask(doctor, `${path}/decide`, { accept: true, kind: 'whole_blood', volume_ml: 400 })
}

/** What carries one number, as scanners read it: a kit of a lot that lies at every house of the demo city, each tube in its place. */
export const scansOf = (number, lot = 'Q26A11') => ({
  donation_number: number, bag_scan: number, bag: { kit_scan: `(01)06901234504002(17)291231(10)${lot}(21)${number}`, medium: 'CPDA-1' },
  tubes: Object.entries({ serology: '(01)06901234511000', nat: '(01)06901234512007', retention: '(01)06901234513004' }).map(([role, article_scan]) => ({ role, scan: number, article_scan })),
})

/** From the chair to the full bag, through the API; `who` is what the donor shows or says at the chair. */
export async function bleeds(nurse, donation, number, who) {
  const at = `/api/collect/donations/${donation}`
  await ask(nurse, `${at}/seat`, { chair: number.slice(-6), ...who })
  await ask(nurse, `${at}/bind`, scansOf(number))
  await ask(nurse, `${at}/start`, { arm: 'left' })
  return ask(nurse, `${at}/complete`, { volume_ml: 400 })
}

/** Types as a scanner does: the code and Enter. */
export async function scan(page, name, code) {
  await page.locator(`input[name="${name}"]`).waitFor()
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}
