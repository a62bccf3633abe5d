// A vehicle's day on its tablet: the package is taken, the city goes away, somebody gives blood, the city comes back.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, it } from 'node:test'
import { accessible, BASE, launch, open, shoot } from './browser.js'
import { ask, stage, told } from './stage.js'

const EDGE = join(dirname(process.env.VENA_BIN ?? '../target/debug/vena'), 'vena-edge')
const SHOTS = process.env.VENA_SHOTS
const PIN = '482915'
const NUMBER = '0993526700001'
const folder = mkdtempSync(join(tmpdir(), 'vehicle-'))

let people
let browser
let tablet
let program
let city
let trip
let booked

/** The way to the city's server, which may be cut. */
function road() {
  const { hostname, port } = new URL(BASE)
  const pairs = new Set()
  let server
  return {
    port: 0,
    build() {
      return new Promise((built) => {
        server = createServer((near) => {
          const far = connect(Number(port), hostname)
          pairs.add(near).add(far)
          for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy() })
          near.pipe(far).pipe(near)
        }).listen(this.port, '127.0.0.1', () => { this.port = server.address().port; built() })
      })
    },
    cut() {
      for (const end of pairs) end.destroy()
      pairs.clear()
      return new Promise((closed) => { server.close(closed) })
    },
  }
}

const freePort = () => new Promise((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => found(port)) })
})

/** Somebody has booked a place on the vehicle later today, while it is early enough for that. */
async function somebodyBooks(planner, vehicle) {
  const days = await told(planner, `/api/recruit/slots?site_id=${vehicle}&kind=whole_blood&days=1`)
  const slot = days[0]?.slots.filter(({ left, starts_at }) => left > 0 && Date.parse(starts_at) > Date.now() + 3_600_000).at(-1)
  if (!slot) return null
  const document = { kind: 'passport', number: `E${10_000_000 + Math.floor(Math.random() * 89_000_000)}` }
  const body = { document, name: '上官远山', phone: `198${Math.floor(Math.random() * 1e8).toString().padStart(8, '0')}`, born_on: '1991-04-09', sex: 'male', consent_to_be_told: true }
  const { donor } = await ask(planner, '/api/recruit/donors', body)
  await ask(planner, '/api/recruit/bookings', { donor_id: donor.donor_id, site_id: vehicle, kind: 'whole_blood', starts_at: slot.starts_at })
  return document.number
}

before(async () => {
  people = await stage({ allow: [422] })
  browser = await launch()
  const planner = await people.as('registrar21')
  const { user, site } = await told(planner, '/api/session')
  const doctor = await people.as('doctor21')
  const physician = (await told(doctor, '/api/session')).user
  booked = await somebodyBooks(planner, site.site_id)
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  trip = await ask(planner, '/api/collect/trips', { site_id: site.site_id, day, expected: 40, first_number: NUMBER, numbers: 20, crew: [{ user_id: physician.user_id, duty: 'physician' }, { user_id: user.user_id, duty: 'nurse' }] })
  for (const member of [doctor, planner]) await ask(member, `/api/collect/trips/${trip.trip_id}/pin`, { pin: PIN })
  trip.crew = { physician: physician.display_name, nurse: user.display_name }
  const { code, station_key } = await ask(planner, `/api/collect/trips/${trip.trip_id}/code`, { reason: '出车' })
  trip.code = code
  city = road()
  await city.build()
  writeFileSync(join(folder, 'password'), 'vena-demo-2026')
  const port = await freePort()
  program = spawn(EDGE, ['vehicle', '--server', `http://127.0.0.1:${city.port}`, '--user', 'vehicle01', '--password-file', join(folder, 'password'), '--station-key', station_key,
    '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`, '--web', 'dist/field', '--sync-seconds', '1'], { stdio: ['ignore', 'inherit', 'pipe'] })
  await new Promise((ready, failed) => {
    program.stderr.on('data', (text) => String(text).includes('at work') && ready())
    program.once('exit', (status) => failed(new Error(`vena-edge ended: ${status}`)))
  })
  tablet = await open(browser, { tablet: true, base: `http://127.0.0.1:${port}`, allow: [401, 422, 423] })
  await tablet.page.goto('/')
})
after(async () => {
  program?.kill('SIGKILL')
  await city?.cut()
  await people.close()
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

const named = (name) => tablet.page.getByRole('button', { name, exact: true })
const title = (text) => tablet.page.getByRole('heading', { name: text, level: 1 }).waitFor()

/** How the screen looks at this step on a tablet and on a phone, and that everybody can use it. */
async function look(name) {
  await accessible(tablet.page, `field: ${name}`)
  await touchable(name)
  for (const [lang, other] of SHOTS ? [['zh', 'English'], ['en', '中文']] : []) {
    await shoot(tablet.page, `1024-field-${name}-${lang}`)
    await tablet.page.setViewportSize({ width: 390, height: 844 })
    await shoot(tablet.page, `390-field-${name}-${lang}`)
    await tablet.page.setViewportSize({ width: 1024, height: 768 })
    await named(other).click()
  }
}

/** Nothing that is touched with gloves is lower than 48 px. */
async function touchable(name) {
  const small = await tablet.page.evaluate(() => [...document.querySelectorAll('button, input, select, .f-file')]
    .filter((one) => one.offsetParent && !one.closest('.f-file, .f-tick') && one.getBoundingClientRect().height < 48)
    .map((one) => one.textContent || one.name))
  assert.deepEqual(small, [], `${name} has targets for bare fingers only`)
}

async function type(label, value) {
  await tablet.page.getByLabel(label, { exact: true }).fill(value)
}

/** A number that is right in form; its region does not exist. */
function citizen() {
  const digits = '37999919900307121'
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, place) => all + weight * Number(digits[place]), 0)
  return digits + '10X98765432'[sum % 11]
}

it('takes the package, opens it by its code and knows its crew', async () => {
  await title('取行程包')
  await look('package')
  await named('从站内取包').click()
  await title('解锁')
  await type('行程码', '22222-22222')
  await named('解锁').click()
  await tablet.page.getByRole('alert').getByText('行程码不对').waitFor()
  await look('code')
  await type('行程码', trip.code)
  await named('解锁').click()
  await title('您是？')
  await tablet.page.getByRole('button', { name: trip.crew.nurse }).click()
  await type('PIN', '000000')
  await named('下一步').click()
  await tablet.page.getByRole('alert').getByText('PIN 不正确').waitFor()
  await type('PIN', PIN)
  await look('sign-in')
  await named('下一步').click()
  await title('今天')
})

it('shows who is expected, without a name, and asks for their document', async () => {
  await tablet.page.getByRole('heading', { name: '预约' }).waitFor()
  await look('expected')
  if (!booked) return
  await tablet.page.getByRole('button', { name: '上**山' }).click()
  await tablet.page.getByText('请扫描本人证件核对').waitFor()
  await look('expected-who')
  await named('返回').click()
  await title('今天')
})

it('works with the city away, from the document to the full bag', async () => {
  await city.cut()
  await tablet.page.getByRole('status').getByText('离线').waitFor()
  await named('登记献血者').click()
  await type('证件号码', citizen())
  await look('who')
  await named('下一步').click()
  await tablet.page.getByText('系统中没有此证件，请登记').waitFor()
  await type('姓名', '赵青禾')
  await type('手机号', '17000017421')
  await look('new-person')
  await named('下一步').click()
  await answerEverything()
  await measure()
  await title('医师判定')
  await tablet.page.getByText('各项均符合要求').waitFor()
  await tablet.page.getByText('请有判定权限的医师').waitFor()
  assert.equal(await named('可以献血').count(), 0, 'a nurse decides nothing')
  await look('decide-nurse')
  await named('返回').click()
  await signIn(trip.crew.physician)
  await tablet.page.getByRole('button', { name: '赵*禾' }).click()
  await title('医师判定')
  await look('decide')
  await named('不宜献血').click()
  await title('判定为不宜献血')
  assert.ok(await named('不宜献血').isDisabled(), 'nothing speaks against it: a no needs its reason')
  await look('refuse')
  await named('返回').click()
  await named('可以献血').click()
  await scanEverything()
  await title('进针前再次核对身份')
  await look('ready')
  await type('扫描证件', '370202199003073619')
  await named('进针').click()
  await tablet.page.getByRole('alert').getByText('不是同一人').waitFor()
  await look('another-person')
  await named('改为口述').click()
  await look('said')
  await named('改为扫证件').click()
  await type('扫描证件', citizen())
  await named('进针').click()
  await title('采血中')
  await tablet.page.locator('.f-clock').getByText('0:02').waitFor()
  await look('flowing')
  await type('血量 mL', '402')
  await named('拔针').click()
  await title('已采集 402 mL')
  await look('done')
  await named('献血反应').click()
  await named('献血相关血管迷走神经反应').click()
  await named('轻').click()
  await type('看到什么、怎样处理', '头晕，平卧后缓解')
  await look('reaction')
  await named('记录').click()
  await tablet.page.getByText('反应已记录').waitFor()
  await tablet.page.getByText('反应缓解后才能离开').waitFor()
  await look('resting-reaction')
  await named('反应已缓解').click()
  await tablet.page.getByText(/还需休息 \d+ 分钟/).waitFor()
  await named('意愿贴纸').click()
  await look('sticker')
  await named('返回').click()
  await named('下一步').click()
  await title('今天')
  await tablet.page.getByText('赵*禾').waitFor()
  await look('board')
})

/** Somebody else of the crew takes the tablet, with a PIN of their own. */
async function signIn(name) {
  await tablet.page.getByRole('button', { name: /换人/ }).click()
  await title('您是？')
  await tablet.page.getByRole('button', { name }).click()
  await type('PIN', PIN)
  await named('下一步').click()
  await title('今天')
}

/** Reads what is told before a donation, page by page, and agrees. */
async function read() {
  await named('已阅读').waitFor()
  await look('told')
  for (;;) {
    const heading = await tablet.page.getByRole('heading', { level: 1 }).textContent()
    if (heading === '请选择') break
    await named('已阅读').click()
    await tablet.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, heading)
  }
  await look('choices')
  await named('我同意，开始答题').click()
}

/** Reads and agrees, answers every question so that the donor may go on, and signs. */
async function answerEverything() {
  await read()
  const planner = await people.as('registrar21')
  const sheet = await told(planner, '/api/collect/inquiry')
  const expected = new Map(sheet.questions.map((question) => [question.text.zh, question.expected]))
  // Asked of who gives for the first time, as everybody does whom the package does not know.
  for (const question of sheet.sheet.filter(({ code }) => code.startsWith('first_time'))) expected.set(question.text.zh, true)
  await named('是').waitFor()
  await look('question')
  for (;;) {
    const heading = await tablet.page.getByRole('heading', { level: 1 }).textContent()
    if (heading === '献血者签名') break
    assert.ok(expected.has(heading), heading)
    await named(expected.get(heading) ? '是' : '否').click()
    await tablet.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, heading)
  }
  await write([[[80, 60], [88, 64]]])
  await named('下一步').click()
  await tablet.page.getByRole('alert').getByText('签名太小').waitFor()
  await named('重签').click()
  await write([[[80, 60], [240, 120], [120, 150]], [[300, 70], [420, 130], [320, 160]]])
  await look('sign')
  await named('下一步').click()
}

/** Strokes on the pad through these places, with as many points between them as a hand leaves. */
async function write(strokes) {
  const pad = await tablet.page.locator('canvas').boundingBox()
  for (const [[x, y], ...rest] of strokes) {
    await tablet.page.mouse.move(pad.x + x, pad.y + y)
    await tablet.page.mouse.down()
    for (const [toX, toY] of rest) await tablet.page.mouse.move(pad.x + toX, pad.y + toY, { steps: 30 })
    await tablet.page.mouse.up()
  }
}

async function measure() {
  await title('献血前检查')
  const values = { '体重 kg': '64', '收缩压 mmHg': '120', '舒张压 mmHg': '78', '脉搏 次/分': '71', '体温 ℃': '36.5', '血红蛋白 g/L': '141' }
  for (const [label, value] of Object.entries(values)) await type(label, value)
  await look('check')
  await named('下一步').click()
}

/** Record, bag, tubes; a wrong tube goes no further. */
async function scanEverything() {
  const scan = async (label, text) => { await type(label, text); await tablet.page.keyboard.press('Enter') }
  await title('扫记录上的编号')
  await scan('扫记录上的编号', NUMBER)
  await scan('扫血袋', NUMBER)
  await scan('扫第 1 支试管', '0993526700002')
  await tablet.page.getByText('不一致！请停下核对').waitFor()
  await look('mismatch')
  await scan('扫第 1 支试管', NUMBER)
  await scan('扫第 2 支试管', NUMBER)
  await title('绑定编号')
  await type('血袋批号', 'Q26A11')
  await type('血袋有效期至', '2027-11-30')
  await look('bind')
  await named('下一步').click()
}

it('says what waits, and brings everything back when the city is there again', async () => {
  await tablet.page.getByRole('status').getByText('条待回传').waitFor()
  await named('结束当天工作…').click()
  await tablet.page.getByRole('dialog').getByRole('button', { name: '结束当天工作', exact: true }).click()
  await title('当天工作已结束')
  await city.build()
  await tablet.page.getByRole('status').getByText('已全部回传').waitFor({ timeout: 20_000 })
  await look('closed')
  const page = await people.visit('registrar21', `/collect/trips/${trip.trip_id}`)
  await page.getByText('没有待核对的事项').waitFor()
  await page.getByText('1 / 40').filter({ visible: true }).first().waitFor()
  await accessible(page, 'trip')
  await shoot(page, '1440-trip')
  await page.getByText('采血车外采日报').first().waitFor()
  const { items } = await told(page, '/api/collect/donations?q=' + NUMBER)
  assert.deepEqual(items.map(({ state, donor_name_masked }) => [state, donor_name_masked]), [['completed', '赵*禾']])
  await page.goto('/collect/trips')
  await shoot(page, '1440-trips')
  await page.goto('/collect/trips/new')
  await page.getByRole('button', { name: '安排外采' }).waitFor()
  await accessible(page, 'new trip')
  await shoot(page, '1440-trip-new')
  tablet.clean()
  people.clean()
})
