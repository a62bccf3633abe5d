// The front door.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, demoAccounts, launch, open, settled, shoot, signIn } from './browser.js'

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

for (const narrow of [false, true]) {
  for (const lang of ['zh', 'en']) {
    it(`shows the demo accounts (${lang}, ${narrow ? 390 : 1440} px)`, async () => {
      const session = await open(browser, { narrow, lang })
      await session.page.goto('/sign-in')
      const accounts = await demoAccounts()
      await session.page.locator('.demo button').nth(accounts.length - 1).waitFor()
      await accessible(session.page, 'sign-in')
      await shoot(session.page, `${narrow ? 390 : 1440}-sign-in-${lang}`)
      session.clean()
      await session.close()
    })
  }
}

it('signs in by one press on a demo account, and out again', async () => {
  const session = await open(browser)
  await session.page.goto('/sign-in')
  await session.page.locator('.demo button').first().click()
  await session.page.locator('.rail').waitFor()
  await session.page.locator('.user summary').click()
  await session.page.getByRole('button', { name: '退出登录' }).click()
  await session.page.waitForURL('**/sign-in')
  session.clean()
  await session.close()
})

it('refuses a wrong password by its rule, and keeps the name that was typed', async () => {
  const session = await open(browser, { allow: [401] })
  await session.page.goto('/sign-in')
  await session.page.locator('input[name=username]').fill('nobody.at.all')
  await session.page.locator('input[name=password]').fill('wrong wrong wrong')
  await session.page.locator('button[type=submit]').click()
  const problem = session.page.locator('.problem')
  await problem.waitFor()
  assert.match(await problem.innerText(), /session\.credentials/)
  assert.equal(await session.page.locator('input[name=username]').inputValue(), 'nobody.at.all')
  session.clean()
  await session.close()
})

it('asks a stranger to sign in and then opens the page that was wanted', async () => {
  const session = await open(browser, { allow: [401] })
  await session.page.goto('/store/stock')
  await session.page.waitForURL('**/sign-in')
  const account = (await demoAccounts()).find((other) => other.username === 'storekeeper')
  await session.page.locator('input[name=username]').fill(account.username)
  await session.page.locator('input[name=password]').fill(account.password)
  await session.page.locator('button[type=submit]').click()
  await session.page.waitForURL('**/store/stock')
  session.clean()
  await session.close()
})

it('keeps the language and the theme that were chosen here', async () => {
  const session = await open(browser)
  await signIn(session.page, 'storekeeper')
  await session.page.getByRole('button', { name: 'English' }).click()
  await session.page.getByRole('button', { name: '中文' }).waitFor()
  await session.page.locator('.user summary').click()
  await session.page.getByText('Dark', { exact: true }).click()
  await session.page.reload()
  await settled(session.page)
  assert.equal(await session.page.evaluate(() => document.documentElement.lang), 'en')
  assert.equal(await session.page.evaluate(() => document.documentElement.dataset.theme), 'dark')
  await accessible(session.page, 'dark English home')
  await shoot(session.page, '1440-home-en-dark')
  assert.doesNotMatch(await session.page.locator('.rail-jobs, .page-head, .usual').allInnerTexts().then((texts) => texts.join('')), /请|的|库存/)
  session.clean()
  await session.close()
})
