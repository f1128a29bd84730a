import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type BotHome, botHome, startTestBot, type TestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { rawRequest } from '../../harness/raw-request.ts'
import { givePassword } from '../../harness/sign-in.ts'

let home: BotHome
let bot: TestBot | undefined
let open: TestBot

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  open = await startTestBot(home)
})
afterAll(async () => {
  await open.close()
  await home.remove()
})
afterEach(async () => {
  await bot?.close()
  bot = undefined
})

const tenant = '11111111-2222-4333-8444-555555555555'

const portOf = ({ url }: TestBot) => new URL(url).port
const paths = ['/', '/api/me', '/api/conversations', '/page/app.ts', '/vendor/preact/preact.mjs', '/x']

test.each([
  ['not embedded', { EMBEDDED: 'false' }],
  ['listening on every address', { HOST: '0.0.0.0' }],
  [
    'with Slack',
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_API_URL: 'http://127.0.0.1:9/' },
  ],
  ['with sign-in by Slack', { SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 's', SLACK_TEAM_ID: 'T123' }],
  [
    'with Teams',
    {
      MicrosoftAppId: tenant,
      MicrosoftAppPassword: 'b',
      MicrosoftAppTenantId: tenant,
      // Nobody is asked: nothing listens there.
      TEAMS_LOGIN_URL: 'http://127.0.0.1:9',
    },
  ],
])('%s: there is no switcher, and everything but /health wants people to sign in', async (_, settings) => {
  bot = await startTestBot(home, settings as Record<string, string>)
  const base = `http://127.0.0.1:${portOf(bot)}`
  const anna = { host: 'localhost', cookie: 'person=anna' }
  for (const path of paths) {
    const { status, body, headers } = await rawRequest(base + path, anna)
    expect({ path, status, code: JSON.parse(body).error.code }).toEqual({
      path,
      status: 401,
      code: 'not_signed_in',
    })
    expect(headers['set-cookie']).toBeUndefined()
  }
  const become = JSON.stringify({ person: 'anna' })
  const json = { ...anna, 'content-type': 'application/json' }
  expect((await rawRequest(`${base}/api/me`, json, { method: 'PUT', body: become })).status).toBe(401)
  expect((await rawRequest(`${base}/health`, { host: 'anything' })).status).toBe(200)
})

test.each([
  ['localhost', 200],
  ['localhost:3000', 200],
  ['LOCALHOST:3000', 200],
  ['127.0.0.1:3000', 200],
  ['[::1]:3000', 200],
  ['evil.example', 401],
  ['localhost.evil.example', 401],
  ['127.0.0.1.evil.example', 401],
  ['192.168.0.7:3000', 401],
  ['localhost@evil.example', 401],
])('opened as %s it answers %i', async (host, status) => {
  expect((await rawRequest(`${open.url}/api/me`, { host })).status).toBe(status)
})

test.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP', 'Forwarded', 'Via'])(
  'a request with %s came through a proxy and is refused; the page says where the demo is',
  async (header) => {
    const proxied = { host: 'localhost', [header]: 'x' }
    const { status, body } = await rawRequest(`${open.url}/api/me`, proxied)
    expect([status, JSON.parse(body).error.code]).toEqual([401, 'not_signed_in'])
    const page = await rawRequest(`${open.url}/sign-in`, { ...proxied, accept: 'text/html' })
    expect(page.body).toContain('This is the demo: it opens on its own machine')
  },
)

test('once somebody has a password, people sign in: nobody is believed who they say they are', async () => {
  const own = await botHome('http://127.0.0.1:1')
  const demo = await startTestBot(own)
  const status = async () => (await rawRequest(`${demo.url}/api/me`, { host: 'localhost' })).status
  try {
    expect(await status()).toBe(200)
    await givePassword(own, 'maria')
    await eventually(async () => (await status()) === 401)
  } finally {
    await demo.close()
    await own.remove()
  }
})
