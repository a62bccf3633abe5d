// A document from the blank form to the proof of its signatures: drawn up, signed by four people with keys of their own,
// filed, and checked by somebody who has nothing but the file.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, it } from 'node:test'
import { accessible, launch, open, settled, shoot } from './browser.js'
import { address, ask, button, fill, gone, inDialog, press, stage, state, takeKey, told } from './stage.js'

const PIN = '482150'
const SIGNERS = ['issuer', 'storekeeper', 'storekeeper2', 'technician']

let people
let browser
before(async () => {
  people = await stage({ allow: [409, 422] })
  browser = await launch()
})
after(async () => {
  await people.close()
  await browser.close()
})
const visit = (username, path, options) => people.visit(username, path, options)

const certificate = (page) => page.locator('.panel', { hasText: '国密 SM2' }).filter({ hasText: '可以签名' })

it('证: gets a certificate, refuses two PINs that differ and one that is easily guessed', async () => {
  const issuer = await visit('issuer', '/records/certificates')
  const dialog = await inDialog(issuer, button(issuer, '申请软件证书'), { profile: 'sm2', pin: PIN, pin_again: '482151' }, '申请')
  const get = button(dialog, '申请')
  await issuer.locator('.field:has([name=pin_again]) .field-problem').waitFor()
  await fill(dialog, { pin: '123456', pin_again: '123456' })
  await get.click()
  await dialog.locator('.field:has([name=pin]) .field-problem').getByText('certificate.pin-weak').waitFor()
  await accessible(issuer, 'certificate form')
  await shoot(issuer, '1440-certificate-refused')
  await fill(dialog, { pin: PIN, pin_again: PIN })
  await get.click()
  await gone(dialog)
  await certificate(issuer).waitFor()
  await accessible(issuer, 'certificates')
  await shoot(issuer, '1440-certificates')
})

/** Draws a transport slip up from its example, on the screen. */
async function draw(page) {
  await visit('issuer', '/records/documents/new?form=transport-slip')
  await button(page, '填入示例').click()
  await page.locator('[name="rows.3.product"]').waitFor()
  await press(page, '生成文书', address(/\/records\/documents\/document_/))
  await state('待签名')(page)
  return new URL(page.url()).pathname
}

let path = ''

it('档: draws a slip up from the example, and says at its field what is wrong', async () => {
  const issuer = await visit('issuer', '/records/documents/new')
  await issuer.locator('[name=form]').selectOption('transport-slip')
  await button(issuer, '填入示例').click()
  await issuer.locator('[name="rows.3.product"]').waitFor()
  await accessible(issuer, 'form of a slip')
  await shoot(issuer, '1440-document-new')
  await fill(issuer, { 'rows.2.product': '\u202E血浆' })
  await button(issuer, '生成文书').click()
  assert.match(await issuer.locator('.field:has([name="rows.2.product"]) .field-problem').innerText(), /document\.control-character/)
  await shoot(issuer, '1440-document-refused')
  path = await draw(issuer)
  await issuer.locator('.place').nth(3).waitFor()
  await accessible(issuer, 'document to be signed')
  await shoot(issuer, '1440-document-open')
})

/** Signs where it is this person's turn. */
async function sign(page, wrongFirst) {
  await button(page.locator('.place[aria-current=step]'), '签名').click()
  const dialog = page.locator('dialog[open]')
  await takeKey(dialog, '软件证书')
  await fill(dialog, { pin: wrongFirst ? '999999' : PIN, device: '发血台 1' })
  await button(dialog, '确认签名').click()
  if (wrongFirst) {
    assert.match(await dialog.locator('.field:has([name=pin]) .field-problem').innerText(), /key\.pin-refused/)
    await accessible(page, 'wrong PIN')
    await shoot(page, '1440-document-pin')
    await fill(dialog, { pin: PIN })
    await button(dialog, '确认签名').click()
  }
  await gone(dialog)
}

const place = (page, index) => page.locator('.place').nth(index)

it('签: four people sign in order, each once; a wrong PIN is refused at the input', async () => {
  const issuer = await visit('issuer', path)
  await sign(issuer, true)
  await place(issuer, 0).getByText('已签', { exact: true }).waitFor()
  await button(place(issuer, 1), '签名').waitFor()
  assert.match(await place(issuer, 1).innerText(), /signature\.other-person/)
  for (const [index, username] of SIGNERS.entries()) {
    if (index === 0) continue
    const page = await people.as(username)
    await ask(page, '/api/records/certificates', { profile: 'sm2', pin: PIN })
    await visit(username, path)
    await sign(page)
    await place(page, index).getByText('已签', { exact: true }).waitFor()
  }
  const last = await people.as(SIGNERS[3])
  await state('已完成')(last)
  await last.locator('.steps').getByText('全部签完，归档').waitFor()
  await accessible(last, 'complete document')
  await shoot(last, '1440-document-complete')
})

it('档: many documents are signed in one confirmation, and what is refused says why', async () => {
  const issuer = await people.as('issuer')
  const forms = await told(issuer, '/api/records/forms')
  const { example } = forms.find((form) => form.form === 'transport-slip')
  const made = []
  for (let i = 0; i < 3; i++) made.push(await ask(issuer, '/api/records/documents', { form: 'transport-slip', data: example }))
  await visit('issuer', '/records/documents')
  for (const { number } of made) await issuer.getByRole('checkbox', { name: `选择 ${number}` }).check()
  await shoot(issuer, '1440-documents-chosen')
  // Meanwhile somebody else takes one of them.
  const keeper = await people.as('storekeeper')
  await ask(keeper, `/api/records/documents/${made[0].document_id}/refuse`, { slot: 'sender', reason: '单号写错' })
  await issuer.locator('tr', { hasText: made[0].number }).getByText('已拒签').waitFor()
  const dialog = await inDialog(issuer, button(issuer, '批量签名（2）'), { pin: PIN }, '批量签名（2）')
  await dialog.getByText('已签 2 份').waitFor()
  await accessible(issuer, 'batch')
  await shoot(issuer, '1440-documents-batch')
  await button(dialog, '完成').click()
  await gone(dialog)
  for (const { number } of made.slice(1)) await issuer.locator('tr', { hasText: number }).getByText('1/4').waitFor()
  assert.equal(await button(issuer, '批量签名（2）').count(), 0)
  // Nobody signs twice: what is refused keeps its reason and stays chosen.
  await issuer.getByRole('checkbox', { name: `选择 ${made[1].number}` }).check()
  const again = await inDialog(issuer, button(issuer, '批量签名（1）'), { pin: PIN }, '批量签名（1）')
  await again.locator('.batch-lines', { hasText: made[1].number }).getByText('signature.other-person').waitFor()
  await again.getByText('还有 1 份没有签名，仍保持选中。').waitFor()
  await accessible(issuer, 'batch with a refusal')
  await shoot(issuer, '1440-documents-batch-refused')
  await button(again, '返回').click()
  await gone(again)
  await button(issuer, '批量签名（1）').waitFor()
  await accessible(issuer, 'documents')
})

it('验: whoever has the file learns that it is genuine, and that an altered one is not', async () => {
  const issuer = await visit('issuer', path)
  const [download] = await Promise.all([issuer.waitForEvent('download'), button(issuer, '下载').click()])
  const pdf = await readFile(await download.path())
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  const altered = Buffer.from(pdf)
  altered[Math.floor(altered.length / 9)] ^= 1

  for (const narrow of [false, true]) {
    const size = narrow ? 390 : 1440
    const stranger = await open(browser, { narrow })
    await stranger.page.goto('/sign-in')
    await stranger.page.getByRole('link', { name: '验证文书' }).click()
    await stranger.page.waitForURL('**/check')
    await accessible(stranger.page, 'check page')
    await shoot(stranger.page, `${size}-check`)
    const show = (name, buffer) => stranger.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer })
    await show('slip.pdf', pdf)
    await stranger.page.locator('.verdict-good').getByText('真实有效').waitFor()
    assert.equal(await stranger.page.getByText(/^第 \d 个签名$/).count(), 4)
    await accessible(stranger.page, 'genuine')
    await shoot(stranger.page, `${size}-check-genuine`)
    await show('altered.pdf', altered)
    await stranger.page.locator('.verdict-danger').getByText('不可信', { exact: true }).waitFor()
    await accessible(stranger.page, 'altered')
    await shoot(stranger.page, `${size}-check-altered`)
    stranger.clean()
    await stranger.close()
  }
})

it('on a phone: the list, a form, a document, the certificates and what waits at home', async () => {
  const phone = await open(browser, { narrow: true })
  await phone.context.addCookies(await (await people.as('storekeeper')).context().cookies())
  for (const [name, where] of [['home', '/'], ['documents', '/records/documents'], ['document-new', '/records/documents/new?form=transport-slip'], ['document', path], ['certificates', '/records/certificates']]) {
    await phone.page.goto(where)
    await settled(phone.page)
    await accessible(phone.page, name)
    await shoot(phone.page, `390-records-${name}`)
  }
  phone.clean()
  await phone.close()
})

it('证: a lost certificate signs no more', async () => {
  const keeper = await visit('storekeeper2', '/records/certificates')
  await certificate(keeper).waitFor()
  await gone(await inDialog(keeper, button(keeper, '挂失'), { reason: '手机遗失，可能泄露' }, '挂失'))
  await keeper.getByText('您还没有证书').waitFor()
  await keeper.getByText('已停用的证书（', { exact: false }).click()
  await keeper.getByText('已挂失').first().waitFor()
  await accessible(keeper, 'lost certificate')
  await shoot(keeper, '1440-certificate-lost')
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
