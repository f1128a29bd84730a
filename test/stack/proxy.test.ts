import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { healthSchema, infoSchema } from '../../src/assistant-api.ts'
import { eventually } from '../harness/eventually.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { shell } from './harness/shell.ts'
import { type Stack, theStack } from './harness/stack.ts'

let stack: Stack
let token: string
beforeAll(async () => {
  stack = await theStack()
  const make = 'node scripts/token.ts create monitoring --person nikos --scopes monitor,ask --days 1 --out -'
  token = (await stack.exec('ai_bot', ...make.split(' '))).replace('Authorization: Bearer ', '')
}, 1_500_000)

describe('the assistant, on this machine’s own address', () => {
  const call = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(stack.assistantUrl + path, { method, headers, redirect: 'manual' })

  test('its health is open', async () => {
    const answer = await call('/health')
    expect(answer.status).toBe(200)
    expect(healthSchema.parse(await answer.json()).status).toMatch(/ok|degraded/)
  })

  test.each([
    ['GET', '/info'],
    ['GET', '/metrics'],
    ['GET', '/openapi.json'],
    ['GET', '/docs'],
    ['GET', '/ai/knowledge/documents'],
    ['POST', '/ai/knowledge/search'],
    ['POST', '/api/ai/chat'],
    ['PUT', '/api/ai/escalations/1'],
    ['GET', '/nothing'],
    ['GET', '/HEALTH'],
    ['GET', '/auth/assistant'],
  ])('%s %s wants a token', async (method, path) => {
    expect([401, 403, 404]).toContain((await call(path, {}, method)).status)
    const forged = { authorization: 'Bearer aia_0123456789abcdef_forged' }
    expect([401, 403, 404]).toContain((await call(path, forged, method)).status)
  })

  test('with a token it tells what its scope allows, and no more', async () => {
    const headers = { authorization: `Bearer ${token}` }
    const info = await call('/info', headers)
    expect([info.status, infoSchema.parse(await info.json()).settings_digest]).toEqual([
      200,
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ])
    const upload = await call('/ai/knowledge/documents', headers, 'POST')
    expect(upload.status).toBe(403)
  })

  test('the token of a call between the processes does not pass from outside', async () => {
    const script = `import('/app/src/tokens.ts').then(async ({ tokenSigner }) =>
      console.log(await tokenSigner(process.env.TOKEN_PRIVATE_KEY)({ subject: 'bot', roles: [] }, 'assistant')))`
    const output = await stack.exec('ai_bot', 'node', '-e', script)
    expect(output).toMatch(/^ey/)
    expect((await call('/info', { authorization: `Bearer ${output.trim()}` })).status).toBe(401)
  })

  test('what a caller says of the call itself is not believed', async () => {
    const headers = {
      'x-forwarded-uri': '/health',
      'x-forwarded-method': 'GET',
      authorization: `Bearer ${token}`,
    }
    expect((await call('/ai/knowledge/documents', headers, 'POST')).status).toBe(403)
  })

  test('the pages are the bot’s', async () => {
    for (const page of ['/admin', '/analytics']) {
      const answer = await call(page)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, stack.publicUrl + page])
    }
  })
})

describe('people’s address', () => {
  let nikos: StackPerson
  beforeAll(async () => {
    nikos = await signIn(stack, 'nikos')
  })

  test('the runbook’s addresses below /ai lead to the pages; the proxy’s own question is nobody’s', async () => {
    const { status, headers } = await stack.https('/ai/admin')
    expect([status, headers['location']]).toEqual([302, `${stack.publicUrl}/admin`])
    expect((await stack.https('/auth/assistant')).status).toBe(404)
    expect((await stack.https('/ai/health')).status).toBe(200)
  })

  test('whoever is not signed in is asked to, and gets nothing', async () => {
    const page = await stack.https('/', { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
    expect([page.status, page.headers['location']]).toEqual([302, expect.stringContaining('/sign-in')])
    for (const path of ['/api/me', '/api/runs', '/api/ai/chat', '/ai/knowledge/documents', '/info']) {
      expect([path, (await stack.https(path)).status]).toEqual([path, 401])
    }
  })

  test('somebody signed in asks, and the answer comes through every process', async () => {
    expect(await nikos.get<{ person: { id: string } }>('/api/me')).toMatchObject({ person: { id: 'nikos' } })
    const conversation = await nikos.say('What torque do the blade bolts need?')
    expect(await nikos.told(conversation)).not.toBe('')
  })

  test('the API’s own pages open for somebody signed in', async () => {
    expect(await nikos.get('/openapi.json')).toMatchObject({ info: { title: 'AI Assistant' } })
  })

  test('plain HTTP is sent on to TLS', async () => {
    const [{ NetworkSettings } = { NetworkSettings: { Ports: {} } }] = await stack.containers('caddy')
    const ports = NetworkSettings.Ports as Record<string, { HostPort: string }[]>
    const answer = await fetch(`http://localhost:${ports['80/tcp']?.[0]?.HostPort}/`, { redirect: 'manual' })
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toMatch(/^https:/)
  })
})

describe('two copies of the assistant', () => {
  beforeAll(() => stack.scale('ai_assistant', 2), 300_000)
  afterAll(() => stack.scale('ai_assistant', 1), 300_000)

  const startedAt = async () => {
    const answer = await fetch(`${stack.assistantUrl}/info`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return infoSchema.parse(await answer.json()).started_at
  }

  test('both are asked, and when one is gone every call is answered by the other', async () => {
    const seen = new Set<string>()
    await eventually(async () => seen.add(await startedAt()).size === 2)
    const [first] = await stack.containers('ai_assistant')
    await shell('docker', ['stop', first?.Id ?? ''])
    for (let call = 0; call < 10; call += 1) {
      expect((await fetch(`${stack.assistantUrl}/health`)).status).toBe(200)
    }
    await shell('docker', ['start', first?.Id ?? ''])
  })
})
