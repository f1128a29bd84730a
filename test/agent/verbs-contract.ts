import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  agentErrorSchema,
  operationSchema,
  type ServiceVerb,
  serviceStateSchema,
} from '../../src/agent-api.ts'
import type { AnyTestAgent, FakeServiceName } from '../harness/agent.ts'
import { agentCalls } from '../harness/agent-calls.ts'
import type { AgentServerOptions } from '../harness/agent-server.ts'
import { eventually } from '../harness/eventually.ts'
import { hostile } from '../harness/hostile.ts'
import { processesOf } from '../harness/product.ts'
import { byShell, recordSpawned, type SpawnRecord } from '../harness/spawned.ts'

/** A form of the agent, as its tests need it. */
export interface Form {
  start(options: AgentServerOptions): Promise<AnyTestAgent>
  /** A time in which a process starts, and a service that starts slowly does not serve yet; in milliseconds. */
  tooShortMs: number
  /** How a service is found that did not come up: ours leaves it stopped, Docker may go on trying. */
  notUp: string[]
  /** What is started for a look, as lines of arguments: nothing that was written in a call. */
  looks: RegExp
}

const canary = 'canary"secret\'value'

const all: ServiceVerb[] = ['start', 'stop', 'restart', 'recreate']
const allowed: Record<string, ServiceVerb[]> = {
  ai_assistant: all,
  db: ['start', 'stop', 'restart'],
  ai_bot: ['restart'],
}
const pairs = [...Object.keys(allowed), 'ops_db', 'agent', 'ai_agent', 'redis'].flatMap((service) =>
  all.map((verb): [ServiceVerb, string, boolean] => [
    verb,
    service,
    allowed[service]?.includes(verb) ?? false,
  ]),
)

/** What every form of the agent does, and does not do, by its verbs. */
export function verbsContract(form: Form): void {
  let agent: AnyTestAgent
  let spawned: SpawnRecord
  const { read, found, act, perform, refusal, journal } = agentCalls(() => agent)

  beforeAll(async () => {
    spawned = recordSpawned()
    agent = await form.start({ secrets: [canary] })
  }, 180_000)
  afterAll(async () => {
    await agent.close()
    spawned.end()
  }, 120_000)
  afterEach(async () => {
    for (const service of ['ai_assistant', 'ai_bot', 'db'] as const) agent.control(service, {})
    const { services } = await read('ps', {})
    for (const { service, state, allows } of services) {
      if (state !== 'running' && allows.includes('start')) await act('start', service)
    }
  }, 120_000)

  test.each(pairs)('%s %s: allowed is %s', async (verb, service, isAllowed) => {
    if (isAllowed) {
      const { state, error, result } = await act(verb, service)
      expect([state, error, result?.['state']]).toEqual([
        'done',
        null,
        verb === 'stop' ? 'stopped' : 'running',
      ])
      expect((await agent.processOf(service as FakeServiceName)) === null).toBe(verb === 'stop')
      return
    }
    const before = [journal(), await agent.processOf('ai_bot')]
    const code = service in allowed ? [403, 'forbidden_verb'] : [404, 'no_such_service']
    const call = { verb, request: { service } } as Parameters<AnyTestAgent['put']>[1]
    expect(await refusal(await agent.put(`no-${verb}-${service}`, call))).toEqual(code)
    expect([journal(), await agent.processOf('ai_bot')]).toEqual(before)
  })

  test.each(['probe', 'logs', 'stats', 'log_summary'] as const)(
    '%s looks at every listed service, and at no other',
    async (verb) => {
      const more = verb === 'log_summary' ? { since: '2026-01-01T00:00:00.000Z' } : {}
      for (const service of Object.keys(allowed)) {
        expect(await read(verb, { service, ...more } as never)).toMatchObject({ service })
      }
      for (const service of ['ops_db', 'agent', 'constructor']) {
        const response = await agent.call('POST', `/verbs/${verb}`, { service, ...more })
        expect(await refusal(response)).toEqual([404, 'no_such_service'])
      }
    },
  )

  test('a restart gives another process, which answers', async () => {
    const before = await agent.processOf('ai_assistant')
    const [old] = (await read('ps', {})).services
    const { result } = await act('restart', 'ai_assistant')
    const { replicas, revivals } = serviceStateSchema.parse(result)
    expect([replicas.length, revivals]).toEqual([1, 0])
    expect(replicas[0]?.id).not.toBe(old?.replicas[0]?.id)
    expect(await agent.processOf('ai_assistant')).not.toBe(before)
    expect((await read('probe', { service: 'ai_assistant' })).replicas).toMatchObject([
      { ...replicas[0], verdict: 'ok', detail: 'health answered 200' },
    ])
    await eventually(async () => (await read('probe', { service: 'db' })).replicas[0]?.verdict === 'ok')
  })

  test('starting what runs and stopping what is stopped change nothing and say how it is', async () => {
    const pid = await agent.processOf('db')
    expect((await act('start', 'db')).result).toMatchObject({ state: 'running', replicas: [{}] })
    expect(await agent.processOf('db')).toBe(pid)
    await act('stop', 'db')
    expect(await act('stop', 'db')).toMatchObject({
      state: 'done',
      result: { state: 'stopped', replicas: [] },
    })
    expect((await read('probe', { service: 'db' })).replicas).toEqual([])
    expect((await read('stats', { service: 'db' })).replicas).toEqual([])
  })

  test('one act at a time works on a service, and a second is told of it', async () => {
    agent.control('db', { startSlowlyMs: 600 })
    await agent.put('slow', { verb: 'restart', request: { service: 'db' } })
    const second = await agent.put('second', { verb: 'stop', request: { service: 'db' } })
    expect(second.status).toBe(409)
    const { error } = agentErrorSchema.parse(await second.json())
    expect(error).toMatchObject({
      code: 'busy',
      message: expect.stringContaining('restart (operation slow)'),
    })
    expect(journal()).not.toContain('second')
    expect((await act('restart', 'ai_assistant')).state).toBe('done')
    await eventually(async () => (await found('slow')).state === 'done', { within: 60_000 })
  })

  test('twenty calls with one id are one restart', async () => {
    const before = await agent.processOf('ai_bot')
    const call = { verb: 'restart', request: { service: 'ai_bot' } } as const
    const responses = await Promise.all(Array.from({ length: 20 }, () => agent.put('same', call)))
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200))
    await eventually(async () => (await found('same')).state === 'done', { within: 60_000 })
    expect(await agent.processOf('ai_bot')).not.toBe(before)
    expect(journal().match(/"id":"same"/g)).toHaveLength(2)
    const other = await agent.put('same', { verb: 'restart', request: { service: 'db' } })
    expect(await refusal(other)).toEqual([409, 'other_operation'])
  })

  test('a service that ignores SIGTERM is stopped all the same', async () => {
    agent.control('ai_assistant', { ignoresTerm: true })
    await act('restart', 'ai_assistant')
    const pid = (await agent.processOf('ai_assistant')) ?? 0
    expect((await act('stop', 'ai_assistant')).result?.['state']).toBe('stopped')
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  }, 120_000)

  test('a service that does not come up fails with its last words, masked', async () => {
    agent.control('ai_assistant', { failsWith: `Error: cannot log in with ${canary}` })
    const { state, error, result } = await act('restart', 'ai_assistant')
    expect([state, result, error?.code]).toEqual(['failed', null, 'not_started'])
    expect(error?.message).toContain('ai_assistant did not start')
    expect(error?.message).toContain('Error: cannot log in with [secret]')
    expect(journal()).not.toContain('canary')
    const { services } = await read('ps', {})
    expect(form.notUp).toContain(services.find(({ service }) => service === 'ai_assistant')?.state)
  }, 120_000)

  test('what takes too long is ended, with what it started itself', async () => {
    const grandchild = `grandchild-of-${agent.folder}`
    agent.control('db', { startSlowlyMs: 600_000, grandchild, ignoresTerm: true })
    await agent.reopen(form.tooShortMs)
    const starting = act('restart', 'db')
    await eventually(async () => (await processesOf(grandchild)).length === 1, { within: 60_000 })
    expect(await starting).toMatchObject({ state: 'failed', error: { code: 'timed_out' } })
    await eventually(async () => (await processesOf(grandchild)).length === 0, { within: 60_000 })
    await eventually(async () => (await agent.processOf('db')) === null, { within: 60_000 })
    await agent.reopen()
  }, 240_000)

  test('a stop ends what a service started itself', async () => {
    const grandchild = `other-grandchild-of-${agent.folder}`
    agent.control('db', { grandchild })
    await act('restart', 'db')
    await eventually(async () => (await processesOf(grandchild)).length === 1)
    await act('stop', 'db')
    await eventually(async () => (await processesOf(grandchild)).length === 0)
  }, 120_000)

  test('an agent that was killed between intent and result says unknown, and does not do it again', async () => {
    agent.control('db', { startSlowlyMs: 500 })
    const call = { verb: 'restart', request: { service: 'db' } } as const
    await agent.put('interrupted', call)
    await agent.reopen()
    expect(await found('interrupted')).toMatchObject({ state: 'unknown', ended_at: null })
    const isUp = async (): Promise<boolean> =>
      (await read('ps', {})).services.every(({ state }) => state === 'running') &&
      (await read('probe', { service: 'db' })).replicas[0]?.verdict === 'ok'
    await eventually(isUp, { within: 60_000 })
    const pid = await agent.processOf('db')
    expect(operationSchema.parse(await (await agent.put('interrupted', call)).json()).state).toBe('unknown')
    expect(await agent.processOf('db')).toBe(pid)
  }, 120_000)

  test('the start that is told is that of the process, and stays the same however often it is asked', async () => {
    const before = Date.now()
    const { result } = await act('restart', 'db')
    const at = serviceStateSchema.parse(result).replicas[0]?.started_at ?? ''
    expect(Date.parse(at)).toBeGreaterThan(before - 1_500)
    expect(Date.parse(at)).toBeLessThan(Date.now() + 1_500)
    for (let asked = 0; asked < 3; asked += 1) {
      expect((await read('probe', { service: 'db' })).replicas[0]?.started_at).toBe(at)
    }
  })

  test('probes tell what a service says of itself and what it depends on', async () => {
    const probed = async () => (await read('probe', { service: 'ai_assistant' })).replicas[0]
    agent.control('ai_assistant', {
      health: 'down',
      dependencies: { database: { state: 'down' }, redis: { state: 'off' } },
    })
    expect(await probed()).toMatchObject({
      verdict: 'down',
      detail: 'health answered 503',
      dependencies: { database: 'down', redis: 'off' },
      settings_digest: 'digest-none',
    })
    agent.control('ai_assistant', { health: 'degraded' })
    expect(await probed()).toMatchObject({ verdict: 'degraded', detail: 'health answered 200' })
    agent.control('ai_assistant', { health: 'silent' })
    expect(await probed()).toMatchObject({ verdict: 'down', detail: 'health did not answer within 3 s' })
    await act('stop', 'ai_assistant')
    expect(await probed()).toBe(undefined)
  })

  test('a restart is done when the service answers, however it says that it is', async () => {
    agent.control('ai_assistant', { health: 'down' })
    expect((await act('restart', 'ai_assistant')).state).toBe('done')
    expect((await read('probe', { service: 'ai_assistant' })).replicas[0]?.verdict).toBe('down')
  })

  test('changed settings are taken up when a service is made anew, and not by a restart', async () => {
    const digest = async () =>
      (await read('probe', { service: 'ai_assistant' })).replicas.map((one) => one.settings_digest)
    const file_digest = (await read('settings', {})).file_digest
    const changes = [{ name: 'OPENAI_MODEL', value: 'gpt-x' }]
    const written = await perform({ verb: 'write_settings', request: { file_digest, changes } })
    expect(written).toMatchObject({ state: 'done', error: null })
    expect(readFileSync(agent.settingsPath, 'utf8')).toBe('OPENAI_MODEL=gpt-x\n')
    await act('restart', 'ai_assistant')
    expect(await digest()).toEqual(['digest-none'])
    const before = await agent.processOf('ai_assistant')
    expect(await act('recreate', 'ai_assistant')).toMatchObject({
      state: 'done',
      result: { state: 'running' },
    })
    expect(await digest()).toEqual(['digest-gpt-x'])
    expect(await agent.processOf('ai_assistant')).not.toBe(before)
    const backup = String(written.result?.['backup'])
    await perform({ verb: 'restore_settings', request: { backup } })
    await act('recreate', 'ai_assistant')
    expect(await digest()).toEqual(['digest-none'])
  }, 120_000)

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
    const logs = async (wanted: object) => read('logs', { service: 'db', ...wanted })
    const { lines } = await eventually(async () => {
      const told = await logs({ since })
      return told.lines.length === 5 && told
    })
    expect(lines.map(({ level, text }) => [level, text.slice(0, 40)])).toEqual([
      ['error', 'it broke: [secret]'],
      ['error', 'FATAL: no pg_hba.conf entry'],
      ['warning', 'FATAL: the database system is starting u'],
      ['info', 'red and  bell and turned'],
      ['info', 'é'.repeat(40)],
    ])
    expect(lines.at(-1)?.text).toHaveLength(500)
    expect((await logs({ errors_only: true, since })).lines.map(({ text }) => text)).toEqual([
      'it broke: [secret]',
      'FATAL: no pg_hba.conf entry',
    ])
    expect(await logs({ lines: 1, since })).toMatchObject({ truncated: true, lines: [{ level: 'info' }] })
    expect(await logs({ lines: 5, since })).toMatchObject({ truncated: false })
  })

  test('a summary counts what was printed and what stands in the two files, kind by kind, masked', async () => {
    const since = new Date(Date.now() - 1_000)
    const line = (level: string, msg: string, ago = 0): string =>
      JSON.stringify({ level, time: new Date(since.getTime() + 500 - ago).toISOString(), msg })
    const printed = [1, 2, 3].map((n) => line('ERROR', `request ${n} of "${n}" failed with ${canary}`))
    await agent.print('ai_assistant', `${[...printed, line('INFO', 'well'), ''].join('\n')}`)
    const inFile = [line('WARN', 'slow: 7 s', 60_000), line('WARN', 'slow: 8 s'), line('WARN', 'slow: 9 s')]
    writeFileSync(`${agent.logFolder}/ai_assistant.log`, `${inFile.join('\n')}\n`)
    const summary = await eventually(async () => {
      const told = await read('log_summary', { service: 'ai_assistant', since: since.toISOString() })
      return told.kinds.length === 2 && told
    })
    expect(summary.kinds).toMatchObject([
      { source: 'output', level: 'error', count: 3, sample: expect.stringContaining('[secret]') },
      { source: 'ai_assistant.log', level: 'warning', kind: 'slow: # s', count: 2 },
    ])
    expect(JSON.stringify(summary)).not.toContain('canary')
    const { sources } = summary
    expect(sources.map(({ source, state, errors, warnings }) => [source, state, errors, warnings])).toEqual([
      ['output', 'read', 3, 0],
      ['ai_assistant.log', 'read', 0, 2],
      ['ai_assistant_errors.log', 'absent', 0, 0],
    ])
    const before = { since: new Date(since.getTime() - 120_000).toISOString(), until: since.toISOString() }
    const earlier = await read('log_summary', { service: 'ai_assistant', ...before })
    expect(earlier.kinds.filter(({ kind }) => kind.startsWith('slow'))).toMatchObject([{ count: 1 }])
  })

  test('statistics count what a service started itself, and tell what it may use', async () => {
    const [first] = (await read('stats', { service: 'db' })).replicas
    expect(first?.cpu_cores).toBeGreaterThan(0)
    agent.control('db', { grandchild: 'stats' })
    await act('restart', 'db')
    await eventually(async () => {
      const [replica] = (await read('stats', { service: 'db' })).replicas
      return (replica?.memory_bytes ?? 0) > (first?.memory_bytes ?? 0) * 1.2
    })
  }, 120_000)

  test('1,000 hostile names, ids and bodies are refused, start nothing and leave nothing behind', async () => {
    const before = [journal(), (await processesOf(agent.folder)).sort(), spawned.all.length]
    const statuses = new Map<number, number>()
    const send = async (n: number): Promise<void> => {
      const text = hostile(n)
      const call = { verb: 'restart', request: { service: 'db' } }
      const change = { file_digest: 'x', changes: [{ name: text, value: 'x' }] }
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
        () => agent.call('POST', '/verbs/statement', { statement: text }),
        () => agent.call('PUT', `/operations/h${n}`, { verb: 'write_settings', request: change }),
        () =>
          agent.call('PUT', `/operations/h${n}`, {
            verb: 'restore_settings',
            request: { backup: `../${text}` },
          }),
        () =>
          agent.call('PUT', `/staged/${encodeURIComponent(`staged-${text}`.toWellFormed())}`, {
            name: 'OPENAI_API_KEY',
            value: 'x',
          }),
        () => agent.call('POST', '/verbs/log_summary', { service: 'db', since: text }),
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
  }, 120_000)

  test('no process is started by a shell, and looking starts what looks and nothing else', async () => {
    const before = spawned.all.length
    for (const service of Object.keys(allowed)) {
      await read('ps', {})
      await read('probe', { service })
      await read('logs', { service })
      await read('stats', { service })
      await read('log_summary', { service, since: new Date().toISOString() })
    }
    const looks = spawned.all.slice(before).map(({ args }) => args.join(' '))
    expect(looks.filter((line) => !form.looks.test(line))).toEqual([])
    expect(byShell(spawned.all)).toEqual([])
  }, 120_000)
}
