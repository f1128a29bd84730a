import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../../harness/bot.ts'
import { eventually } from '../../../harness/eventually.ts'
import { giveRoles } from '../../../harness/give-roles.ts'
import { replaceFile } from '../../../harness/replace-file.ts'
import { callWith, ownPage, signIn, startClosedBot } from '../../../harness/sign-in.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startClosedBot(home)
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
  await assistant?.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const hours = (count: number) => count * 3_600_000
const statusOf = async (cookie: string) => (await callWith(bot, cookie, '/api/me')).status
const messages = () => `/api/conversations/${crypto.randomUUID()}/messages`
const message = () => ({ key: crypto.randomUUID(), text: '/help' })
const signOut = (cookie: string, everywhere = false) =>
  callWith(bot, cookie, '/api/sign-out', { method: 'POST', body: { everywhere } })

test('a session ends two hours after its last sign of life', async () => {
  const cookie = await signIn(home, bot, 'maria')
  for (let passed = 0; passed < 3; passed += 1) {
    bot.clock.wind(hours(1.5))
    expect(await statusOf(cookie)).toBe(200)
  }
  bot.clock.wind(hours(2) + 60_000)
  expect(await statusOf(cookie)).toBe(401)
})

test('a session ends twelve hours after it began, whatever is done', async () => {
  const cookie = await signIn(home, bot, 'maria')
  for (let passed = 0; passed < 7; passed += 1) {
    bot.clock.wind(hours(1.7))
    expect(await statusOf(cookie)).toBe(200)
  }
  bot.clock.wind(hours(0.2))
  expect(await statusOf(cookie)).toBe(401)
})

test('signing out ends the session on the server: the cookie is worth nothing any more', async () => {
  const [cookie, other] = [await signIn(home, bot, 'maria'), await signIn(home, bot, 'maria')]
  const answer = await signOut(cookie)
  expect(answer.status).toBe(204)
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(/^session=; .*Expires=Thu, 01 Jan 1970/),
  ])
  expect([await statusOf(cookie), await statusOf(other)]).toEqual([401, 200])
})

test('signing out everywhere ends all of a person’s sessions, and nobody else’s', async () => {
  const [one, two, nikos] = [
    await signIn(home, bot, 'maria'),
    await signIn(home, bot, 'maria'),
    await signIn(home, bot, 'nikos'),
  ]
  expect((await signOut(one, true)).status).toBe(204)
  expect([await statusOf(one), await statusOf(two), await statusOf(nikos)]).toEqual([401, 401, 200])
})

test.each([
  ['changed', (cookie: string) => cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
  ['without its signature', (cookie: string) => cookie.replace(/\.[^.]*$/, '')],
  ['made up', () => 'session=session.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['empty', () => 'session='],
  ['the demo’s', () => 'person=anna'],
])('a cookie that is %s opens nothing', async (_, change) => {
  expect(await statusOf(change(await signIn(home, bot, 'maria')))).toBe(401)
})

test('roles are looked up anew, and whoever leaves people.yml is out at once', async () => {
  const cookie = await signIn(home, bot, 'kim')
  const seesRuns = async () => JSON.parse((await callWith(bot, cookie, '/api/me')).body).seesRuns
  expect(await seesRuns()).toBe(false)
  await giveRoles({ home, bot }, 'kim', ['on-call'])
  expect(await seesRuns()).toBe(true)

  const file = join(home.configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  await replaceFile(file, people.replace('local: kim', 'teams: kim'))
  await eventually(async () => (await statusOf(cookie)) === 401)
  await replaceFile(file, people)
  await eventually(async () => (await statusOf(cookie)) === 200)
})

test.each([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another part of the site', { 'sec-fetch-site': 'same-site' }],
  ['nobody knows where', { 'sec-fetch-site': '' }],
])('a cookie that comes with a request from %s does nothing', async (_, headers) => {
  const cookie = await signIn(home, bot, 'maria')
  const path = messages()
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
  const sent = { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...given } }
  const answer = await fetch(bot.url + path, { ...sent, body: JSON.stringify(message()) })
  expect(answer.status).toBe(403)
  expect((await callWith(bot, cookie, path, { method: 'POST', body: message() })).status).toBe(202)
})

test('a form cannot act with the cookie: only JSON is taken', async () => {
  const cookie = await signIn(home, bot, 'maria')
  const headers = { cookie, ...ownPage, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(`${bot.url}/api/sign-out`, { method: 'POST', headers, body: 'everywhere=true' })
  expect(answer.status).toBe(415)
})

test('what people who signed in do is verified', async () => {
  const cookie = await signIn(home, bot, 'maria')
  const { key, text } = message()
  await callWith(bot, cookie, messages(), { method: 'POST', body: { key, text } })
  expect(
    await home.query('SELECT verified, person_id FROM inbox WHERE delivery_key = $1', [`web:${key}`]),
  ).toEqual([{ verified: true, person_id: 'maria' }])
  const line = bot.log.find(({ msg, message: id }) => msg === 'message accepted' && id === key)
  expect(line).toMatchObject({ person: 'maria' })
  expect(line).not.toHaveProperty('unverified')
})

test('nobody can be somebody else here', async () => {
  const cookie = await signIn(home, bot, 'maria')
  const answer = await callWith(bot, cookie, '/api/me', { method: 'PUT', body: { person: 'anna' } })
  expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([403, 'no_switcher'])
})

test('an open page hears no more once its session has ended', async () => {
  const cookie = await signIn(home, bot, 'nikos')
  const path = messages()
  await callWith(bot, cookie, path, { method: 'POST', body: message() })
  const events = path.replace('/messages', '/events')
  const response = await fetch(bot.url + events, { headers: { cookie } })
  const reader = response.body?.getReader()
  await reader?.read()
  await signOut(cookie)
  // Somebody writes there: what it says must not go out any more.
  const again = await signIn(home, bot, 'nikos')
  await callWith(bot, again, path, { method: 'POST', body: { ...message(), text: 'canary of the next one' } })
  let heard = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) break
    heard += Buffer.from(value ?? []).toString('utf8')
  }
  expect(heard).not.toContain('canary of the next one')
})
