import { type ChildProcess, exec, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { listedServices } from '../../src/agent/services.ts'
import {
  type ActVerb,
  agentErrorSchema,
  logsSchema,
  type Operation,
  operationSchema,
  probeSchema,
  readVerbs,
  statsSchema,
} from '../../src/agent-api.ts'
import { readConfig } from '../../src/config.ts'
import { type FakeServiceName, startTestAgent, type TestAgent } from '../harness/agent.ts'
import { eventually } from '../harness/eventually.ts'
import { hostile } from '../harness/hostile.ts'
import { processesOf } from '../harness/product.ts'
import { byShell, recordSpawned, type SpawnRecord } from '../harness/spawned.ts'

const canary = 'canary"secret\'value'
const timeoutMs = 4_000

let agent: TestAgent
let spawned: SpawnRecord
let count = 0
beforeAll(async () => {
  spawned = recordSpawned()
  agent = await startTestAgent({ secrets: [canary], timeoutMs })
}, 30_000)
afterAll(async () => {
  await agent.close()
  spawned.end()
})
afterEach(async () => {
  for (const service of ['ai_assistant', 'ai_bot', 'db'] as const) agent.control(service, {})
  for (const service of ['ai_assistant', 'db'] as const) await act('start', service)
})

async function post(verb: string, body: unknown): Promise<unknown> {
  return (await agent.call('POST', `/verbs/${verb}`, body)).json()
}

async function found(id: string): Promise<Operation> {
  return operationSchema.parse(await (await agent.call('GET', `/operations/${id}`)).json())
}

/** Acts and waits for the end. */
async function act(verb: ActVerb, service: string): Promise<Operation> {
  count += 1
  const id = `op-${count}`
  const response = await agent.put(id, { verb, request: { service } })
  if (!response.ok) throw new Error(await response.text())
  return eventually(async () => {
    const operation = await found(id)
    return operation.state !== 'running' && operation
  })
}

async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, agentErrorSchema.parse(await response.json()).error.code]
}

const journal = (): string => (existsSync(agent.journalPath) ? readFileSync(agent.journalPath, 'utf8') : '')

const verbs: ActVerb[] = ['start', 'stop', 'restart']
const allowed: Record<string, ActVerb[]> = { ai_assistant: verbs, db: verbs, ai_bot: ['restart'] }
const pairs = [...Object.keys(allowed), 'ops_db', 'agent', 'redis'].flatMap((service) =>
  verbs.map((verb): [ActVerb, string, boolean] => [verb, service, allowed[service]?.includes(verb) ?? false]),
)

test.each(pairs)('%s %s: allowed is %s', async (verb, service, isAllowed) => {
  if (isAllowed) {
    const { state, result } = await act(verb, service)
    expect([state, result?.state]).toEqual(['done', verb === 'stop' ? 'stopped' : 'running'])
    expect(agent.pidOf(service as FakeServiceName) === null).toBe(verb === 'stop')
    return
  }
  const before = [journal(), agent.pidOf('ai_bot')]
  const code = service in allowed ? [403, 'forbidden_verb'] : [404, 'no_such_service']
  expect(await refusal(await agent.put(`no-${verb}-${service}`, { verb, request: { service } }))).toEqual(
    code,
  )
  expect([journal(), agent.pidOf('ai_bot')]).toEqual(before)
})

test.each(['probe', 'logs', 'stats'])('%s looks at every listed service, and at no other', async (verb) => {
  for (const service of Object.keys(allowed)) {
    expect(await post(verb, { service })).toMatchObject({ service })
  }
  for (const service of ['ops_db', 'agent', 'constructor']) {
    expect(await refusal(await agent.call('POST', `/verbs/${verb}`, { service }))).toEqual([
      404,
      'no_such_service',
    ])
  }
})

test('a service that the settings do not list is not there', async () => {
  const small = await startTestAgent({ listed: 'db' })
  try {
    const { services } = readVerbs.ps.response.parse(await (await small.call('POST', '/verbs/ps', {})).json())
    expect(services.map(({ service }) => service)).toEqual(['db'])
    const restart = await small.put('x', { verb: 'restart', request: { service: 'ai_assistant' } })
    expect(await refusal(restart)).toEqual([404, 'no_such_service'])
  } finally {
    await small.close()
  }
})

test.each(['ops_db', 'agent', 'db,ops_db', 'toString'])('SERVICES=%s is refused', (SERVICES) => {
  expect(() => listedServices(readConfig({ SERVICES }))).toThrow(/SERVICES/)
})

test('starting what runs and stopping what is stopped change nothing and say how it is', async () => {
  const pid = agent.pidOf('db')
  expect((await act('start', 'db')).result).toMatchObject({
    state: 'running',
    replicas: [{ id: String(pid) }],
  })
  await act('stop', 'db')
  expect(await act('stop', 'db')).toMatchObject({ state: 'done', result: { state: 'stopped', replicas: [] } })
})

test('one act at a time works on a service, and a second is told of it', async () => {
  agent.control('db', { startSlowlyMs: 600 })
  await agent.put('slow', { verb: 'restart', request: { service: 'db' } })
  const second = await agent.put('second', { verb: 'stop', request: { service: 'db' } })
  expect(second.status).toBe(409)
  const { error } = agentErrorSchema.parse(await second.json())
  expect(error).toMatchObject({ code: 'busy', message: expect.stringContaining('restart (operation slow)') })
  expect(journal()).not.toContain('second')
  expect((await act('restart', 'ai_assistant')).state).toBe('done')
  await eventually(async () => (await found('slow')).state === 'done')
})

test('twenty calls with one id are one restart', async () => {
  const before = agent.pidOf('ai_bot')
  const call = { verb: 'restart', request: { service: 'ai_bot' } } as const
  const responses = await Promise.all(Array.from({ length: 20 }, () => agent.put('same', call)))
  expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200))
  await eventually(async () => (await found('same')).state === 'done')
  expect(agent.pidOf('ai_bot')).not.toBe(before)
  expect(journal().match(/"id":"same"/g)).toHaveLength(2)
  const other = await agent.put('same', { verb: 'restart', request: { service: 'db' } })
  expect(await refusal(other)).toEqual([409, 'other_operation'])
})

test('a service that ignores SIGTERM is stopped all the same', async () => {
  agent.control('ai_assistant', { ignoresTerm: true })
  await act('restart', 'ai_assistant')
  const pid = agent.pidOf('ai_assistant') ?? 0
  expect((await act('stop', 'ai_assistant')).result?.state).toBe('stopped')
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a service that does not come up fails with its last words, masked', async () => {
  agent.control('ai_assistant', { failsWith: `Error: cannot log in with ${canary}` })
  const { state, error, result } = await act('restart', 'ai_assistant')
  expect([state, result, error?.code]).toEqual(['failed', null, 'not_started'])
  expect(error?.message).toContain('ai_assistant did not start.')
  expect(error?.message).toContain('Error: cannot log in with [secret]')
  expect(journal()).not.toContain('canary')
  expect(await post('ps', {})).toMatchObject({
    services: [{ service: 'ai_assistant', state: 'stopped' }, {}, {}],
  })
})

test('what takes too long is ended, with what it started itself', async () => {
  const grandchild = `grandchild-of-${agent.folder}`
  agent.control('db', { startSlowlyMs: 60_000, grandchild, ignoresTerm: true })
  const starting = act('restart', 'db')
  await eventually(async () => (await processesOf(grandchild)).length === 1)
  expect(await starting).toMatchObject({ state: 'failed', error: { code: 'timed_out' } })
  await eventually(async () => (await processesOf(grandchild)).length === 0)
  expect(agent.pidOf('db')).toBe(null)
})

test('a stop ends what a service started itself', async () => {
  const grandchild = `other-grandchild-of-${agent.folder}`
  agent.control('db', { grandchild })
  await act('restart', 'db')
  await eventually(async () => (await processesOf(grandchild)).length === 1)
  await act('stop', 'db')
  await eventually(async () => (await processesOf(grandchild)).length === 0)
})

test('an agent that was killed between intent and result says unknown, and does not do it again', async () => {
  agent.control('db', { startSlowlyMs: 500 })
  const call = { verb: 'restart', request: { service: 'db' } } as const
  await agent.put('interrupted', call)
  await agent.reopen()
  expect(await found('interrupted')).toMatchObject({ state: 'unknown', ended_at: null })
  await eventually(async () =>
    ((await post('ps', {})) as { services: { state: string }[] }).services.every(
      ({ state }) => state === 'running',
    ),
  )
  const pid = agent.pidOf('db')
  expect(operationSchema.parse(await (await agent.put('interrupted', call)).json()).state).toBe('unknown')
  expect(agent.pidOf('db')).toBe(pid)
})

test('the start that is told is that of the process, and stays the same however often it is asked', async () => {
  const before = Date.now()
  const { result } = await act('restart', 'db')
  const at = result?.replicas[0]?.started_at ?? ''
  expect(Math.abs(Date.parse(at) - before)).toBeLessThan(5_000)
  for (let asked = 0; asked < 3; asked += 1) {
    expect(probeSchema.parse(await post('probe', { service: 'db' })).replicas[0]?.started_at).toBe(at)
  }
})

test('probes tell what a service says of itself and what it depends on', async () => {
  const probed = async () => probeSchema.parse(await post('probe', { service: 'ai_assistant' })).replicas[0]
  agent.control('ai_assistant', {
    health: 'down',
    dependencies: { database: { state: 'down' }, redis: { state: 'off' } },
  })
  expect(await probed()).toMatchObject({
    verdict: 'down',
    detail: 'health answered 503',
    dependencies: { database: 'down', redis: 'off' },
  })
  agent.control('ai_assistant', { health: 'degraded' })
  expect(await probed()).toMatchObject({ verdict: 'degraded', detail: 'health answered 200' })
  agent.control('ai_assistant', { health: 'silent' })
  expect(await probed()).toMatchObject({ verdict: 'down', detail: 'health did not answer within 3 s' })
  await act('stop', 'ai_assistant')
  expect(await probed()).toBe(undefined)
})

test('logs are read by time, severity and number, masked and without control characters', async () => {
  const since = new Date().toISOString()
  await agent.print(
    'db',
    [
      JSON.stringify({ level: 'INFO', time: '2026-01-01T00:00:00.000Z', msg: 'long ago' }),
      JSON.stringify({
        level: 'ERROR',
        time: new Date().toISOString(),
        msg: 'it broke',
        err: { message: canary },
      }),
      `${new Date().toISOString().replace('T', ' ').replace('Z', ' UTC')} [12] FATAL:  no pg_hba.conf entry`,
      `${new Date().toISOString().replace('T', ' ').replace('Z', ' UTC')} [12] FATAL:  the database system is starting up`,
      `\u001b[31mred\u001b[0m and \u0007bell and \u202eturned`,
      `${'é'.repeat(2_000)}`,
      '',
    ].join('\n'),
  )
  const read = async (wanted: object) => logsSchema.parse(await post('logs', { service: 'db', ...wanted }))
  const { lines } = await eventually(async () => {
    const logs = await read({ since })
    return logs.lines.length === 5 && logs
  })
  expect(lines.map(({ level, text }) => [level, text.slice(0, 40)])).toEqual([
    ['error', 'it broke: [secret]'],
    ['error', 'FATAL: no pg_hba.conf entry'],
    ['warning', 'FATAL: the database system is starting u'],
    ['info', 'red and  bell and turned'],
    ['info', 'é'.repeat(40)],
  ])
  expect(lines.at(-1)?.text).toHaveLength(500)
  expect((await read({ errors_only: true, since })).lines.map(({ text }) => text)).toEqual([
    'it broke: [secret]',
    'FATAL: no pg_hba.conf entry',
  ])
  expect(await read({ lines: 1, since })).toMatchObject({ truncated: true, lines: [{ level: 'info' }] })
  expect(await read({ lines: 5, since })).toMatchObject({ truncated: false })
})

test('statistics count what a service started itself', async () => {
  const alone = statsSchema.parse(await post('stats', { service: 'db' })).replicas[0]?.memory_bytes ?? 0
  agent.control('db', { grandchild: 'stats' })
  await act('restart', 'db')
  await eventually(async () => {
    const [replica] = statsSchema.parse(await post('stats', { service: 'db' })).replicas
    return (replica?.memory_bytes ?? 0) > alone * 1.4
  })
})

test('1,000 hostile names, ids and bodies are refused, start nothing and leave nothing behind', async () => {
  const before = [journal(), (await processesOf(agent.folder)).sort(), spawned.all.length]
  const statuses = new Map<number, number>()
  const send = async (n: number): Promise<void> => {
    const text = hostile(n)
    const call = { verb: 'restart', request: { service: 'db' } }
    const calls = [
      () => agent.call('PUT', `/operations/h${n}`, { ...call, request: { service: text } }),
      () => agent.call('PUT', `/operations/${encodeURIComponent(`${text}%`.toWellFormed())}`, call),
      () => agent.call('POST', '/verbs/logs', { service: text }),
      () => agent.call('POST', '/verbs/logs', { service: 'db', since: text }),
      () => agent.call('PUT', `/operations/h${n}`, { ...call, verb: text }),
      () => agent.call('PUT', `/operations/h${n}`, { ...call, [text]: text }),
      () => agent.call('PUT', `/operations/h${n}`, { ...call, request: { service: 'db', [text]: 1 } }),
      () => agent.call('PUT', `/operations/h${n}`, `${text}{`),
      () => agent.call('POST', '/verbs/probe', { service: [text] }),
      () => agent.call('POST', '/verbs/ps', { [text]: text }),
    ]
    const response = await calls[n % calls.length]?.()
    const status = response?.status ?? 0
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    await response?.body?.cancel()
  }
  for (let n = 0; n < 1_000; n += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => send(n + index)))
  }
  expect([...statuses]).toEqual([[400, 1_000]])
  expect([journal(), (await processesOf(agent.folder)).sort(), spawned.all.length]).toEqual(before)
})

test('what is started is started without a shell, with these arguments and no others', async () => {
  const before = spawned.all.length
  for (const service of Object.keys(allowed)) {
    await act('restart', service)
    expect(spawned.all.at(-1)).toEqual({
      file: process.execPath,
      args: [process.execPath, agent.program, service, `--data-dir=${agent.folder}`],
      shell: false,
    })
  }
  expect(spawned.all.length - before).toBe(3)
  expect(byShell(spawned.all)).toEqual([])
  const known = new Set(spawned.all.map(({ file, args }) => [file, ...args.slice(0, 3)].join(' ')))
  expect([...known].sort()).toEqual(
    Object.keys(allowed)
      .map((service) => [process.execPath, process.execPath, agent.program, service].join(' '))
      .sort(),
  )
})

test.each<[string, () => ChildProcess]>([
  ['an option', () => spawn('true', { shell: true })],
  ['exec', () => exec('true')],
  ['a program', () => execFile('/bin/sh', ['-c', 'true'])],
  ["execa's option", () => execa('true', { shell: true }).nodeChildProcess as ChildProcess],
])('a shell that is used by %s would be found', async (_, start) => {
  const record = recordSpawned()
  const child = start()
  record.end()
  await once(child, 'close')
  expect(byShell(record.all)).toHaveLength(1)
})
