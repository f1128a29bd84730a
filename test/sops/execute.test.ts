import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { execute } from '../../src/sops/execute.ts'
import { next } from '../../src/sops/next.ts'
import type { Run } from '../../src/sops/run.ts'
import { eventually } from '../harness/eventually.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

let house: RunsHouse
beforeEach(async () => {
  house = await runsHouse()
})
afterEach(() => house.close())

const starts = (run: Run) => run.events.filter(({ type }) => type === 'step-began').length
const evidence = (run: Run) => run.state.steps.flatMap((step) => step.ending?.evidence ?? [])

test('a restart ends with its proof: another process, good health, no new errors', async () => {
  const before = house.testAgent.pidOf('ai_assistant')
  const run = await execute(await house.confirmed(), house.executeParts())
  expect(run.state).toMatchObject({ status: 'done', why: null })
  expect(house.testAgent.pidOf('ai_assistant')).not.toBe(before)
  expect(evidence(run).map(({ label }) => label)).toEqual(['Started', 'Health', 'New errors'])
  expect(await house.store.find(run.number)).toEqual(run)
}, 30_000)

test('stopped at every event, and gone on with by another: no operation twice, and it ends', async () => {
  const calls: string[] = []
  const agent = {
    ...house.agent,
    begin: ((id, call, signal) => {
      calls.push(id)
      return house.agent.begin(id, call, signal)
    }) as typeof house.agent.begin,
  }
  let run = await house.confirmed()
  let takers = 0
  while (next(run.plan, run.events).do !== 'end') {
    const interrupt = new AbortController()
    const store = house.otherStore()
    const parts = {
      ...house.executeParts(interrupt.signal),
      agent,
      store: {
        ...store,
        append: async (...given: Parameters<typeof store.append>) => {
          const appended = await store.append(...given)
          interrupt.abort()
          return appended
        },
      },
    }
    await execute(run, parts).catch(() => undefined)
    takers += 1
    run = (await house.store.find(run.number)) ?? run
  }
  expect(run.state.status).toBe('done')
  expect(takers).toBe(12)
  expect(starts(run)).toBe(6)
  expect(calls).toEqual([run.state.steps[2]?.operation])
}, 60_000)

test('an executor cut off while the agent acts is followed by one that waits for the same operation', async () => {
  const interrupt = new AbortController()
  const begun: string[] = []
  const agent = {
    ...house.agent,
    begin: (async (id, call, signal) => {
      begun.push(id)
      const operation = await house.agent.begin(id, call, signal)
      interrupt.abort()
      return operation
    }) as typeof house.agent.begin,
  }
  const run = await house.confirmed()
  await expect(execute(run, { ...house.executeParts(interrupt.signal), agent })).rejects.toThrow()
  const left = await house.store.find(run.number)
  const ended = await execute(left ?? run, { ...house.executeParts(), agent })
  expect(ended.state.status).toBe('done')
  expect(begun).toHaveLength(1)
}, 30_000)

test('while the agent is away a step waits for it', async () => {
  const run = await house.confirmed()
  await house.testAgent.vanish()
  const executing = execute(run, house.executeParts())
  await eventually(async () => ((await house.store.find(run.number))?.version ?? 0) > run.version)
  await house.testAgent.reopen()
  expect((await executing).state.status).toBe('done')
}, 40_000)

test('an operation that the agent lost sight of leaves the run unknown; a person goes on or ends it', async () => {
  const lost = {
    ...house.agent,
    operation: (async () => ({
      id: 'x',
      verb: 'restart',
      request: {},
      state: 'unknown',
      started_at: new Date().toISOString(),
      ended_at: null,
      result: null,
      error: null,
    })) as typeof house.agent.operation,
  }
  const run = await execute(await house.confirmed(), { ...house.executeParts(), agent: lost })
  expect(run.state).toMatchObject({ status: 'unknown', current: 3 })
  expect(run.state.why).toContain('Nothing was repeated.')
  expect(next(run.plan, run.events)).toEqual({ do: 'wait' })
  const again = await house.runs.checkAgain(run.number, house.actor('nikos'))
  expect(again.state.status).toBe('unknown')
  const settled = await house.runs.settle(run.number, 'continue', house.actor('nikos'))
  expect(next(settled.plan, settled.events)).toMatchObject({ do: 'begin', step: 4 })
}, 30_000)

test('healthy but for its database fails at once, and says how to start it', async () => {
  await house.agent.begin('stop-db', { verb: 'stop', request: { service: 'db' } })
  house.testAgent.control('ai_assistant', {
    health: 'down',
    dependencies: { database: { state: 'down' } },
  })
  const run = await execute(await house.confirmed(), house.executeParts())
  expect(run.state).toMatchObject({
    status: 'failed',
    current: 5,
    why: 'started, not healthy: database down',
  })
  expect(run.state.steps[4]?.ending?.remedy).toEqual({
    procedure: 'start',
    parameters: { service: 'db' },
    label: 'Start db…',
  })
}, 30_000)

test('a service that serves with less than it should is well enough, and the proof says what it lacks', async () => {
  house.testAgent.control('ai_assistant', {
    health: 'degraded',
    dependencies: { openai: { state: 'down' } },
  })
  const run = await execute(await house.confirmed(), house.executeParts())
  expect(run.state.status).toBe('done')
  expect(run.state.steps[4]?.ending?.evidence).toContainEqual({ label: 'With less', value: 'openai down' })
}, 30_000)

test('a new kind of error after the restart fails the last step; a kind known before does not', async () => {
  const error = (msg: string, time: string) => JSON.stringify({ level: 'ERROR', time, msg })
  const afterwards = '2999-01-01T00:00:00.000Z'
  await house.testAgent.print('ai_assistant', `${error('timeout after 5 s', new Date().toISOString())}\n`)
  house.testAgent.control('ai_assistant', { lines: [error('timeout after 7 s', afterwards)] })
  const known = await execute(await house.confirmed(), house.executeParts())
  expect(known.state.status).toBe('done')
  house.testAgent.control('ai_assistant', { lines: [error('no space left on the device', afterwards)] })
  const run = await execute(await house.confirmed(), house.executeParts())
  expect(run.state).toMatchObject({ status: 'failed', current: 6 })
  expect(run.state.why).toContain('no space left on the device')
}, 40_000)
