import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type BotHome, botHome, startTestBot, type TestBot } from '../../harness/bot.ts'
import { rawRequest } from '../../harness/raw-request.ts'

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

const portOf = ({ url }: TestBot) => new URL(url).port
const paths = [
  '/',
  '/api/me',
  '/api/conversations',
  '/page/app.ts',
  '/vendor/preact/preact.mjs',
  '/admin',
  '/x',
]

test.each([
  ['not embedded', { EMBEDDED: 'false' }, 'no sign-in yet'],
  ['listening on every address', { HOST: '0.0.0.0' }, 'listens on 0.0.0.0'],
  [
    'with Slack',
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_API_URL: 'http://127.0.0.1:9/' },
    'SLACK_BOT_TOKEN is set',
  ],
  [
    'with Teams',
    { MicrosoftAppId: 'a', MicrosoftAppPassword: 'b' },
    'MicrosoftAppId and MicrosoftAppPassword is set',
  ],
])('%s: everything but /health is closed and says why', async (_, settings, why) => {
  bot = await startTestBot(home, settings)
  const base = `http://127.0.0.1:${portOf(bot)}`
  for (const path of paths) {
    const { status, body, headers } = await rawRequest(base + path, { host: 'localhost' })
    expect({ path, status }).toEqual({ path, status: 403 })
    expect(body).toContain(why)
    expect(body).toContain('It opens with npm start')
    expect(headers['content-type']).toMatch(path.startsWith('/api') ? 'application/json' : 'text/html')
    expect(headers['set-cookie']).toBeUndefined()
  }
  const become = JSON.stringify({ person: 'anna' })
  const json = { host: 'localhost', 'content-type': 'application/json' }
  const put = await rawRequest(`${base}/api/me`, json, { method: 'PUT', body: become })
  expect(put.status).toBe(403)
  expect((await rawRequest(`${base}/health`, { host: 'anything' })).status).toBe(200)
})

test.each([
  ['localhost', 200],
  ['localhost:3000', 200],
  ['LOCALHOST:3000', 200],
  ['127.0.0.1:3000', 200],
  ['[::1]:3000', 200],
  ['evil.example', 403],
  ['localhost.evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['192.168.0.7:3000', 403],
  ['localhost@evil.example', 403],
])('opened as %s it answers %i', async (host, status) => {
  expect((await rawRequest(`${open.url}/api/me`, { host })).status).toBe(status)
})

test.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP', 'Forwarded', 'Via'])(
  'a request with %s came through a proxy and is refused',
  async (header) => {
    const { status, body } = await rawRequest(`${open.url}/api/me`, { host: 'localhost', [header]: 'x' })
    expect(status).toBe(403)
    expect(JSON.parse(body).error).toMatchObject({ code: 'closed' })
    expect(body).toContain('came through a proxy')
  },
)
