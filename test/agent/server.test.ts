import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { operationSchema, probeSchema, readVerbs, serviceStateSchema } from '../../src/agent-api.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { eventually } from '../harness/eventually.ts'

let agent: TestAgent
let isStarting = false
beforeAll(async () => {
  agent = await startTestAgent({ isStarting: () => isStarting })
}, 30_000)
afterAll(() => agent.close())

const ended = (id: string) =>
  eventually(async () => {
    const operation = operationSchema.parse(await (await agent.call('GET', `/operations/${id}`)).json())
    return operation.state !== 'running' && operation
  })

test('its health is open, everything else needs a token that was signed for it', async () => {
  expect((await agent.call('GET', '/health', undefined, null)).status).toBe(200)
  for (const [method, path] of [
    ['POST', '/verbs/ps'],
    ['PUT', '/operations/x'],
    ['GET', '/operations/x'],
    ['PUT', '/staged/staged-0123456789abcdef'],
    ['POST', '/verbs/settings'],
    ['GET', '/nothing'],
  ] as const) {
    const response = await agent.call(method, path, method === 'GET' ? undefined : {}, null)
    expect([path, response.status]).toEqual([path, 401])
    expect(await response.json()).toMatchObject({ error: { code: 'no_token' } })
  }
})

test('ps tells every listed service, its process and what may be done to it', async () => {
  const { services } = readVerbs.ps.response.parse(await (await agent.call('POST', '/verbs/ps', {})).json())
  expect(services.map(({ service, state, allows }) => ({ service, state, allows }))).toEqual([
    { service: 'ai_assistant', state: 'running', allows: ['start', 'stop', 'restart', 'recreate'] },
    { service: 'ai_bot', state: 'running', allows: ['restart'] },
    { service: 'db', state: 'running', allows: ['start', 'stop', 'restart'] },
  ])
  expect(services.map(({ replicas }) => replicas[0]?.id)).toEqual(
    (['ai_assistant', 'ai_bot', 'db'] as const).map((name) => String(agent.pidOf(name))),
  )
})

test('a restart is answered at once and gives another process, which answers', async () => {
  const before = agent.pidOf('ai_assistant')
  const response = await agent.put('R-1:1:1', { verb: 'restart', request: { service: 'ai_assistant' } })
  expect(await response.json()).toMatchObject({ state: 'running', verb: 'restart', ended_at: null })
  const { state, result: told } = await ended('R-1:1:1')
  const result = serviceStateSchema.parse(told)
  expect([state, result.state, result.revivals]).toEqual(['done', 'running', 0])
  expect(result.replicas[0]?.id).toBe(String(agent.pidOf('ai_assistant')))
  expect(agent.pidOf('ai_assistant')).not.toBe(before)
  const probe = await (await agent.call('POST', '/verbs/probe', { service: 'ai_assistant' })).json()
  expect(probeSchema.parse(probe).replicas).toMatchObject([{ verdict: 'ok', detail: 'health answered 200' }])
})

test('nothing acts on services that are still being started; what was begun before is told all the same', async () => {
  const call = { verb: 'restart', request: { service: 'db' } } as const
  await agent.put('before-the-start', call)
  await ended('before-the-start')
  isStarting = true
  const pid = agent.pidOf('db')
  const refused = await agent.put('during-the-start', call)
  expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'starting' } }])
  expect((await agent.call('GET', '/operations/during-the-start')).status).toBe(404)
  expect((await agent.put('before-the-start', call)).status).toBe(200)
  expect((await agent.call('POST', '/verbs/ps', {})).status).toBe(200)
  expect(agent.pidOf('db')).toBe(pid)
  isStarting = false
  await agent.put('during-the-start', call)
  expect((await ended('during-the-start')).state).toBe('done')
})
