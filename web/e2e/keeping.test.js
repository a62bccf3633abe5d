// Keeping and destroying: a document is held and let go again, by whoever may; the pages of what is due and of what was
// destroyed teach while nothing is due yet. What the year 2036 brings is tested where the clock can be moved, on the server.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, launch, open, settled, shoot } from './browser.js'
import { ask, button, gone, inDialog, stage, told } from './stage.js'

let people
let browser
let path = ''
before(async () => {
  people = await stage()
  browser = await launch()
  const registrar = await people.as('registrar')
  const forms = await told(registrar, '/api/records/forms')
  const { example } = forms.find((form) => form.form === 'informed-consent')
  const made = await ask(registrar, '/api/records/documents', { form: 'informed-consent', data: example })
  path = `/records/documents/${made.document_id}`
})
after(async () => {
  await people.close()
  await browser.close()
})

const kept = (page) => page.locator('.panel', { has: page.getByRole('heading', { name: '保管', exact: true }) })
const step = (page, word) => page.locator('.steps').getByText(word, { exact: true })

/** The same session on a phone. */
async function onPhone(username, where, name, ready) {
  const phone = await open(browser, { narrow: true })
  await phone.context.addCookies(await (await people.as(username)).context().cookies())
  await phone.page.goto(where)
  await settled(phone.page)
  await ready(phone.page).waitFor()
  await ready(phone.page).scrollIntoViewIfNeeded()
  await accessible(phone.page, `${name} on a phone`)
  await shoot(phone.page, `390-${name}`)
  phone.clean()
  await phone.close()
}

it('a document is held with its reason, twice, and everybody who opens it sees who wants it kept', async () => {
  const care = await people.visit('donorcare', path)
  for (const [i, reason] of ['市中级人民法院调取证据', '献血者申诉，调查中'].entries()) {
    await button(kept(care), '冻结').click()
    const dialog = care.locator('dialog[open]')
    if (i === 0) {
      await accessible(care, 'reason for a hold')
      await shoot(care, '1440-keeping-hold-reason')
      await button(dialog, '冻结').click()
      assert.equal(await dialog.locator('[name=reason]').evaluate((field) => field.validity.valid), false)
    }
    await dialog.locator('[name=reason]').fill(reason)
    await button(dialog, '冻结').click()
    await gone(dialog)
    await kept(care).getByText(reason, { exact: true }).waitFor()
  }
  assert.equal(await kept(care).locator('.holds li').count(), 2)
  await step(care, '冻结').first().waitFor()
  await accessible(care, 'document that is held')
  await kept(care).scrollIntoViewIfNeeded()
  await shoot(care, '1440-keeping-held')
  await onPhone('donorcare', path, 'keeping-held', (page) => kept(page).locator('.holds'))
})

it('whoever may not hold sees that it is held, and no buttons', async () => {
  const registrar = await people.visit('registrar', path)
  await kept(registrar).getByText('市中级人民法院调取证据').waitFor()
  assert.equal(await kept(registrar).getByRole('button').count(), 0)
  await registrar.goto('/records/documents')
  await settled(registrar)
  assert.equal(await registrar.getByRole('link', { name: '保管与销毁' }).count(), 0)
})

it('one lifting ends every hold and stands in the life of the document with its reason', async () => {
  const care = await people.visit('donorcare', path)
  await gone(await inDialog(care, button(kept(care), '解除冻结'), { reason: '案件已结' }, '解除冻结'))
  await kept(care).locator('.holds').waitFor({ state: 'detached' })
  await step(care, '解除冻结').waitFor()
  await care.locator('.steps').getByText('案件已结').waitFor()
  assert.equal(await button(kept(care), '解除冻结').count(), 0)
})

it('what is due and what was proposed: found from the documents, calm and teaching while there is nothing', async () => {
  const care = await people.visit('donorcare', '/records/documents')
  await care.locator('.page-actions').getByRole('link', { name: '保管与销毁' }).click()
  await care.waitForURL('**/records/keeping')
  await settled(care)
  await care.getByText('没有到期的文书').waitFor()
  await accessible(care, 'nothing is due')
  await shoot(care, '1440-keeping-due-none')
  await care.getByLabel('到期日早于').fill('2000-01-01')
  await care.getByText('这一天之前没有文书到期').waitFor()
  assert.equal(new URL(care.url()).searchParams.get('before'), '2000-01-01')
  await care.getByRole('link', { name: '销毁申请与记录' }).click()
  await care.waitForURL('**/records/keeping/destructions')
  await care.getByText('没有销毁申请').waitFor()
  await accessible(care, 'nothing was proposed')
  await shoot(care, '1440-keeping-destructions-none')
  await onPhone('donorcare', '/records/keeping', 'keeping-due-none', (page) => page.getByText('没有到期的文书'))
  await onPhone('donorcare', '/records/keeping/destructions', 'keeping-destructions-none', (page) => page.getByText('没有销毁申请'))
})

it('left nothing behind: no fault in any of these sessions', () => people.clean())
