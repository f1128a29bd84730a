import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from '@jest/globals'
import type { CaseRecord, RunList } from '../../src/bot/web/api.ts'
import { eventually } from '../harness/eventually.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { shell, tried } from './harness/shell.ts'
import { type Container, type Stack, theStack } from './harness/stack.ts'

/** What goes wrong on a real engine, and what people are told of it. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
let maria: StackPerson
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  maria = await signIn(stack, 'maria')
}, 1_500_000)

/** One test's trouble is not the next one's. */
afterEach(async () => {
  for (const { number, status } of (await nikos.get<RunList>('/api/runs')).runs)
    if (status === 'unknown') await nikos.press(number, 'run-end')
  await stack.compose('start', 'db')
  await stack.scale('ai_assistant', 1)
  await stack.healthy('ai_agent', 'db')
})

const patience = { within: 120_000, every: 100 }

async function only(service: string): Promise<Container> {
  const [container] = await stack.containers(service)
  if (container === undefined) throw new Error(`there is no container of ${service}`)
  return container
}

/** Begins a restart, and says yes to it. */
async function restart(service = ''): Promise<number> {
  const run = await nikos.begin(`/ai restart ${service}`.trim())
  await nikos.press(run, 'run-approve')
  return run
}

test('a service that does not come back: the run fails and says why; mended, it starts by the same card', async () => {
  const { Id } = await only('ai_assistant')
  // It is killed for its memory as soon as it starts.
  const limits = async (memory: string) =>
    stack.docker('update', '--memory', memory, '--memory-swap', memory, Id)
  await stack.compose('stop', 'ai_assistant')
  await limits('16m')
  const start = await nikos.begin('/ai start ai_assistant')
  await nikos.press(start, 'run-approve')
  const { status, card } = await nikos.ended(start)
  expect([status, card.headline]).toEqual(['failed', expect.stringMatching(/^FAILED · Start/)])
  expect(JSON.stringify(card)).toMatch(/memory/)
  await limits('2g')
  await nikos.press(start, 'run-retry')
  expect((await nikos.ended(start)).status).toBe('done')
})

test('no room for the copy of the settings: nothing is changed, and it says so', async () => {
  const file = join(stack.folder, '.env.production')
  const [before, filler] = [await readFile(file, 'utf8'), join(stack.folder, 'filler')]
  await tried('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'])
  try {
    const run = await nikos.begin('/ai config LOG_LEVEL=debug')
    await anna.press(run, 'run-approve')
    const { status, card } = await nikos.ended(run)
    expect([status, JSON.stringify(card)]).toEqual(['failed', expect.stringMatching(/no room on the disk/)])
    expect(await readFile(file, 'utf8')).toBe(before)
  } finally {
    await rm(filler)
  }
})

test('db stopped: a question hears why, a restart ends as started, not healthy; started, the question is answered', async () => {
  await stack.compose('stop', 'db')
  const asking = await maria.say('Which torque do the blade bolts of the V4.0 need?')
  await maria.told(asking, (words) => /database is stopped/.test(words))
  const run = await nikos.ended(await restart())
  expect([run.status, JSON.stringify(run.card)]).toEqual([
    'failed',
    expect.stringContaining('started, not healthy: database down'),
  ])
  const start = await nikos.begin('/ai start db')
  await nikos.press(start, 'run-approve')
  expect((await nikos.ended(start)).status).toBe('done')
  expect(await maria.told(asking, (words) => !/database is stopped/.test(words))).not.toBe('')
})

test('db stopped: a case is opened, taken, answered and resolved all the same; its record follows when db is back', async () => {
  await stack.compose('stop', 'db')
  const asked = await maria.say('/ai escalate The press of hall two stands still')
  const words = await maria.told(asked, (said) => /OPEN · C-\d+/.test(said))
  const number = Number(/C-(\d+)/.exec(words)?.[1])
  const press = (person: StackPerson, action: string, input?: string) =>
    person.post(`/api/cases/${number}/presses`, { action, ...(input !== undefined && { input }) })
  await press(nikos, 'case-take')
  await nikos.post(`/api/cases/${number}/messages`, { key: randomUUID(), text: 'Its fuse is in cabinet 4.' })
  await maria.told(asked, (said) => said.includes('cabinet 4'))
  await press(nikos, 'case-resolve', 'A fuse had blown.')
  expect((await nikos.get<CaseRecord>(`/api/cases/${number}`)).status).toBe('resolved')
  const record = () => stack.psql(`SELECT status FROM ai_escalations WHERE escalation_id = 'C-${number}'`)
  await expect(record()).rejects.toThrow()
  await stack.compose('start', 'db')
  await stack.healthy('ai_agent', 'db')
  await eventually(async () => (await record()) === 'resolved', patience)
})

test('the agent killed while two copies are restarted: none is restarted twice, and the run ends', async () => {
  await stack.scale('ai_assistant', 2)
  const startsOf = async () => (await stack.containers('ai_assistant')).map(({ State }) => State.StartedAt)
  const before = await startsOf()
  const run = await restart()
  await eventually(async () => (await startsOf()).some((at, copy) => at !== before[copy]), patience)
  process.kill((await only('ai_agent')).State.Pid, 'SIGKILL')
  const ended = await nikos.ended(run)
  const after = await startsOf()
  expect(['done', 'failed', 'unknown']).toContain(ended.status)
  // Settled: what was begun is not begun again by anybody.
  await stack.healthy('ai_agent', 'ai_assistant')
  expect(await startsOf()).toEqual(after)
  expect(JSON.stringify(ended.card)).toMatch(/agent|proved/)
})

test('without an engine that answers: whoever wants a restart is told, and nothing is done', async () => {
  const { StartedAt } = (await only('ai_assistant')).State
  // For the agent it is as if the engine had ended: nobody listens at its socket.
  const socket = join(stack.folder, 'nobody.sock')
  await writeFile(socket, '')
  const agentWith = (DOCKER_SOCKET: string) =>
    shell(
      'docker',
      ['compose', '-f', 'docker-compose.prod.yml', 'up', '-d', '--no-build', '--no-deps', 'ai_agent'],
      {
        cwd: stack.folder,
        env: { DOCKER_SOCKET },
      },
    )
  await agentWith(socket)
  await stack.healthy('ai_agent')
  try {
    const conversation = await nikos.say('/ai restart')
    const told = await nikos.told(conversation, (words) => /Docker/.test(words))
    expect(told).toMatch(/Docker does not answer[\s\S]*systemctl status docker/)
  } finally {
    await agentWith(process.env['DOCKER_SOCKET'] ?? '')
    await stack.healthy('ai_agent')
  }
  expect((await only('ai_assistant')).State.StartedAt).toBe(StartedAt)
})
