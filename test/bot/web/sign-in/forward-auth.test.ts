import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { assistantRoutes, passageTo } from '../../../../src/bot/web/sign-in/scopes.ts'
import { tokenVerifier } from '../../../../src/tokens.ts'
import { startTestAssistant } from '../../../assistant/harness.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../../harness/bot.ts'
import { scratchDatabase } from '../../../harness/database.ts'
import { type RawAnswer, rawRequest } from '../../../harness/raw-request.ts'
import { giveToken, ownPage, signIn, startClosedBot } from '../../../harness/sign-in.ts'

let home: BotHome
let bot: TestBot
let kim: string

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  bot = await startClosedBot(home, { PUBLIC_URL: 'https://assistant.example.com' })
  kim = await signIn(home, bot, 'kim')
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

/** Asks as the proxy does. */
const ask = (call: string, headers: Record<string, string>): Promise<RawAnswer> => {
  const [method = '', uri = ''] = call.split(' ')
  const forwarded = { 'x-forwarded-method': method, 'x-forwarded-uri': uri }
  return rawRequest(`${bot.url}/auth/assistant`, { host: 'assistant.example.com', ...forwarded, ...headers })
}
const bearer = async (person: string, ...scopes: Parameters<typeof giveToken>[2]) => ({
  authorization: `Bearer ${await giveToken(home, person, scopes)}`,
})
const callerIn = ({ headers }: RawAnswer) =>
  tokenVerifier(bot.publicKey, 'assistant')(String(headers['authorization']).replace('Bearer ', ''))

test('a session passes in the person’s name, with the roles they have', async () => {
  const answer = await ask('GET /ai/knowledge/documents?x=1', { cookie: kim })
  expect(answer.status).toBe(200)
  expect(await callerIn(answer)).toEqual({ subject: 'kim', roles: ['staff', 'knowledge-keeper'] })
})

test.each<[string, Parameters<typeof giveToken>[2], string[]]>([
  ['GET /info', ['monitor'], []],
  ['POST /api/ai/chat', ['ask'], ['staff']],
  ['POST /ai/knowledge/documents', ['knowledge'], ['staff', 'knowledge-keeper']],
  ['GET /info', ['monitor', 'ask'], ['staff']],
])('%s by a token for %j passes with the roles %j', async (call, scopes, roles) => {
  const answer = await ask(call, await bearer('kim', ...scopes))
  expect(answer.status).toBe(200)
  expect(await callerIn(answer)).toEqual({ subject: 'kim', roles })
})

test('a scope gives nobody a role that they do not have', async () => {
  const answer = await ask('POST /ai/knowledge/documents', await bearer('maria', 'knowledge'))
  expect(await callerIn(answer)).toEqual({ subject: 'maria', roles: ['staff'] })
})

test.each([
  ['GET /info', 'ask'],
  ['POST /api/ai/chat', 'monitor'],
  ['POST /ai/knowledge/documents', 'ask'],
  ['PUT /api/ai/escalations/C-1', 'knowledge'],
  ['GET /admin', 'monitor'],
  ['GET /nothing', 'monitor'],
] as const)('%s by a token for %s does not pass', async (call, scope) => {
  const answer = await ask(call, await bearer('kim', scope))
  expect([answer.status, answer.headers['authorization']]).toEqual([403, undefined])
})

test.each([
  '/ai/knowledge/documents/../../../info',
  '/docs/../api/ai/chat',
  '/docs/%2e%2e/api/ai/chat',
  '/docs/..%2fapi',
  '/ai/knowledge/documents/a%2ffile',
  '/inf%6f',
  '/info/',
  '//info',
  '/INFO',
  '/info;x',
  '/ai/knowledge/documents/',
])('an address that may be read in two ways is nobody’s: %s', (path) => {
  expect(passageTo('GET', path)).toBe('nobody')
})

test.each([
  ['without anything', {}],
  [
    'a made-up token',
    { authorization: 'Bearer aia_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  ],
  ['something else in its place', { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }],
  ['a password', { authorization: 'Basic YTpi' }],
])('a program %s is told to bring a token', async (_, headers) => {
  const answer = await ask('GET /info', headers as Record<string, string>)
  expect(answer.status).toBe(401)
  expect(JSON.parse(answer.body).error.action).toEqual(expect.any(String))
})

test('a browser is led to the sign-in page, and from there to where it wanted to go', async () => {
  const answer = await ask('GET /docs?x=1', { accept: 'text/html,*/*' })
  expect([answer.status, answer.headers['location']]).toEqual([
    302,
    'https://assistant.example.com/sign-in?to=%2Fdocs%3Fx%3D1',
  ])
  expect((await ask('POST /api/ai/chat', { accept: 'text/html' })).status).toBe(401)
})

test('what changes something passes with a cookie only from our own page', async () => {
  const call = 'POST /ai/knowledge/documents'
  expect((await ask(call, { cookie: kim })).status).toBe(403)
  expect((await ask(call, { cookie: kim, origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask(call, { cookie: kim, origin: 'http://assistant.example.com' })).status).toBe(403)
  expect((await ask(call, { cookie: kim, origin: 'https://assistant.example.com' })).status).toBe(200)
  expect((await ask(call, { cookie: kim, ...ownPage })).status).toBe(200)
})

test('without the proxy’s headers it answers nobody', async () => {
  const answer = await rawRequest(`${bot.url}/auth/assistant`, { host: 'assistant.example.com', cookie: kim })
  expect([answer.status, answer.headers['authorization']]).toEqual([400, undefined])
})

test('the table has every route of the assistant, and no other', async () => {
  const database = await scratchDatabase('assistant')
  const assistant = await startTestAssistant({ DATABASE_URL: database.url })
  try {
    const line =
      assistant
        .logged()
        .split('\n')
        .find((one) => one.includes('"msg":"routes"')) ?? '{}'
    const { routes } = JSON.parse(line) as { routes: { route: string }[] }
    const served = routes.map(({ route }) => route).filter((route) => !/^HEAD |^\w+ \/docs/.test(route))
    expect(served.length).toBeGreaterThan(10)
    expect(
      Object.keys(assistantRoutes)
        .filter((route) => !route.includes('/docs'))
        .toSorted(),
    ).toEqual(served.toSorted())
  } finally {
    await assistant.close()
    await database.drop()
  }
})
