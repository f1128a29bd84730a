import { type ChildProcess, exec, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { execa } from 'execa'
import { listedServices } from '../../src/agent/services.ts'
import { readConfig } from '../../src/config.ts'
import { startTestAgent } from '../harness/agent.ts'
import { agentCalls } from '../harness/agent-calls.ts'
import { byShell, recordSpawned } from '../harness/spawned.ts'
import { verbsContract } from './verbs-contract.ts'

verbsContract({
  start: startTestAgent,
  tooShortMs: 6_000,
  notUp: ['stopped'],
  // It looks into files of its own.
  looks: /^never$/,
})

test('a service that the settings do not list is not there', async () => {
  const small = await startTestAgent({ listed: 'db' })
  try {
    const { read, refusal } = agentCalls(() => small)
    expect((await read('ps', {})).services.map(({ service }) => service)).toEqual(['db'])
    const restart = await small.put('x', { verb: 'restart', request: { service: 'ai_assistant' } })
    expect(await refusal(restart)).toEqual([404, 'no_such_service'])
  } finally {
    await small.close()
  }
})

test.each(['ops_db', 'agent', 'db,ops_db', 'toString'])('SERVICES=%s is refused', (SERVICES) => {
  expect(() => listedServices(readConfig({ SERVICES }))).toThrow(/SERVICES/)
})

test('what is started is started without a shell, with these arguments and no others', async () => {
  const spawned = recordSpawned()
  const agent = await startTestAgent()
  try {
    const { act } = agentCalls(() => agent)
    for (const service of ['ai_assistant', 'db', 'ai_bot'] as const) {
      const before = spawned.all.length
      await act('restart', service)
      expect(spawned.all.slice(before)).toEqual([
        {
          file: process.execPath,
          args: [process.execPath, agent.program, service, `--data-dir=${agent.folder}`],
          shell: false,
        },
      ])
    }
    expect(byShell(spawned.all)).toEqual([])
  } finally {
    spawned.end()
    await agent.close()
  }
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
