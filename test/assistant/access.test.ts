import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SignJWT } from 'jose'
import type { Info } from '../../src/assistant-api.ts'
import { type Caller, newTokenKeys, tokenSigner } from '../../src/tokens.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { startTestAssistant, type TestAssistant } from './harness.ts'

const keys = newTokenKeys()
const sign = tokenSigner(keys.privateKey)
const maria: Caller = { subject: 'maria', roles: ['staff'] }
const keeper: Caller = { subject: 'nikos', roles: ['staff', 'knowledge-keeper'] }

/** What is no token of the bot's for the assistant, as an Authorization header. Who may what: test/routes.test.ts. */
const refused: Record<string, () => Promise<string | undefined>> = {
  'no token': async () => undefined,
  'a forged token': async () => `Bearer ${await tokenSigner(newTokenKeys().privateKey)(maria, 'assistant')}`,
  'an expired token': async () => `Bearer ${await expiredToken()}`,
  'a token for the agent': async () => `Bearer ${await sign(maria, 'agent')}`,
  'an unsigned token': async () => `Bearer ${unsignedToken()}`,
  'a password': async () => `Basic ${btoa('admin:admin')}`,
}

let database: ScratchDatabase
let guarded: TestAssistant
let embedded: TestAssistant
beforeAll(async () => {
  database = await scratchDatabase('assistant')
  const settings = { DATABASE_URL: database.url, TOKEN_PUBLIC_KEY: keys.publicKey }
  guarded = await startTestAssistant({ ...settings, EMBEDDED: 'false' })
  embedded = await startTestAssistant({ ...settings, PUBLIC_URL: 'http://localhost:3999' })
})
afterAll(async () => {
  await guarded?.close()
  await embedded?.close()
  await database?.drop()
})

test.each(Object.keys(refused))('%s opens nothing', async (name) => {
  const authorization = await refused[name]?.()
  const headers = authorization === undefined ? {} : { headers: { authorization } }
  for (const path of ['/info', '/ai/knowledge/documents', '/docs/', '/metrics']) {
    expect([path, (await guarded.call(path, headers)).status]).toEqual([path, 401])
  }
  expect((await guarded.call('/health', headers)).status).toBe(200)
})

test('health tells the same digest of the settings as the closed information', async () => {
  const headers = { authorization: `Bearer ${await sign(maria, 'assistant')}` }
  const { settings_digest: digest } = (await (await guarded.call('/info', { headers })).json()) as Info
  expect(digest).toMatch(/^[0-9a-f]{16}$/)
  expect(await (await guarded.call('/health')).json()).toMatchObject({ settings_digest: digest })
})

test('a refusal says how to come in', async () => {
  const response = await guarded.post({ message: 'hello' })
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toMatchObject({ error: { code: 'no_token', action: expect.any(String) } })
})

test("a session is its caller's own", async () => {
  const as = async (caller: Caller) => ({ authorization: `Bearer ${await sign(caller, 'assistant')}` })
  const mine = { message: 'What torque?', session_id: 'mine' }
  expect((await guarded.post(mine, await as(maria))).status).toBe(200)
  expect((await guarded.post(mine, await as(keeper))).status).toBe(403)
  const read = await guarded.call('/api/ai/sessions/mine/messages', { headers: await as(keeper) })
  expect(await read.json()).toMatchObject({ error: { code: 'not_your_session' } })
  expect((await embedded.post(mine)).status).toBe(403)
})

describe('an embedded assistant without a token', () => {
  const ask = (headers: Record<string, string>) => asking(embedded.url, headers)
  const { port } = new URL('http://localhost:3999')

  test.each([
    ['by its own name', {}],
    ['as localhost', { host: 'localhost:8001' }],
    ['as [::1]', { host: '[::1]:8001' }],
    ['from its own page', { host: 'localhost:8001', origin: 'http://localhost:8001' }],
    ["from the bot's page", { origin: `http://localhost:${port}` }],
  ])('answers %s', async (_how, headers) => {
    expect(await ask(headers)).toBe(200)
  })

  test.each([
    ['under a foreign name that resolves here', { host: 'rebound.example.com' }],
    ['under a name that begins like ours', { host: 'localhost.example.com' }],
    ['through a proxy', { 'x-forwarded-for': '10.0.0.1' }],
    ['through a proxy of another kind', { forwarded: 'for=10.0.0.1' }],
    ['from a foreign page', { origin: 'https://example.com' }],
    ['from a page without an origin', { origin: 'null' }],
    ['with a bad token', { authorization: 'Bearer nonsense' }],
  ])('refuses %s', async (_how, headers) => {
    expect(await ask(headers)).toBe(401)
  })

  test('refuses everybody on an address that others reach', async () => {
    const exposed = await startTestAssistant({ DATABASE_URL: database.url, HOST: '0.0.0.0' })
    try {
      expect(await asking(exposed.url.replace('0.0.0.0', '127.0.0.1'), {})).toBe(401)
    } finally {
      await exposed.close()
    }
  })
})

test('without a key to verify tokens it does not start, unless embedded', async () => {
  await expect(startTestAssistant({ DATABASE_URL: database.url, EMBEDDED: 'false' })).rejects.toThrow(
    /TOKEN_PUBLIC_KEY is not set/,
  )
})

/** The status of a question; fetch would set some of these headers itself. */
function asking(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/api/ai/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    })
    request.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject)
    request.end(JSON.stringify({ message: 'What torque?' }))
  })
}

async function expiredToken(): Promise<string> {
  const { createPrivateKey } = await import('node:crypto')
  const key = createPrivateKey({ key: Buffer.from(keys.privateKey, 'base64'), type: 'pkcs8', format: 'der' })
  return await new SignJWT({ roles: ['staff'] })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer('bot')
    .setSubject('maria')
    .setAudience('assistant')
    .setIssuedAt('2 minutes ago')
    .setExpirationTime('1 minute ago')
    .sign(key)
}

function unsignedToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: 'bot', sub: 'bot', aud: 'assistant', exp: 4_000_000_000, roles: ['knowledge-keeper'] }
  return `${part({ alg: 'none' })}.${part(claims)}.`
}
