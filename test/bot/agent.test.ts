import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { agentClient } from '../../src/bot/agent.ts'
import { readConfig } from '../../src/config.ts'
import type { AgentCalls } from '../../src/sops/agent.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { eventually } from '../harness/eventually.ts'

let agent: TestAgent
let client: AgentCalls
const servers: Server[] = []
beforeAll(async () => {
  agent = await startTestAgent()
  client = agentClient(readConfig(agent.settings))
}, 30_000)
afterAll(() => agent.close())
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A client of something that answers every call so. */
async function clientOf(status: number, body: string): Promise<AgentCalls> {
  const server = createServer((_, response) => response.writeHead(status).end(body))
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const AGENT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return agentClient(readConfig({ ...agent.settings, AGENT_URL }))
}

test('what the agent sees is read', async () => {
  const { services } = await client.read('ps', {})
  expect(services.map(({ service }) => service)).toEqual(['ai_assistant', 'ai_bot', 'db'])
  expect(await client.read('logs', { service: 'db' })).toMatchObject({ service: 'db', truncated: false })
  expect((await client.read('stats', { service: 'db' })).replicas[0]?.memory_bytes).toBeGreaterThan(1_000_000)
  expect((await client.read('probe', { service: 'db' })).replicas[0]?.verdict).toBe('ok')
})

test('an operation is begun, a repeat finds it, and what came of it is told', async () => {
  const call = { verb: 'restart', request: { service: 'db' } } as const
  expect(await client.operation('one')).toBe(null)
  expect((await client.begin('one', call)).state).toBe('running')
  expect(await client.begin('one', call)).toMatchObject({ id: 'one' })
  const done = await eventually(async () => {
    const operation = await client.operation('one')
    return operation?.state === 'done' && operation
  })
  expect(done.result?.state).toBe('running')
})

test('a refusal of the agent says what it said', async () => {
  const stop = client.begin('two', { verb: 'stop', request: { service: 'ai_bot' } })
  await expect(stop).rejects.toMatchObject({
    code: 'forbidden_verb',
    status: 403,
    action: 'It may: restart.',
  })
  await expect(client.read('probe', { service: 'ops_db' })).rejects.toMatchObject({ code: 'no_such_service' })
})

test('an agent that is not there, not set, or no agent is away, with what to do', async () => {
  const gone = agentClient(readConfig({ ...agent.settings, AGENT_URL: 'http://127.0.0.1:1' }))
  const unset = agentClient(readConfig({}))
  const nonsense = await clientOf(200, '<html>')
  const proxy = await clientOf(502, 'bad gateway')
  for (const calls of [gone, unset, nonsense, proxy]) {
    const away = { code: 'agent_away', status: 503, action: expect.stringContaining('.') }
    await expect(calls.read('ps', {})).rejects.toMatchObject(away)
    await expect(calls.operation('one')).rejects.toMatchObject(away)
  }
})

test('a 404 of something else does not say that an operation was never begun', async () => {
  await expect((await clientOf(404, 'nothing here')).operation('one')).rejects.toMatchObject({
    code: 'agent_failed',
  })
})

test('a caller who gives up is not kept waiting', async () => {
  const stopped = AbortSignal.abort()
  await expect(client.read('ps', {}, stopped)).rejects.toMatchObject({ code: 'agent_away' })
})
