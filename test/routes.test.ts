import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { SignJWT } from 'jose'
import { tokenSigner } from '../src/tokens.ts'
import { startTestAssistant, type TestAssistant } from './assistant/harness.ts'
import { type BotHome, botHome, startTestBot, type TestBot } from './harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from './harness/database.ts'
import { writeResults } from './harness/results.ts'
import { type Outcome, outcomeOf, outcomeTable, routesIn, rowsAmiss } from './harness/route-table.ts'
import { giveToken, signIn, startClosedBot } from './harness/sign-in.ts'

jest.setTimeout(240_000)

const id = '3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11'
const people = ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex', 'omni'] as const
const onCall = ['nikos', 'anna', 'petros', 'omni']
const keepers = ['kim', 'omni']
const scopes = ['monitor', 'ask', 'knowledge'] as const

/** Who is let in to a route: everybody, whoever is signed in, these people, or the demo alone; and tokens of a scope. */
interface Row {
  for: 'everybody' | 'signed in' | 'the demo' | string[]
  scope?: (typeof scopes)[number]
  /** Where the route's address is not an example of itself. */
  path?: string
}

/** Every route of the bot, once more and by hand: the program's own words are what is tested. */
const ofBot: Record<string, Row> = {
  'GET /': { for: 'signed in' },
  'GET /c/:conversation': { for: 'signed in' },
  'GET /documents/:id': { for: 'signed in' },
  'GET /approvals': { for: 'signed in' },
  'GET /runs': { for: 'signed in' },
  'GET /runs/:number': { for: 'signed in' },
  'GET /cases': { for: 'signed in' },
  'GET /cases/:number': { for: 'signed in' },
  'GET /manuals/add': { for: 'signed in' },
  'GET /admin': { for: 'signed in' },
  'GET /analytics': { for: 'signed in' },
  'GET /page/*': { for: 'signed in', path: '/page/app.ts' },
  'GET /vendor/preact/*': { for: 'signed in', path: '/vendor/preact/preact.mjs' },
  'GET /vendor/preact-hooks/*': { for: 'signed in', path: '/vendor/preact-hooks/hooks.mjs' },
  'GET /vendor/htm/*': { for: 'signed in', path: '/vendor/htm/htm.module.js' },
  'GET /vendor/pdfjs/*': { for: 'signed in', path: '/vendor/pdfjs/build/pdf.min.mjs' },
  'GET /health': { for: 'everybody' },
  'GET /cited/:token': { for: 'everybody' },
  'GET /trend/:picture': { for: 'everybody' },
  'GET /secret/:token': { for: 'signed in' },
  'POST /secret/:token': { for: 'signed in' },
  'POST /slack/events': { for: 'everybody' },
  'GET /sign-in': { for: 'everybody' },
  'POST /sign-in': { for: 'everybody' },
  'GET /sign-in/slack': { for: 'everybody' },
  'GET /sign-in/slack/callback': { for: 'everybody' },
  'GET /sign-in/microsoft': { for: 'everybody' },
  'GET /sign-in/microsoft/callback': { for: 'everybody' },
  'POST /api/messages': { for: 'everybody' },
  // It looks at the credentials itself, for the calls that the proxy tells it of; see the second table.
  'GET /auth/assistant': { for: 'everybody' },
  'POST /api/sign-out': { for: 'signed in' },
  'GET /api/me': { for: 'signed in', scope: 'monitor' },
  'PUT /api/me': { for: 'the demo' },
  'GET /api/conversations': { for: 'signed in' },
  'POST /api/conversations/:id/messages': { for: 'signed in' },
  'POST /api/conversations/:id/clicks': { for: 'signed in' },
  'GET /api/conversations/:id/events': { for: 'signed in' },
  'GET /api/documents': { for: 'signed in' },
  'POST /api/documents': { for: keepers },
  'GET /api/documents/:id': { for: 'signed in' },
  'GET /api/documents/:id/file': { for: 'signed in' },
  'GET /api/runs': { for: onCall },
  'GET /api/runs/waiting': { for: onCall },
  'GET /api/runs/events': { for: onCall },
  'GET /api/runs/:number': { for: onCall },
  'GET /api/runs/:number/record.json': { for: onCall },
  'POST /api/runs/:number/presses': { for: onCall },
  // Whoever is let in sees their own cases, or all of them: test/bot/web/case-rights.test.ts holds who sees which.
  'GET /api/cases': { for: 'signed in' },
  'GET /api/cases/events': { for: 'signed in' },
  'GET /api/cases/:number': { for: 'signed in' },
  'POST /api/cases/:number/presses': { for: 'signed in' },
  'POST /api/cases/:number/messages': { for: 'signed in' },
  'POST /api/cases/:number/files': { for: 'signed in' },
  'GET /case-files/:number/:position/:index': { for: 'signed in', path: '/case-files/9/1/0' },
}

/** Who is let in to a route of the assistant: whoever holds a token of the bot's, by the roles in it. */
interface AssistantRow {
  for: 'everybody' | 'known' | 'staff' | 'keepers' | 'the bot'
  /** Which API tokens pass the proxy; `people` are those who are signed in. Without it nobody does. */
  proxy?: (typeof scopes)[number] | 'people'
}

/** Every route of the assistant. */
const ofAssistant: Record<string, AssistantRow> = {
  'GET /health': { for: 'everybody', proxy: 'monitor' },
  'GET /info': { for: 'known', proxy: 'monitor' },
  'GET /metrics': { for: 'known', proxy: 'monitor' },
  'GET /openapi.json': { for: 'known', proxy: 'monitor' },
  'GET /docs': { for: 'known', proxy: 'monitor' },
  'GET /docs/*': { for: 'known', proxy: 'monitor' },
  'GET /admin': { for: 'known', proxy: 'people' },
  'GET /analytics': { for: 'known', proxy: 'people' },
  'GET /api/ai/performance': { for: 'known', proxy: 'monitor' },
  'POST /api/ai/chat': { for: 'staff', proxy: 'ask' },
  'GET /api/ai/sessions/:id/messages': { for: 'staff', proxy: 'ask' },
  'POST /api/ai/summaries': { for: 'the bot' },
  'PUT /api/ai/escalations/:id': { for: 'the bot' },
  'PUT /api/ai/messages/:id/feedback': { for: 'the bot' },
  'PUT /api/ai/verified-answers/:id': { for: 'the bot' },
  'GET /ai/knowledge/suggestions': { for: 'staff', proxy: 'ask' },
  'POST /ai/knowledge/search': { for: 'staff', proxy: 'ask' },
  'GET /ai/knowledge/documents': { for: 'staff', proxy: 'ask' },
  'POST /ai/knowledge/documents': { for: 'keepers', proxy: 'knowledge' },
  'GET /ai/knowledge/documents/:id': { for: 'staff', proxy: 'ask' },
  'DELETE /ai/knowledge/documents/:id': { for: 'keepers', proxy: 'knowledge' },
  'GET /ai/knowledge/documents/:id/file': { for: 'staff', proxy: 'ask' },
  'GET /ai/knowledge/documents/:id/tests': { for: 'staff', proxy: 'ask' },
  'POST /ai/knowledge/documents/:id/reindex': { for: 'keepers', proxy: 'knowledge' },
}

let database: ScratchDatabase
let home: BotHome
let assistant: TestAssistant
let embedded: TestAssistant
let bot: TestBot
let demo: TestBot
/** What a request may bring, as headers, by name. */
let credentials: Map<string, Record<string, string>>
/** The same for the assistant, made anew each time: tokens live for a minute. */
let callers: Map<string, () => Promise<Record<string, string>>>
const results: string[] = []

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  home = await botHome('http://127.0.0.1:1')
  await addOmni(home)
  demo = await startTestBot(home, { LOG_LEVEL: 'debug' })
  const TOKEN_PUBLIC_KEY = home.publicKey
  const settings = { DATABASE_URL: database.url, TOKEN_PUBLIC_KEY }
  assistant = await startTestAssistant({ ...settings, EMBEDDED: 'false' })
  embedded = await startTestAssistant(settings)
  bot = await startClosedBot(home, {
    LOG_LEVEL: 'debug',
    ASSISTANT_URL: assistant.url,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'signing',
    SLACK_API_URL: 'http://127.0.0.1:9/',
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'secret',
    SLACK_TEAM_ID: 'T0123',
    SLACK_ISSUER: 'http://127.0.0.1:9',
    MicrosoftAppId: id,
    MicrosoftAppTenantId: id,
    MicrosoftAppPassword: 'secret',
    TEAMS_LOGIN_URL: 'http://127.0.0.1:9',
    TEAMS_OPENID_URL: 'http://127.0.0.1:9',
  })
  // Before anybody has a password: from then on the demo is none any more.
  await lookAtDemo()
  credentials = await ofEverybody()
  callers = ofCallers()
})
afterAll(async () => {
  await writeResults('routes.md', results)
  for (const one of [bot, demo, assistant, embedded]) await one?.close()
  await home?.remove()
  await database?.drop()
})

/** Somebody who has every role: what a token may not do is then the token's own limit. */
async function addOmni({ configDir }: BotHome): Promise<void> {
  const file = join(configDir, 'people.yml')
  const roles = 'on-call, senior, development, knowledge-keeper, administrator'
  const omni = `\n  - id: omni\n    name: Omni\n    roles: [${roles}]\n    identities: { local: omni }\n`
  await writeFile(file, (await readFile(file, 'utf8')) + omni)
}

async function ofEverybody(): Promise<typeof credentials> {
  const all: [string, Record<string, string>][] = [
    ['nothing', {}],
    ['garbage', { cookie: 'session=session.x.y; person=omni' }],
    ['a made-up token', { authorization: `Bearer aia_0123456789ab_${'A'.repeat(43)}` }],
    ['a token of the bot’s own', await signed('omni', ['staff', 'knowledge-keeper'])],
  ]
  for (const person of people) all.push([person, { cookie: await signIn(home, bot, person) }])
  for (const scope of scopes) all.push([`token: ${scope}`, bearer(await giveToken(home, 'omni', [scope]))])
  const expired = await signIn(home, bot, 'omni')
  await home.query(
    "UPDATE web_sessions SET expires_at = now() - interval '1 s' WHERE created_at = (SELECT max(created_at) FROM web_sessions)",
  )
  all.push(['expired session', { cookie: expired }])
  all.push(['expired token', bearer(await giveToken(home, 'omni', [...scopes], '-1 second'))])
  const revoked = await giveToken(home, 'omni', [...scopes])
  await home.query('UPDATE api_tokens SET revoked_at = now() WHERE id = $1', [revoked.split('_')[1]])
  all.push(['revoked token', bearer(revoked)])
  all.push(['token of nobody', bearer(await giveToken(home, 'gone', [...scopes]))])
  return new Map(all)
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

/** A token as the bot signs them. */
async function signed(subject: string, roles: string[], audience: 'assistant' | 'agent' = 'assistant') {
  const key = home.environment['TOKEN_PRIVATE_KEY'] ?? ''
  return bearer(await tokenSigner(key)({ subject, roles }, audience))
}

function ofCallers(): typeof callers {
  const known = (name: string) => async () => credentials.get(name) ?? {}
  return new Map([
    ['nothing', async () => ({})],
    ['a session of the bot’s', known('omni')],
    ['an API token', known('token: knowledge')],
    ['a forged token', async () => bearer(await forged())],
    ['a token for the agent', () => signed('omni', ['staff', 'knowledge-keeper'], 'agent')],
    ['no role', () => signed('omni', [])],
    ['staff', () => signed('maria', ['staff'])],
    ['keeper', () => signed('kim', ['staff', 'knowledge-keeper'])],
    ['the bot', () => signed('bot', [])],
  ])
}

const forged = () =>
  new SignJWT({ roles: ['staff', 'knowledge-keeper'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('bot')
    .setSubject('bot')
    .setAudience('assistant')
    .setExpirationTime('1m')
    .sign(Buffer.from(home.publicKey))

/** Sends an example of a route. What it carries is never right, so nothing happens. */
async function send(
  url: string,
  route: string,
  headers: Record<string, string>,
  path?: string,
): Promise<Outcome> {
  const [method = '', pattern = ''] = route.split(' ')
  const address = (path ?? pattern)
    .replace(/:number/, '9')
    .replace(/:\w+/, id)
    .replace('*', '')
  const bodies: Record<string, [type: string, body: string]> = {
    'POST /sign-in': ['application/x-www-form-urlencoded', 'name=x'],
    'POST /api/documents': ['multipart/form-data; boundary=x', '--x--\r\n'],
    'POST /api/cases/:number/files': ['multipart/form-data; boundary=x', '--x--\r\n'],
    'POST /ai/knowledge/documents': ['multipart/form-data; boundary=x', '--x--\r\n'],
    'POST /api/sign-out': ['application/json', '{"everywhere":"x"}'],
    'POST /api/runs/:number/presses': ['application/json', '{"action":"run-approve","value":"9 x"}'],
  }
  const [type, body] = bodies[route] ?? ['application/json', '{}']
  const carried = method === 'GET' || method === 'DELETE' ? {} : { body }
  const typed = 'body' in carried ? { 'content-type': type } : {}
  const sent = { method, redirect: 'manual', ...carried } as const
  const response = await fetch(url + address, { ...sent, headers: { origin: url, ...typed, ...headers } })
  return await outcomeOf(response)
}

const demoOutcomes = new Map<string, Outcome>()
async function lookAtDemo(): Promise<void> {
  for (const route of routesIn(demo.log)) {
    demoOutcomes.set(route, await send(demo.url, route, { cookie: 'person=omni' }, ofBot[route]?.path))
  }
}

/** What should come of a credential at a route of the bot. */
function expectedAt(row: Row, credential: string): Outcome {
  if (row.for === 'everybody') return 'in'
  if (credential.startsWith('token: ')) return row.scope === credential.slice(7) ? 'in' : '403'
  if (!people.some((person) => person === credential)) return '401'
  return row.for === 'signed in' || row.for.includes(credential) ? 'in' : '403'
}

test('every route of both processes is in the table, and the table has no other', () => {
  const served = routesIn(bot.log)
  expect(rowsAmiss(served, Object.keys(ofBot))).toEqual([])
  const ofLog = assistant
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const known = routesIn(ofLog).filter((route) => !/^GET \/docs\//.test(route))
  expect(rowsAmiss([...known, 'GET /docs/*'], Object.keys(ofAssistant))).toEqual([])
})

test('a planted route without a row is found', () => {
  expect(rowsAmiss([...Object.keys(ofBot), 'GET /planted'], Object.keys(ofBot))).toEqual([
    'GET /planted: nobody said for whom it is',
  ])
})

test('the bot lets in whom the table says, by every credential, and nobody else', async () => {
  const [seen, wanted] = [new Map<string, Map<string, Outcome>>(), new Map<string, Map<string, Outcome>>()]
  for (const [route, row] of Object.entries(ofBot)) {
    const [outcomes, expected] = [new Map<string, Outcome>(), new Map<string, Outcome>()]
    for (const [name, headers] of credentials) {
      outcomes.set(name, await send(bot.url, route, headers, row.path))
      expected.set(name, expectedAt(row, name))
    }
    const inDemo = demoOutcomes.get(route)
    if (inDemo !== undefined) outcomes.set('the demo', inDemo)
    if (inDemo !== undefined) expected.set('the demo', 'in')
    seen.set(route, outcomes)
    wanted.set(route, expected)
  }
  results.push('## The bot', '', ...outcomeTable(seen), '')
  expect(seen).toEqual(wanted)
})

/** What should come of a caller at a route of the assistant. */
function expectedOf(row: AssistantRow, caller: string): Outcome {
  if (row.for === 'everybody') return 'in'
  const rank = ['no role', 'staff', 'keeper', 'the bot'].indexOf(caller)
  if (rank === -1) return '401'
  return rank >= ['known', 'staff', 'keepers', 'the bot'].indexOf(row.for) ? 'in' : '403'
}

test('the assistant lets in whom the table says, and nobody else; embedded, the machine itself', async () => {
  const [seen, wanted] = [new Map<string, Map<string, Outcome>>(), new Map<string, Map<string, Outcome>>()]
  for (const [route, row] of Object.entries(ofAssistant)) {
    const [outcomes, expected] = [new Map<string, Outcome>(), new Map<string, Outcome>()]
    for (const [name, headers] of callers) {
      outcomes.set(name, await send(assistant.url, route, await headers()))
      expected.set(name, expectedOf(row, name))
    }
    outcomes.set('embedded, nothing', await send(embedded.url, route, {}))
    seen.set(route, outcomes)
    wanted.set(route, expected.set('embedded, nothing', 'in'))
  }
  results.push('## The assistant', '', ...outcomeTable(seen), '')
  expect(seen).toEqual(wanted)
})

/** What the proxy does: it asks the bot, and hands the call on with what the bot answered. */
async function throughProxy(route: string, headers: Record<string, string>): Promise<Outcome> {
  const [method = '', pattern = ''] = route.split(' ')
  const uri = pattern.replace(/:\w+/, id).replace('*', 'static/index.html')
  const asked = { 'x-forwarded-method': method, 'x-forwarded-uri': uri, origin: bot.url, ...headers }
  const answer = await fetch(`${bot.url}/auth/assistant`, { headers: asked, redirect: 'manual' })
  if (answer.status !== 200) return await outcomeOf(answer)
  return await send(assistant.url, route, { authorization: answer.headers.get('authorization') ?? '' })
}

/** What should come of a credential at a route of the assistant's, through the proxy. */
function expectedThrough(row: AssistantRow, credential: string): Outcome {
  const isToken = credential.startsWith('token: ')
  if (!isToken && !people.some((person) => person === credential)) return '401'
  if (row.proxy === undefined || (isToken && row.proxy !== credential.slice(7))) return '403'
  return row.for !== 'keepers' || isToken || keepers.includes(credential) ? 'in' : '403'
}

test('through the proxy the assistant is open to whom the table says, and to nobody else', async () => {
  const [seen, wanted] = [new Map<string, Map<string, Outcome>>(), new Map<string, Map<string, Outcome>>()]
  for (const [route, row] of Object.entries(ofAssistant)) {
    const [outcomes, expected] = [new Map<string, Outcome>(), new Map<string, Outcome>()]
    for (const [name, headers] of credentials) {
      outcomes.set(name, await throughProxy(route, headers))
      expected.set(name, expectedThrough(row, name))
    }
    seen.set(route, outcomes)
    wanted.set(route, expected)
  }
  results.push('## The assistant through the proxy', '', ...outcomeTable(seen), '')
  expect(seen).toEqual(wanted)
})

test('what no route is there for is closed too, and a browser is led to the sign-in page', async () => {
  const page = { accept: 'text/html' }
  for (const path of ['/', '/runs/9', '/nothing', '/page/app.ts', '/c/x?y=1']) {
    const answer = await fetch(bot.url + path, { headers: page, redirect: 'manual' })
    const to = path === '/' ? '' : `?to=${encodeURIComponent(path)}`
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `/sign-in${to}`])
  }
  for (const path of ['/nothing', '/api/nothing']) {
    expect(await outcomeOf(await fetch(bot.url + path))).toBe('401')
    expect(await outcomeOf(await fetch(bot.url + path, { method: 'PUT' }))).toBe('401')
  }
})
