// Keys that never leave their owner's hand: registered, signed in with, signed with by two people, lost. The security keys
// are Chromium's own virtual ones; everything else is as it is at work.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, it } from 'node:test'
import { accessible, launch, NAMED, open, settled, shoot } from './browser.js'
import { ask, button, fill, gone, inDialog, stage, state, takeKey, told } from './stage.js'

const PIN = '482150'
/** A seal of 96 × 96 pixels, red on nothing. */
const SEAL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAGAAAABgAQMAAADYVuV7AAAABlBMVEX///+oIC1S8qdxAAAAAXRSTlMAQObYZgAAAEpJREFUeNpjYCAD8P+Hgw9MyBJEcxoZoYCJgTwDqM/h/0CKHhaohv8MHwVp7LaPjIwCHxkZBRgGTVCNhs7wC52PArT2NsXFBjkAANQgKDqYUxiqAAAAAElFTkSuQmCC', 'base64')
let people
let browser
before(async () => {
  people = await stage({ allow: [401, 409, 422], base: NAMED })
  browser = await launch()
})
after(async () => {
  await people.close()
  await browser.close()
})
const visit = (username, path) => people.visit(username, path)

/** Plugs a security key in at this page. */
async function plugIn(page, { holdsNames = true } = {}) {
  const line = await page.context().newCDPSession(page)
  await line.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'usb', hasResidentKey: holdsNames, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
  const { authenticatorId } = await line.send('WebAuthn.addVirtualAuthenticator', { options })
  return {
    /** Whether a touch comes when one is wanted. */
    touched: (enabled) => line.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    /** Whether the right finger touches it. */
    verified: (isUserVerified) => line.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () => (await line.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    pullOut: () => line.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  }
}

const panel = (page, name) => page.locator('.certificate', { hasText: name })

async function register(page, label) {
  const dialog = await inDialog(page, button(page.locator('main'), '登记安全密钥'), { label }, '登记')
  await gone(dialog)
  await panel(page, label).getByText('可以签名').waitFor()
}

let mine

it('证: registers a security key by a touch; a wait can be ended, and the same key is not taken twice', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  await accessible(issuer, 'no certificate yet')
  await shoot(issuer, '1440-keys-none')
  mine = await plugIn(issuer)
  await mine.touched(false)
  const dialog = await inDialog(issuer, button(issuer, '登记安全密钥'), { label: '蓝色，挂在工牌上' }, '登记')
  await dialog.getByText('请触摸安全密钥').waitFor()
  await accessible(issuer, 'waiting for a touch')
  await shoot(issuer, '1440-keys-touch')
  await button(dialog, '取消').click()
  await dialog.locator('.problem', { hasText: '没有完成' }).waitFor()
  await accessible(issuer, 'cancelled')
  await shoot(issuer, '1440-keys-cancelled')
  await mine.touched(true)
  await button(dialog, '登记').click()
  await gone(dialog)
  await panel(issuer, '蓝色，挂在工牌上').getByText('可以签名').waitFor()
  assert.equal((await mine.credentials()).length, 1)
  await accessible(issuer, 'certificate of a security key')
  await shoot(issuer, '1440-keys')
  const again = await inDialog(issuer, button(issuer, '登记安全密钥'), { label: '又一把' }, '登记')
  await again.locator('.problem', { hasText: '已经登记在您名下' }).waitFor()
  await button(again, '返回').click()
  await gone(again)
})

it('证: a key is tried before it is needed, and the wrong finger is told', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  await mine.verified(false)
  const dialog = await inDialog(issuer, button(panel(issuer, '蓝色，挂在工牌上'), '验证'), {}, '验证')
  await dialog.locator('.problem', { hasText: '没有完成' }).waitFor()
  await mine.verified(true)
  await button(dialog, '验证').click()
  await gone(dialog)
  await issuer.getByText('验证通过：密钥在手，证书有效。').waitFor()
})

it('证: keeps the picture of a seal, refuses what is none, and takes it away again', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  const choose = (name, buffer) => issuer.locator('.panel input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer })
  await choose('seal.png', Buffer.from('no picture at all'))
  await issuer.locator('.problem', { hasText: 'picture.readable' }).waitFor()
  await choose('seal.png', SEAL)
  await issuer.getByRole('img', { name: /的签章图$/ }).waitFor()
  assert.equal(await issuer.locator('.problem').count(), 0)
  await accessible(issuer, 'picture of a seal')
  await shoot(issuer, '1440-keys-seal')
  await button(issuer, '移除').click()
  await button(issuer, '选择图片').waitFor()
})

it('证: where there is no signature service, bringing a certificate of one says so', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  const { certificate_id } = (await told(issuer, '/api/records/certificates'))[0]
  const der = await (await issuer.request.get(`/api/records/certificates/${certificate_id}/file`)).body()
  await button(issuer, '导入服务证书').click()
  const dialog = issuer.locator('dialog[open]')
  await dialog.locator('input[type=file]').setInputFiles({ name: 'mine.cer', mimeType: 'application/pkix-cert', buffer: der })
  await fill(dialog, { profile: 'p256', label: '托管', pin: '1' })
  await button(dialog, '登记').click()
  await dialog.locator('.problem', { hasText: 'key.no-service' }).waitFor()
  await accessible(issuer, 'no signature service')
  await shoot(issuer, '1440-keys-service')
  await button(dialog, '返回').click()
  await gone(dialog)
})

async function signOut(page) {
  await page.locator('.user summary').click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
}

it('登录: signs in with the key alone, and not when the wrong person touches it', async () => {
  const issuer = await people.as('issuer')
  await signOut(issuer)
  const way = button(issuer, '用安全密钥登录')
  await way.waitFor()
  await mine.verified(false)
  await way.click()
  await issuer.locator('.problem', { hasText: '没有完成' }).waitFor()
  await accessible(issuer, 'sign-in with the wrong finger')
  await shoot(issuer, '1440-keys-sign-in')
  await mine.verified(true)
  await way.click()
  await issuer.locator('.rail').waitFor()
  assert.equal((await told(issuer, '/api/session')).user.username, 'issuer')
})

it('登录: a key that holds no names signs in when the account is typed; for others it does nothing', async () => {
  const keeper = await visit('storekeeper', '/records/certificates')
  const key = await plugIn(keeper, { holdsNames: false })
  await register(keeper, '备用')
  await signOut(keeper)
  await fill(keeper, { username: 'nobody.at.all' })
  await button(keeper, '用安全密钥登录').click()
  await keeper.locator('.problem', { hasText: '没有完成' }).waitFor()
  await fill(keeper, { username: 'storekeeper' })
  await button(keeper, '用安全密钥登录').click()
  await keeper.locator('.rail').waitFor()
  await key.pullOut()
})

async function draw(page) {
  const forms = await told(page, '/api/records/forms')
  const { example } = forms.find((form) => form.form === 'transport-slip')
  return ask(page, '/api/records/documents', { form: 'transport-slip', data: example })
}

const place = (page, index) => page.locator('.place').nth(index)
const openPen = async (page, key) => {
  await button(page.locator('.place[aria-current=step]'), '签名').click()
  const dialog = page.locator('dialog[open]')
  await takeKey(dialog, key)
  return dialog
}

let path = ''

it('签: signs a slip by a touch; whoever signs second takes a key of their own', async () => {
  const issuer = await people.as('issuer')
  const made = await draw(issuer)
  path = `/records/documents/${made.document_id}`
  await visit('issuer', path)
  await mine.touched(false)
  const dialog = await openPen(issuer, '蓝色')
  await button(dialog, '用安全密钥签名').waitFor()
  assert.equal(await dialog.locator('[name=pin]').count(), 0)
  await dialog.getByText(made.number).waitFor()
  await fill(dialog, { device: '发血台 1' })
  await button(dialog, '用安全密钥签名').click()
  await dialog.getByText('请触摸安全密钥').waitFor()
  await accessible(issuer, 'signing by touch')
  await shoot(issuer, '1440-keys-sign')
  await button(dialog, '取消').click()
  await dialog.locator('.problem', { hasText: '没有完成' }).waitFor()
  await mine.touched(true)
  await button(dialog, '用安全密钥签名').click()
  await gone(dialog)
  await place(issuer, 0).getByText('已签', { exact: true }).waitFor()
  assert.match(await place(issuer, 1).innerText(), /signature\.other-person/)

  const keeper = await visit('storekeeper2', '/records/certificates')
  await plugIn(keeper)
  await register(keeper, '夜班')
  await visit('storekeeper2', path)
  const second = await openPen(keeper, '夜班')
  await button(second, '用安全密钥签名').click()
  await gone(second)
  await place(keeper, 1).getByText('已签', { exact: true }).waitFor()
  await accessible(keeper, 'signed by two keys')
  await shoot(keeper, '1440-keys-document')
})

it('签: what somebody else did meanwhile is said, and the touch is not lost on the wrong document', async () => {
  const issuer = await people.as('issuer')
  const made = await draw(issuer)
  await visit('issuer', `/records/documents/${made.document_id}`)
  const keeper = await people.as('storekeeper')
  // Between the touch and its answer a colleague takes the place.
  await issuer.route('**/sign/finish', async (route) => {
    await ask(keeper, `/api/records/documents/${made.document_id}/refuse`, { slot: 'sender', reason: '单号写错' })
    await route.continue()
  }, { times: 1 })
  const dialog = await openPen(issuer, '蓝色')
  await button(dialog, '用安全密钥签名').click()
  await issuer.locator('.place', { hasText: '单号写错' }).waitFor()
  await state('已拒签')(issuer)
  await settled(issuer)
})

it('签: many at once want a key that signs without a touch each time', async () => {
  const issuer = await people.as('issuer')
  const others = (await told(issuer, '/api/records/certificates')).filter((one) => one.medium !== 'webauthn' && !one.revoked_at)
  for (const { certificate_id } of others) await ask(issuer, `/api/records/certificates/${certificate_id}/report-lost`, { reason: '不再使用' })
  await draw(issuer)
  await visit('issuer', '/records/documents?state=open')
  await issuer.locator('tbody input[type=checkbox]').first().check()
  await button(issuer, '批量签名（1）').click()
  const dialog = issuer.locator('dialog[open]')
  await dialog.getByText('安全密钥每份都要触摸').waitFor()
  await accessible(issuer, 'no key for many')
  await shoot(issuer, '1440-keys-many')
  await button(dialog, '返回').click()
  await gone(dialog)
})

it('签: a batch that a reload has cut goes on with the documents that still wait', async () => {
  const issuer = await people.as('issuer')
  await ask(issuer, '/api/records/certificates', { profile: 'sm2', pin: PIN })
  const made = [await draw(issuer), await draw(issuer)]
  await visit('issuer', '/records/documents?state=open')
  for (const { number } of made) await issuer.getByRole('checkbox', { name: `选择 ${number}` }).check()
  await issuer.route('**/sign-many', (route) => route.abort(), { times: 1 })
  await inDialog(issuer, button(issuer, '批量签名（2）'), { pin: PIN }, '批量签名（2）')
  await issuer.locator('dialog[open] .problem').waitFor()
  await issuer.reload()
  await settled(issuer)
  await issuer.getByText('还有 2 份没有签').waitFor()
  await accessible(issuer, 'a batch was cut')
  await shoot(issuer, '1440-keys-resume')
  await button(issuer, '接着签').click()
  const dialog = issuer.locator('dialog[open]')
  await fill(dialog, { pin: PIN })
  await button(dialog, '批量签名（2）').click()
  await dialog.getByText('已签 2 份').waitFor()
  await button(dialog, '完成').click()
  await gone(dialog)
  await issuer.reload()
  await settled(issuer)
  assert.equal(await button(issuer, '接着签').count(), 0)
})

it('验: the check names the person behind the key, and whose seal is around it', async () => {
  const issuer = await visit('issuer', path)
  const [download] = await Promise.all([issuer.waitForEvent('download'), button(issuer, '下载').click()])
  const pdf = await readFile(await download.path())
  for (const narrow of [false, true]) {
    const stranger = await open(browser, { narrow, base: NAMED })
    await stranger.page.goto('/check')
    await stranger.page.locator('input[type=file]').setInputFiles({ name: 'slip.pdf', mimeType: 'application/pdf', buffer: pdf })
    await stranger.page.locator('.verdict-good').getByText('真实有效').waitFor()
    assert.equal(await stranger.page.getByText('安全密钥，触摸确认').count(), 2)
    assert.equal(await stranger.page.getByText('机构印章').count(), 2)
    await accessible(stranger.page, 'genuine, by security keys')
    await shoot(stranger.page, `${narrow ? 390 : 1440}-keys-check`)
    stranger.clean()
    await stranger.close()
  }
})

it('on a phone and in English: certificates, the document, the way in', async () => {
  for (const lang of ['zh', 'en']) {
    const phone = await open(browser, { narrow: true, lang, base: NAMED, allow: [401] })
    await phone.page.goto('/sign-in')
    await phone.page.locator('.ways button').first().waitFor()
    await accessible(phone.page, 'sign-in')
    await shoot(phone.page, `390-keys-sign-in-${lang}`)
    await phone.context.addCookies(await (await people.as('issuer')).context().cookies())
    for (const [name, where] of [['certificates', '/records/certificates'], ['document', path]]) {
      await phone.page.goto(where)
      await settled(phone.page)
      await accessible(phone.page, name)
      await shoot(phone.page, `390-keys-${name}-${lang}`)
    }
    phone.clean()
    await phone.close()
  }
})

it('证: a certificate that ends soon is told on every page', async () => {
  const wide = await open(browser, { base: NAMED })
  await wide.context.addCookies(await (await people.as('issuer')).context().cookies())
  // A year does not pass in a test: only what the server would say of it is put in its place.
  const notice = { zh: '您的证书 0a1b2c 将于 2026-12-12 到期，请及时更新', en: 'your certificate 0a1b2c ends on 2026-12-12: renew it in time' }
  await wide.page.route('**/api/records/certificates/notice', (route) => route.fulfill({ json: { notice, ends_at: '2026-12-12T00:00:00Z' } }))
  await wide.page.goto('/records/documents')
  await wide.page.locator('.shell-notice').getByText('请及时更新').waitFor()
  await settled(wide.page)
  await accessible(wide.page, 'a certificate ends soon')
  await shoot(wide.page, '1440-keys-notice')
  await wide.page.getByRole('link', { name: '去更新' }).click()
  await wide.page.waitForURL('**/records/certificates')
  await wide.page.locator('.certificate').first().waitFor()
  assert.equal(await wide.page.locator('.shell-notice').count(), 0)
  wide.clean()
  await wide.close()
})

it('证: a lost key neither signs nor signs in any more', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  await gone(await inDialog(issuer, button(panel(issuer, '蓝色，挂在工牌上'), '挂失'), { reason: '工牌遗失，密钥挂在上面' }, '挂失'))
  await issuer.getByText('已停用的证书（', { exact: false }).click()
  await panel(issuer, '蓝色，挂在工牌上').getByText('已挂失').waitFor()
  await accessible(issuer, 'lost key')
  await shoot(issuer, '1440-keys-lost')
  await signOut(issuer)
  await button(issuer, '用安全密钥登录').click()
  await issuer.locator('.problem', { hasText: 'session.credentials' }).waitFor()
  await accessible(issuer, 'a lost key at the door')
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
