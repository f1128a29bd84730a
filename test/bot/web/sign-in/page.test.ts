import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type BotHome, botHome, startTestBot, type TestBot } from '../../../harness/bot.ts'
import { type RawAnswer, rawRequest } from '../../../harness/raw-request.ts'
import { givePassword, startClosedBot } from '../../../harness/sign-in.ts'

const slack = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'secret',
  SLACK_TEAM_ID: 'T0123',
  SLACK_ISSUER: 'http://127.0.0.1:9',
}

let home: BotHome
let plain: TestBot
let withSlack: TestBot

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  plain = await startClosedBot(home)
  withSlack = await startTestBot(home, slack)
})
afterAll(async () => {
  await plain?.close()
  await withSlack?.close()
  await home?.remove()
})

const page = ({ url }: TestBot, path = '/sign-in'): Promise<RawAnswer> =>
  rawRequest(url + path, { host: new URL(url).host, accept: 'text/html' })

test('where there is no way in yet, it says what to do', async () => {
  const { status, body } = await page(plain)
  expect(status).toBe(200)
  expect(body).toContain('There is no way to sign in yet.')
  expect(body).toContain('npm run password')
  expect(body).not.toMatch(/<form|Slack<\/span>/)
})

test('with Slack there is its button, with the way back in it', async () => {
  const { body } = await page(withSlack, `/sign-in?to=${encodeURIComponent('/documents/x?page=3&quote="a"')}`)
  const link = /<a class="button primary" href="([^"]+)"/.exec(body)?.[1] ?? ''
  expect(new URL(link, 'http://x/').searchParams.get('to')).toBe('/documents/x?page=3&quote=%22a%22')
  expect(link).toMatch(/^\/sign-in\/slack\?/)
  expect(body).not.toContain('<form')
})

test('with passwords there is a form too, which a password manager knows', async () => {
  await givePassword(home, 'maria')
  const { body } = await page(withSlack)
  expect(body).toContain('Sign in with Slack')
  expect(body).toContain('or with a password')
  expect(body).toMatch(/<input[^>]*name="name"[^>]*autocomplete="username"/)
  expect(body).toMatch(/<input[^>]*type="password"[^>]*autocomplete="current-password"/)
  expect((await page(plain)).body).not.toContain('or with a password')
})

test('it loads nothing, runs nothing, and sends its form to us alone', async () => {
  const { body, headers } = await page(plain)
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(headers).toMatchObject({
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
  })
  expect(body).not.toMatch(/<script|<link rel="stylesheet|style="|\son\w+=/)
})

test('what does not work is said as a page to whoever waits for a page', async () => {
  const { status, headers, body } = await page(plain, '/sign-in/nothing')
  expect([status, headers['location']]).toEqual([302, '/sign-in'])
  expect(body).toBe('')
  await home.database.pause()
  try {
    const down = await rawRequest(`${plain.url}/sign-in`, { host: 'localhost', accept: 'text/html' })
    expect([down.status, down.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8'])
    expect(down.body).toContain('own database cannot be reached')
  } finally {
    await home.database.resume()
  }
})
