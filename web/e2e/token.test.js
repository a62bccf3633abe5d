// A USB key at the workstation, through the real key agent of this program over a software token: registered, signed in with,
// many documents signed in one go, pulled out. Needs the program itself: VENA_BIN.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { accessible, NAMED, settled, shoot } from './browser.js'
import { ask, button, fill, gone, inDialog, stage, takeKey, told } from './stage.js'

const PIN = '482150'
const BIN = process.env.VENA_BIN ?? fileURLToPath(new URL('../../target/debug/vena', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vena-token-'))
const token = join(folder, 'token.json')

let people
let agent

/** The agent, which says when it listens. */
function start() {
  agent = spawn(BIN, ['key-agent', '--origin', NAMED, '--soft-token', token, '--journal', join(folder, 'journal.jsonl')], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((listens, failed) => {
    agent.stdout.on('data', (said) => { if (String(said).includes('key agent serves')) listens() })
    agent.once('exit', (code) => failed(new Error(`the key agent ended with ${code}`)))
  })
}

function stop() {
  return new Promise((gone) => {
    if (!agent || agent.exitCode !== null) return gone()
    agent.once('exit', gone)
    agent.kill('SIGTERM')
  })
}

before(async () => {
  assert.ok(existsSync(BIN), `no program at ${BIN}: name it in VENA_BIN`)
  execFileSync(BIN, ['key-agent', 'init', '--soft-token', token, '--label', '发血台 USB Key', '--pin-file', '-'], { input: PIN })
  people = await stage({ allow: [401, 409, 422], base: NAMED })
})
after(async () => {
  await people.close()
  await stop()
  rmSync(folder, { recursive: true })
})
const visit = (username, path) => people.visit(username, path)
const panel = (page, name) => page.locator('.certificate', { hasText: name })

it('证: without an agent the page says so, and goes on by itself when it runs', async () => {
  const keeper = await visit('technician', '/records/certificates')
  await button(keeper, '登记 USB Key').click()
  const dialog = keeper.locator('dialog[open]')
  await dialog.getByText('本机没有运行密钥代理').waitFor()
  await accessible(keeper, 'no agent')
  await start()
  await dialog.locator('[name=key]').waitFor()
  await accessible(keeper, 'a key to register')
  await shoot(keeper, '1440-token-register')
  await button(dialog, '返回').click()
  await gone(dialog)
})

it('证: registers a USB key after its PIN, and stores the certificate on it', async () => {
  const keeper = await visit('storekeeper', '/records/certificates')
  await button(keeper, '登记 USB Key').click()
  const dialog = keeper.locator('dialog[open]')
  await dialog.locator('[name=key]').waitFor()
  const sm2 = await dialog.locator('[name=key] option', { hasText: '国密 SM2' }).getAttribute('value')
  await fill(dialog, { key: sm2, label: '发血台', pin: '000000' })
  await button(dialog, '登记').click()
  await dialog.locator('.field:has([name=pin]) .field-problem', { hasText: '还可尝试' }).waitFor()
  await accessible(keeper, 'wrong PIN of a USB key')
  await shoot(keeper, '1440-token-wrong-pin')
  await fill(dialog, { pin: PIN })
  await button(dialog, '登记').click()
  await gone(dialog)
  await panel(keeper, '发血台').getByText('可以签名').waitFor()
  await accessible(keeper, 'certificate of a USB key')
  await shoot(keeper, '1440-token-certificate')
  // It shows at once that it works.
  await gone(await inDialog(keeper, button(panel(keeper, '发血台'), '验证'), { pin: PIN }, '验证'))
  await panel(keeper, '发血台').getByText('验证通过').waitFor()
})

it('登录: signs in with the key and its PIN', async () => {
  const keeper = await people.as('storekeeper')
  await keeper.locator('.user summary').click()
  await keeper.getByRole('button', { name: '退出登录' }).click()
  await keeper.waitForURL('**/sign-in')
  await button(keeper, '用 USB Key 登录').click()
  const dialog = keeper.locator('dialog[open]')
  await dialog.locator('[name=pin]').waitFor()
  await accessible(keeper, 'sign-in by USB key')
  await shoot(keeper, '1440-token-sign-in')
  await fill(dialog, { pin: PIN })
  await button(dialog, '登录').click()
  await keeper.locator('.rail').waitFor()
  assert.equal((await told(keeper, '/api/session')).user.username, 'storekeeper')
})

async function draw(page, count) {
  const forms = await told(page, '/api/records/forms')
  const { example } = forms.find((form) => form.form === 'transport-slip')
  const made = []
  for (let i = 0; i < count; i++) made.push(await ask(page, '/api/records/documents', { form: 'transport-slip', data: example }))
  return made
}

it('签: one document, then several with one PIN; a key that is away bars the button with its reason', async () => {
  const keeper = await people.as('storekeeper')
  const [one, ...many] = await draw(keeper, 4)
  await visit('storekeeper', `/records/documents/${one.document_id}`)
  await button(keeper.locator('.place[aria-current=step]'), '签名').click()
  const pen = keeper.locator('dialog[open]')
  await takeKey(pen, '发血台')
  await fill(pen, { pin: PIN })
  await button(pen, '确认签名').click()
  await gone(pen)
  await keeper.locator('.place').first().getByText('国密 USB Key').waitFor()
  await accessible(keeper, 'signed by a USB key')
  await shoot(keeper, '1440-token-document')

  await visit('storekeeper', '/records/documents?state=open')
  for (const { number } of many) await keeper.getByRole('checkbox', { name: `选择 ${number}` }).check()
  await button(keeper, '批量签名（3）').click()
  const dialog = keeper.locator('dialog[open]')
  await takeKey(dialog, '发血台')
  await fill(dialog, { pin: PIN })
  await button(dialog, '批量签名（3）').click()
  await dialog.getByText('已签 3 份').waitFor()
  await accessible(keeper, 'a batch by a USB key')
  await shoot(keeper, '1440-token-batch')
  await button(dialog, '完成').click()
  await gone(dialog)

  await stop()
  const [last] = await draw(keeper, 1)
  await visit('storekeeper', `/records/documents/${last.document_id}`)
  await button(keeper.locator('.place[aria-current=step]'), '签名').click()
  await takeKey(keeper.locator('dialog[open]'), '发血台')
  await keeper.locator('dialog[open]').getByText('本机没有运行密钥代理').waitFor()
  await accessible(keeper, 'the key is away')
  await shoot(keeper, '1440-token-away')
  await settled(keeper)
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
