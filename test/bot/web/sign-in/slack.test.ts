import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type OpenIdFault, type SlackOpenId, startSlackOpenId } from '../../../fakes/slack-openid.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../../harness/bot.ts'
import type { RawAnswer } from '../../../harness/raw-request.ts'
import {
  callWith,
  cookiesIn,
  givePassword,
  password,
  sendSignIn,
  startClosedBot,
} from '../../../harness/sign-in.ts'

const member = { userId: 'U0MARIA', teamId: 'T0AUTOBOSS' }

let slack: SlackOpenId
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  slack = await startSlackOpenId(member)
  home = await botHome('http://127.0.0.1:1')
  const file = join(home.configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  await writeFile(file, people.replace('{ local: maria }', '{ local: maria, slack: U0MARIA }'))
  bot = await startClosedBot(home, settings())
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
  await slack?.stop()
})
beforeEach(() => {
  slack.fault = null
  slack.member = member
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const settings = () => ({
  SLACK_CLIENT_ID: slack.client.id,
  SLACK_CLIENT_SECRET: slack.client.secret,
  SLACK_TEAM_ID: member.teamId,
  SLACK_ISSUER: slack.issuer,
  PUBLIC_URL: 'http://localhost:3999',
})

/** Presses the button. @returns the answer, which leads to Slack. */
const press = (to = '/runs', at = bot) => callWith(at, '', `/sign-in/slack?to=${encodeURIComponent(to)}`)

/** Follows to Slack, which sends people back to an address of ours. @returns that address. */
async function atSlack(answer: RawAnswer): Promise<string> {
  const response = await fetch(String(answer.headers['location']), { redirect: 'manual' })
  const back = new URL(response.headers.get('location') ?? '')
  expect(back.origin + back.pathname).toBe('http://localhost:3999/sign-in/slack/callback')
  return back.pathname + back.search
}

async function signInBySlack(to?: string): Promise<RawAnswer> {
  const pressed = await press(to)
  return await callWith(bot, cookiesIn(pressed), await atSlack(pressed))
}

test('Slack says who it is, and people.yml what they are', async () => {
  const answer = await signInBySlack('/documents/x?page=3')
  expect([answer.status, answer.headers['location']]).toEqual([302, '/documents/x?page=3'])
  const me = await callWith(bot, cookiesIn(answer), '/api/me')
  expect(JSON.parse(me.body)).toMatchObject({ person: { id: 'maria' }, session: { how: 'slack' } })
})

test('what is asked of Slack is bound to this browser: state, nonce, PKCE, and the workspace', async () => {
  const pressed = await press()
  const asked = Object.fromEntries(new URL(String(pressed.headers['location'])).searchParams)
  expect(asked).toMatchObject({
    response_type: 'code',
    scope: 'openid profile',
    team: member.teamId,
    code_challenge_method: 'S256',
    redirect_uri: 'http://localhost:3999/sign-in/slack/callback',
    state: expect.stringMatching(/^.{40,}$/),
    nonce: expect.stringMatching(/^.{40,}$/),
    code_challenge: expect.stringMatching(/^.{43}$/),
  })
  expect(pressed.headers['set-cookie']).toEqual([
    expect.stringMatching(/^sign-in=\S+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
})

test.each<[OpenIdFault, number, string]>([
  ['denied', 403, 'Slack was not allowed to say who you are'],
  ['token-down', 503, 'Slack does not answer'],
  ['token-refused', 403, 'does not belong to this sign-in'],
  ['foreign-key', 403, 'does not belong to this sign-in'],
  ['other-nonce', 403, 'does not belong to this sign-in'],
  ['other-audience', 403, 'does not belong to this sign-in'],
  ['other-issuer', 403, 'does not belong to this sign-in'],
  ['other-state', 403, 'does not belong to this sign-in'],
  ['expired', 403, 'does not belong to this sign-in'],
  ['no-id-token', 403, 'does not belong to this sign-in'],
])('%s: nobody is signed in, and the page says why', async (fault, status, says) => {
  slack.fault = fault
  const answer = await signInBySlack()
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(says)])
  // From there it can be tried again, to the same end.
  expect(answer.body).toContain('href="/sign-in/slack?to=%2Fruns"')
  expect(String(answer.headers['set-cookie'])).not.toMatch(/(^|,)session=/)
})

test('somebody of another workspace does not come in', async () => {
  slack.member = { ...member, teamId: 'T0OTHER' }
  const answer = await signInBySlack()
  expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('another Slack workspace')])
})

test('somebody who is not in people.yml does not come in; the audit says whom Slack named', async () => {
  slack.member = { ...member, userId: 'U0STRANGER' }
  const answer = await signInBySlack()
  expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('not in the list of people')])
  expect(await home.query('SELECT verified, outcome, detail FROM audit ORDER BY id DESC LIMIT 1')).toEqual([
    { verified: false, outcome: 'refused', detail: { how: 'slack', why: 'U0STRANGER is not in people.yml' } },
  ])
})

test('an answer from Slack without the cookie of this browser signs nobody in', async () => {
  const pressed = await press()
  const back = await atSlack(pressed)
  const other = await callWith(bot, '', back)
  expect([other.status, other.body]).toEqual([403, expect.stringContaining('begun in another browser')])
})

test('an answer is good once, and only for a while', async () => {
  const pressed = await press()
  const back = await atSlack(pressed)
  const answer = await callWith(bot, cookiesIn(pressed), back)
  expect(answer.status).toBe(302)
  expect(answer.headers['set-cookie']).toContainEqual(expect.stringMatching(/^sign-in=; /))
  expect((await callWith(bot, cookiesIn(pressed), back)).status).toBe(403)
  const late = await press()
  const lateBack = await atSlack(late)
  bot.clock.wind(11 * 60_000)
  expect((await callWith(bot, cookiesIn(late), lateBack)).status).toBe(403)
})

test('another sign-in’s cookie is not taken for a session, nor a session for it', async () => {
  const pressed = await press()
  const flow = cookiesIn(pressed)
  expect((await callWith(bot, flow.replace('sign-in=', 'session='), '/api/me')).status).toBe(401)
  const session =
    cookiesIn(await signInBySlack())
      .split('; ')
      .find((one) => one.startsWith('session=')) ?? ''
  expect((await callWith(bot, session, '/api/me')).status).toBe(200)
  const back = await atSlack(pressed)
  expect((await callWith(bot, session.replace('session=', 'sign-in='), back)).status).toBe(403)
})

test('while Slack is down the page says so, and the password still opens; it is asked again when it is back', async () => {
  slack.fault = 'discovery-down'
  const fresh = await startClosedBot(home, settings())
  try {
    const pressed = await press('/runs', fresh)
    expect([pressed.status, pressed.body]).toEqual([503, expect.stringContaining('Slack does not answer')])
    await givePassword(home, 'anna')
    expect((await sendSignIn(fresh, { name: 'anna', password })).status).toBe(303)
    slack.fault = null
    expect((await press('/runs', fresh)).status).toBe(302)
  } finally {
    await fresh.close()
  }
})

test('too many wrong passwords keep nobody out of signing in with Slack', async () => {
  await givePassword(home, 'maria')
  for (let tried = 0; tried < 6; tried += 1) await sendSignIn(bot, { name: 'maria', password: 'wrong' })
  expect((await sendSignIn(bot, { name: 'maria', password })).status).toBe(429)
  expect((await signInBySlack()).status).toBe(302)
})

test('neither the secret nor codes and tokens are logged', async () => {
  slack.fault = 'token-refused'
  await signInBySlack()
  const [{ code = '', code_verifier: verifier = '' } = {}] = slack.tokenRequests.slice(-1)
  const logged = JSON.stringify(bot.log)
  expect(code).not.toBe('')
  for (const secret of [slack.client.secret, code, verifier, 'xoxp-fake'])
    expect(logged).not.toContain(secret)
})

test.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_TEAM_ID'])(
  'without %s alone the bot does not start, and says what is missing',
  async (name) => {
    const { [name]: _, ...others } = settings() as Record<string, string>
    await expect(startClosedBot(home, others)).rejects.toThrow(`For sign-in with Slack, ${name} is missing.`)
  },
)
