import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../../fakes/assistant.ts'
import type { SignInFault } from '../../../fakes/teams/login/sign-in.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../../harness/bot.ts'
import { eventually } from '../../../harness/eventually.ts'
import type { RawAnswer } from '../../../harness/raw-request.ts'
import {
  callWith,
  cookiesIn,
  givePassword,
  password,
  sendSignIn,
  startClosedBot,
} from '../../../harness/sign-in.ts'
import { type FakeTeams, startFakeTeams } from '../../../harness/teams.ts'
import { knowTeamsPeople, teamsSettings } from '../../../harness/teams-bot.ts'

let assistant: FakeAssistant
let teams: FakeTeams
let home: BotHome
let wideHome: BotHome
/** Where people.yml says who is staff. */
let bot: TestBot
/** Where everybody of the tenant is. */
let wide: TestBot

beforeAll(async () => {
  ;[assistant, teams] = await Promise.all([startFakeAssistant(), startFakeTeams()])
  ;[home, wideHome] = await Promise.all([botHome(assistant.url), botHome(assistant.url)])
  await Promise.all([knowTeamsPeople(home), knowTeamsPeople(wideHome)])
  teams.addPerson('zoe', { fullName: 'Zoe Sample' })
  teams.addPerson('guest', { isGuest: true })
  bot = await startClosedBot(home, settings())
  wide = await startClosedBot(wideHome, { ...settings(), TEAMS_TENANT_IS_STAFF: 'true' })
})
afterAll(async () => {
  await wide?.close()
  await bot?.close()
  await wideHome?.remove()
  await home?.remove()
  await teams?.stop()
  await assistant?.stop()
})
beforeEach(() => {
  teams.signIn.fault = null
  teams.signIn.tellsGuests = true
  teams.faults.heal()
  signsIn('maria')
})
afterEach(() => expect([...errorsIn(bot), ...errorsIn(wide)]).toEqual([]))

const settings = () => ({ ...teamsSettings(teams), PUBLIC_URL: 'http://localhost:3999' })

/** Who signs in at Entra from now on. */
function signsIn(name: string): void {
  teams.signIn.person = teams.world.people.get(teams.person(name).id) ?? null
}

const objectId = (name: string): string => teams.world.people.get(teams.person(name).id)?.aadObjectId ?? ''

/** Presses the button. @returns the answer, which leads to Entra. */
const press = (to = '/runs', at = bot) => callWith(at, '', `/sign-in/microsoft?to=${encodeURIComponent(to)}`)

/** Follows to Entra, which sends people back to an address of ours. @returns that address. */
async function atEntra(answer: RawAnswer): Promise<string> {
  const response = await fetch(String(answer.headers['location']), { redirect: 'manual' })
  const back = new URL(response.headers.get('location') ?? '')
  expect(back.origin + back.pathname).toBe('http://localhost:3999/sign-in/microsoft/callback')
  return back.pathname + back.search
}

async function signInByEntra(at = bot, to?: string): Promise<RawAnswer> {
  const pressed = await press(to, at)
  return await callWith(at, cookiesIn(pressed), await atEntra(pressed))
}

const meWith = async (cookie: string, at = bot) => JSON.parse((await callWith(at, cookie, '/api/me')).body)

test('Entra says who it is, and people.yml what they are', async () => {
  const answer = await signInByEntra(bot, '/documents/x?page=3')
  expect([answer.status, answer.headers['location']]).toEqual([302, '/documents/x?page=3'])
  expect(await meWith(cookiesIn(answer))).toMatchObject({
    person: { id: 'maria' },
    session: { how: 'microsoft' },
  })
  expect(await home.query('SELECT identity, name FROM web_sessions')).toEqual([
    { identity: objectId('maria'), name: null },
  ])
})

test('what is asked of Entra is bound to this browser: state, nonce, PKCE', async () => {
  const pressed = await press()
  const asked = new URL(String(pressed.headers['location']))
  expect(asked.pathname).toBe(`/login/${teams.world.tenant.id}/oauth2/v2.0/authorize`)
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    client_id: teams.world.app.id,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge_method: 'S256',
    redirect_uri: 'http://localhost:3999/sign-in/microsoft/callback',
    state: expect.stringMatching(/^.{40,}$/),
    nonce: expect.stringMatching(/^.{40,}$/),
    code_challenge: expect.stringMatching(/^.{43}$/),
  })
})

test.each<[SignInFault, number, string]>([
  ['denied', 403, 'Microsoft was not allowed to say who you are'],
  ['token-refused', 403, 'does not belong to this sign-in'],
  ['foreign-key', 403, 'does not belong to this sign-in'],
  ['other-nonce', 403, 'does not belong to this sign-in'],
  ['other-audience', 403, 'does not belong to this sign-in'],
  ['other-issuer', 403, 'does not belong to this sign-in'],
  ['other-state', 403, 'does not belong to this sign-in'],
  ['other-tenant', 403, 'account of another organization'],
  ['expired', 403, 'does not belong to this sign-in'],
  ['no-id-token', 403, 'does not belong to this sign-in'],
])('%s: nobody is signed in, and the page says why', async (fault, status, says) => {
  teams.signIn.fault = fault
  for (const at of [bot, wide]) {
    const answer = await signInByEntra(at)
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(says)])
    expect(answer.body).toContain('href="/sign-in/microsoft?to=%2Fruns"')
    expect(String(answer.headers['set-cookie'])).not.toMatch(/(^|,)session=/)
  }
})

test('somebody who is not in people.yml does not come in; the audit says whom Entra named', async () => {
  signsIn('zoe')
  const answer = await signInByEntra()
  expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('not in the list of people')])
  const why = `${objectId('zoe')} is not in people.yml`
  expect(await home.query('SELECT verified, outcome, detail FROM audit ORDER BY id DESC LIMIT 1')).toEqual([
    { verified: false, outcome: 'refused', detail: { how: 'microsoft', why } },
  ])
})

test('where the tenant is staff its people come in by their own names, ask, and are no more than staff', async () => {
  signsIn('zoe')
  const cookie = cookiesIn(await signInByEntra(wide))
  const id = `teams:${objectId('zoe')}`
  expect(await meWith(cookie, wide)).toMatchObject({
    person: { id, name: 'Zoe Sample' },
    session: { how: 'microsoft' },
    seesRuns: false,
  })
  const path = `/api/conversations/${crypto.randomUUID()}/messages`
  const body = { key: crypto.randomUUID(), text: 'How tight must the blade bolts be?' }
  expect((await callWith(wide, cookie, path, { method: 'POST', body })).status).toBe(202)
  await eventually(() => assistant.calls.some((call) => JSON.stringify(call).includes(body.text)))
})

test('where the tenant is staff no more, the session of one of its people is worth nothing', async () => {
  signsIn('zoe')
  const cookie = cookiesIn(await signInByEntra(wide))
  const strict = await startClosedBot(wideHome, settings())
  try {
    expect((await callWith(strict, cookie, '/api/me')).status).toBe(401)
    expect((await callWith(wide, cookie, '/api/me')).status).toBe(200)
  } finally {
    await strict.close()
  }
})

test('in people.yml they are what stands there, wherever the tenant is staff', async () => {
  signsIn('nikos')
  const me = await meWith(cookiesIn(await signInByEntra(wide)), wide)
  expect(me).toMatchObject({ person: { id: 'nikos' }, seesRuns: true })
})

test('guests of the tenant do not come in, nor whoever may be one and stands in no file', async () => {
  signsIn('guest')
  for (const at of [bot, wide]) {
    const told = await signInByEntra(at)
    expect([told.status, told.body]).toEqual([403, expect.stringContaining('Guests of this organization')])
  }
  teams.signIn.tellsGuests = false
  expect((await signInByEntra(wide)).body).toContain('not in the list of people')
  signsIn('maria')
  expect((await signInByEntra(wide)).status).toBe(302)
})

test('an answer without the cookie of this browser signs nobody in', async () => {
  const other = await callWith(bot, '', await atEntra(await press()))
  expect([other.status, other.body]).toEqual([403, expect.stringContaining('begun in another browser')])
})

test('an answer is good once, and a code too', async () => {
  const pressed = await press()
  const back = await atEntra(pressed)
  const answer = await callWith(bot, cookiesIn(pressed), back)
  expect(answer.status).toBe(302)
  expect(answer.headers['set-cookie']).toContainEqual(expect.stringMatching(/^sign-in=; /))
  const again = await callWith(bot, cookiesIn(pressed), back)
  expect([again.status, again.body]).toEqual([403, expect.stringContaining('does not belong')])
})

test('while Entra is down the page says so, and the password still opens; it is asked again when it is back', async () => {
  const fresh = await startClosedBot(home, settings())
  try {
    teams.faults.plan('login', { kind: 'status', status: 503 }, { times: 20 })
    const pressed = await press('/runs', fresh)
    expect([pressed.status, pressed.body]).toEqual([
      503,
      expect.stringContaining('Microsoft does not answer'),
    ])
    await givePassword(home, 'anna')
    expect((await sendSignIn(fresh, { name: 'anna', password })).status).toBe(303)
    teams.faults.heal()
    expect((await press('/runs', fresh)).status).toBe(302)
  } finally {
    await fresh.close()
  }
})

test('while no tokens are given the page says so', async () => {
  const pressed = await press()
  const back = await atEntra(pressed)
  teams.faults.plan('token', { kind: 'status', status: 503 }, { times: 20 })
  const answer = await callWith(bot, cookiesIn(pressed), back)
  expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('Microsoft does not answer')])
})

test('a secret that has run out is told as what it is, and is not logged', async () => {
  const pressed = await press()
  const back = await atEntra(pressed)
  const { app } = teams.world
  const secret = app.password
  app.password = 'another'
  try {
    const answer = await callWith(bot, cookiesIn(pressed), back)
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('does not take')])
    expect(answer.body).toContain('Tell an administrator')
  } finally {
    app.password = secret
  }
  const [{ code = '', code_verifier: verifier = '' } = {}] = teams.tokenRequests.slice(-1)
  expect(code).not.toBe('')
  for (const hidden of [secret, code, verifier]) expect(JSON.stringify(bot.log)).not.toContain(hidden)
})

test.each([
  ['a managed identity', { MicrosoftAppType: 'UserAssignedMSI' }],
  ['the playground', { TEAMS_PLAYGROUND: 'true', MicrosoftAppId: '' }],
])('with %s there is no such way in', async (_, other) => {
  const fresh = await startClosedBot(home, { ...settings(), ...other })
  try {
    expect((await press('/runs', fresh)).status).toBe(401)
    expect((await callWith(fresh, '', '/sign-in')).body).not.toContain('Microsoft')
  } finally {
    await fresh.close()
  }
})
