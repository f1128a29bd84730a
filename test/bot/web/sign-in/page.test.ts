import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSlackOpenId } from '../../../fakes/slack-openid.ts'
import { type BotHome, botHome, startTestBot, type TestBot } from '../../../harness/bot.ts'
import { type RawAnswer, rawRequest } from '../../../harness/raw-request.ts'
import { callWith, cookiesIn, givePassword, startClosedBot } from '../../../harness/sign-in.ts'
import { startFakeTeams } from '../../../harness/teams.ts'
import { teamsSettings } from '../../../harness/teams-bot.ts'

const slack = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'secret',
  SLACK_TEAM_ID: 'T0123',
  SLACK_ISSUER: 'http://127.0.0.1:9',
}

const microsoft = {
  MicrosoftAppId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  MicrosoftAppTenantId: '7f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  MicrosoftAppPassword: 'secret',
  TEAMS_LOGIN_URL: 'http://127.0.0.1:9',
  TEAMS_OPENID_URL: 'http://127.0.0.1:9',
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

test('with Slack and Microsoft there is a button for each, and the first one leads', async () => {
  const both = await startTestBot(home, { ...slack, ...microsoft })
  try {
    const { body } = await page(both)
    expect(body).toMatch(/<a class="button primary" href="\/sign-in\/slack\?[^>]*>.*Sign in with Slack/)
    expect(body).toMatch(/<a class="button plain" href="\/sign-in\/microsoft\?[^>]*>.*Sign in with Microsoft/)
    expect((await page(withSlack)).body).not.toContain('Microsoft')
  } finally {
    await both.close()
  }
})

test('what was begun with one provider is not taken from another', async () => {
  const entra = await startFakeTeams()
  const openId = await startSlackOpenId({ userId: 'U0MARIA', teamId: slack.SLACK_TEAM_ID })
  const both = await startTestBot(home, {
    ...slack,
    SLACK_ISSUER: openId.issuer,
    ...teamsSettings(entra),
  })
  try {
    const begun = await callWith(both, '', '/sign-in/microsoft')
    const state = new URL(String(begun.headers['location'])).searchParams.get('state')
    const answer = await callWith(both, cookiesIn(begun), `/sign-in/slack/callback?code=1&state=${state}`)
    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('begun in another browser')])
    expect(openId.tokenRequests).toEqual([])
  } finally {
    await both.close()
    await openId.stop()
    await entra.stop()
  }
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
