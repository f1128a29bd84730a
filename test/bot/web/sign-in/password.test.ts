import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { waitAfter } from '../../../../src/bot/web/sign-in/attempt-store.ts'
import { networkOf } from '../../../../src/bot/web/sign-in/password.ts'
import {
  hashPassword,
  requireGoodPassword,
  verifyPassword,
} from '../../../../src/bot/web/sign-in/password-hash.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../../harness/bot.ts'
import {
  callWith,
  cookiesIn,
  givePassword,
  ownPage,
  password,
  sendSignIn,
  signIn,
  startClosedBot,
} from '../../../harness/sign-in.ts'

/** Hashing takes long on purpose. */
jest.setTimeout(120_000)

let home: BotHome
let bot: TestBot

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  bot = await startClosedBot(home)
  await givePassword(home, 'maria')
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
})
beforeEach(async () => {
  await home.query('DELETE FROM sign_in_attempts')
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const wrong = 'The name or the password is wrong. Try again.'
const minutes = (count: number) => count * 60_000
const tryAs = (name: string, typed: string) => sendSignIn(bot, { name, password: typed })
const audited = () =>
  home.query<Record<string, unknown>>(
    'SELECT person, verified, action, outcome, detail FROM audit ORDER BY id DESC LIMIT 1',
  )

describe('a password as it is kept', () => {
  test('is Argon2id with its parameters, another text each time, and true of that password alone', async () => {
    const [one, two] = [await hashPassword(password), await hashPassword(password)]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(two)
    expect(await verifyPassword(password, one)).toBe(true)
    expect(await verifyPassword(`${password} `, one)).toBe(false)
    expect(await verifyPassword(password, null)).toBe(false)
  })

  test('the same letters in another encoding are the same password', async () => {
    expect(
      await verifyPassword('cafe\u0301 und mehr Wörter', await hashPassword('caf\u00e9 und mehr Wörter')),
    ).toBe(true)
  })

  test.each(['', 'short words', 'aaaaaaaaaaaaaaaa', 'x'.repeat(1_001)])('%p is refused', (typed) => {
    expect(() => requireGoodPassword(typed)).toThrow(/at least 12 characters/)
  })
})

test('the right password signs in: a new cookie, out of reach of scripts, and the way back', async () => {
  const answer = await sendSignIn(bot, { name: 'maria', password, to: '/documents/x?page=3' })
  expect([answer.status, answer.headers['location']]).toEqual([303, '/documents/x?page=3'])
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(/^session=\S+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
  const me = await callWith(bot, cookiesIn(answer), '/api/me')
  expect(JSON.parse(me.body)).toMatchObject({ person: { id: 'maria' }, session: { how: 'password' } })
  expect(JSON.parse(me.body)).not.toHaveProperty('people')
  expect(await audited()).toEqual([
    { person: 'maria', verified: true, action: 'sign-in', outcome: 'done', detail: { how: 'password' } },
  ])
  const [row] = await home.query<{ id: string }>('SELECT id FROM web_sessions ORDER BY created_at DESC')
  expect(cookiesIn(answer)).not.toContain(row?.id)
})

test('behind HTTPS the cookie is for this host alone, and never goes in the clear', async () => {
  const secure = await startClosedBot(home, { PUBLIC_URL: 'https://assistant.example.com/ai' })
  try {
    const answer = await sendSignIn(secure, { name: 'maria', password, to: '/runs' })
    expect(answer.headers['location']).toBe('/ai/runs')
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-session=\S+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ])
    expect((await callWith(secure, cookiesIn(answer), '/api/me')).status).toBe(200)
  } finally {
    await secure.close()
  }
})

test.each([
  ['a wrong password', 'maria', 'not the right words'],
  ['a name that is nobody’s', 'nobody', password],
  ['somebody without a password', 'nikos', password],
  ['somebody’s id in the place of the name', 'maria-p', password],
  ['no name', '', password],
])('%s: the same words, and no cookie', async (_, name, typed) => {
  const answer = await tryAs(name, typed)
  expect(answer.status).toBe(401)
  expect(answer.body).toContain(wrong)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(await audited()).toEqual([
    expect.objectContaining({ verified: false, action: 'sign-in', outcome: 'refused' }),
  ])
})

test('what was typed as a name is shown again, harmlessly, and is neither logged nor kept', async () => {
  const name = '"><script>alert(1)</script>'
  const { body } = await tryAs(name, 'wrong')
  expect(body).not.toContain('<script')
  expect(body).toContain('&#60;script&#62;')
  expect(JSON.stringify(bot.log)).not.toContain('alert(1)')
  expect(JSON.stringify(await home.query('SELECT * FROM audit'))).not.toContain('alert(1)')
  expect(JSON.stringify(await home.query('SELECT * FROM sign_in_attempts'))).not.toContain('alert(1)')
})

test.each([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a page whose origin is hidden', { origin: 'null' }],
  ['something that does not say where it is from', {}],
])('the form sent by %s is refused: nobody is signed in as somebody else', async (_, headers) => {
  const answer = await sendSignIn(bot, { name: 'maria', password }, headers as Record<string, string>)
  expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined])
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/..//evil.example',
  '/api/me',
  '/sign-in/slack',
])('it leads to the start, and not to %j', async (to) => {
  const { headers } = await sendSignIn(bot, { name: 'maria', password, to })
  expect(headers['location']).toBe('/')
})

describe('too many attempts', () => {
  const refused = 'There were too many attempts to sign in.'

  test.each(['maria', 'nobody'])(
    'of the name %s: it waits, longer each time, and is told so alike',
    async (name) => {
      for (let tried = 0; tried < 5; tried += 1) expect((await tryAs(name, 'wrong')).status).toBe(401)
      const early = await tryAs(name, name === 'maria' ? password : 'wrong')
      expect([early.status, early.headers['set-cookie']]).toEqual([429, undefined])
      expect(early.body).toContain(`${refused} Try again in a minute.`)
      bot.clock.wind(30_001)
      expect((await tryAs(name, 'wrong')).status).toBe(401)
      bot.clock.wind(30_001)
      expect((await tryAs(name, 'wrong')).status).toBe(429)
      bot.clock.wind(30_001)
      expect((await tryAs(name, 'wrong')).status).toBe(401)
      bot.clock.wind(minutes(2) + 1)
      if (name === 'maria') expect((await tryAs(name, password)).status).toBe(303)
    },
  )

  test('many at once are not more than one after another', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => tryAs('maria', 'wrong')))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7)
  })

  test('another copy of the bot counts on', async () => {
    // Two that have the same time, which the other tests wound.
    const [one, other] = [await startClosedBot(home), await startClosedBot(home)]
    try {
      for (let tried = 0; tried < 5; tried += 1) await sendSignIn(one, { name: 'maria', password: 'wrong' })
      expect((await sendSignIn(other, { name: 'maria', password })).status).toBe(429)
    } finally {
      await one.close()
      await other.close()
    }
  })

  test('the others of the same name list are not kept out, and after a while everything is forgotten', async () => {
    await givePassword(home, 'anna')
    for (let tried = 0; tried < 5; tried += 1) await tryAs('maria', 'wrong')
    expect((await tryAs('anna', password)).status).toBe(303)
    bot.clock.wind(minutes(16))
    for (let tried = 0; tried < 4; tried += 1) await tryAs('maria', 'wrong')
    expect((await tryAs('maria', password)).status).toBe(303)
  })

  /** As if so many attempts had failed from the address that was used last. */
  const failedBefore = (count: number) =>
    home.query("UPDATE sign_in_attempts SET count = $1 WHERE kind = 'address'", [count])
  const countOfAddress = async () =>
    (await home.query<{ count: number }>("SELECT count FROM sign_in_attempts WHERE kind = 'address'"))[0]
      ?.count

  test('from one address, whatever the names: it waits; whoever gets in does not count', async () => {
    expect((await tryAs('somebody', 'wrong')).status).toBe(401)
    await failedBefore(28)
    expect((await tryAs('maria', password)).status).toBe(303)
    expect(await countOfAddress()).toBe(28)
    expect((await tryAs('somebody else', 'wrong')).status).toBe(401)
    expect((await tryAs('nobody', 'wrong')).status).toBe(401)
    expect((await tryAs('maria', password)).status).toBe(429)
    bot.clock.wind(30_001)
    expect((await tryAs('maria', password)).status).toBe(303)
  })

  test('behind a proxy that is trusted, the address is the one it tells', async () => {
    const proxied = await startClosedBot(home, { TRUSTED_PROXY: 'loopback' })
    const from = (address: string, name: string) =>
      sendSignIn(proxied, { name, password }, { ...ownPage, 'x-forwarded-for': address })
    try {
      await from('192.0.2.7', 'somebody')
      await failedBefore(29)
      expect((await from('192.0.2.7', 'nobody')).status).toBe(401)
      expect((await from('192.0.2.7', 'maria')).status).toBe(429)
      expect((await from('192.0.2.8', 'maria')).status).toBe(303)
    } finally {
      await proxied.close()
    }
  })

  test('the waits grow to a quarter of an hour', () => {
    const seconds = [4, 5, 6, 7, 8, 9, 10, 11, 400].map((count) => waitAfter(count, 'name') / 1_000)
    expect(seconds).toEqual([0, 30, 60, 120, 240, 480, 900, 900, 900])
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0db8:0000:0001::', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))
})

test('signing in again ends the session before', async () => {
  const before = await signIn(home, bot, 'maria')
  const answer = await sendSignIn(bot, { name: 'maria', password }, { ...ownPage, cookie: before })
  expect(cookiesIn(answer)).not.toBe(before)
  expect((await callWith(bot, before, '/api/me')).status).toBe(401)
  expect((await callWith(bot, cookiesIn(answer), '/api/me')).status).toBe(200)
})

test('whoever is signed in already is led on by the sign-in page', async () => {
  const cookie = await signIn(home, bot, 'maria')
  const { status, headers } = await callWith(bot, cookie, '/sign-in?to=%2Fruns')
  expect([status, headers['location']]).toEqual([302, '/runs'])
})
