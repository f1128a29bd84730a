import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Operation, type ServiceVerb, serviceStateSchema } from '../../src/agent-api.ts'
import { agentClient } from '../../src/bot/agent.ts'
import { readConfig } from '../../src/config.ts'
import type { AgentCalls } from '../../src/sops/agent.ts'
import { eventually } from '../harness/eventually.ts'
import { testPort } from '../harness/ports.ts'
import { type Product, type ProductPlace, productPlace, startProduct } from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(180_000)

let place: ProductPlace
let product: Product
let agent: AgentCalls
let agentPort: string

beforeAll(async () => {
  place = await productPlace()
  agentPort = String(await testPort())
  product = startProduct(place, { AGENT_PORT: agentPort })
  await product.ready()
  const { tokens } = JSON.parse(await readFile(join(place.dataDir, 'agent/secrets.json'), 'utf8'))
  agent = agentClient(
    readConfig({ AGENT_URL: `http://127.0.0.1:${agentPort}`, TOKEN_PRIVATE_KEY: tokens.privateKey }),
  )
})
afterAll(() => place.remove())

async function act(verb: ServiceVerb, service: string): Promise<Operation> {
  const id = `${verb}-${service}-${Date.now()}`
  await agent.begin(id, { verb, request: { service } })
  return eventually(
    async () => {
      const operation = await agent.operation(id)
      return operation?.state !== 'running' && operation
    },
    { within: 90_000 },
  )
}

/** Without manuals the assistant is well but for them. */
const serves = async (service: string): Promise<boolean> => {
  const { verdict } = (await agent.read('probe', { service })).replicas[0] ?? {}
  return verdict === (service === 'db' ? 'ok' : 'degraded')
}

test.each(['ai_assistant', 'ai_bot', 'db'] as const)(
  '%s is really restarted, and answers',
  async (service) => {
    const name = { ai_assistant: 'assistant', ai_bot: 'bot', db: 'db' } as const
    const before = await product.pidOf(name[service])
    const { state, result: told } = await act('restart', service)
    const result = serviceStateSchema.parse(told)
    expect([state, result.state, result.revivals]).toEqual(['done', 'running', 0])
    const after = await product.pidOf(name[service])
    expect(after).not.toBe(before)
    expect(result.replicas.map(({ id }) => id)).toEqual([String(after)])
    await eventually(() => serves(service))
  },
)

test('with its database stopped the assistant says so, and works again by itself after the start', async () => {
  expect((await act('stop', 'db')).state).toBe('done')
  const replica = await eventually(async () => {
    const [found] = (await agent.read('probe', { service: 'ai_assistant' })).replicas
    return found?.verdict === 'down' && found
  })
  expect(replica.dependencies['database']).toBe('down')
  expect((await act('restart', 'ai_assistant')).state).toBe('done')
  expect((await agent.read('probe', { service: 'ai_assistant' })).replicas[0]?.dependencies['database']).toBe(
    'down',
  )
  expect((await act('start', 'db')).state).toBe('done')
  await eventually(() => serves('ai_assistant'), { within: 60_000 })
})

test('the logs of all services are read, and a stop and a restart are not told as a failure', async () => {
  const bot = await agent.read('logs', { service: 'ai_bot', lines: 5 })
  const db = await agent.read('logs', { service: 'db' })
  expect(bot.lines.length).toBeGreaterThan(0)
  expect(db.lines.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^LOG: database system is ready/),
  )
  expect(db.lines.every(({ at }) => at !== null)).toBe(true)
  expect(product.output()).not.toMatch(/runs again|cannot be started/)
})

test('an agent that is killed in the middle of a restart knows afterwards that it does not know, and does not repeat it', async () => {
  const call = { verb: 'restart', request: { service: 'ai_assistant' } } as const
  await agent.begin('killed', call)
  await product.killAgent()
  product = startProduct(place, { AGENT_PORT: agentPort })
  await product.ready()
  expect(await agent.operation('killed')).toMatchObject({ state: 'unknown', result: null })
  const before = await product.pidOf('assistant')
  expect((await agent.begin('killed', call)).state).toBe('unknown')
  expect(await act('start', 'ai_assistant')).toMatchObject({ result: { replicas: [{ id: String(before) }] } })
})

test('Ctrl-C in the middle of a restart stops everything', async () => {
  await agent.begin('last', { verb: 'restart', request: { service: 'ai_assistant' } })
  expect(await product.stop()).toBe(0)
  expect(await readFile(join(place.dataDir, 'agent/journal.jsonl'), 'utf8')).toContain('"id":"last"')
})
