import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { execute } from '../../src/sops/execute.ts'
import { next } from '../../src/sops/next.ts'
import type { Reports } from '../../src/sops/reports.ts'
import type { Run } from '../../src/sops/run.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

let assistant: FakeAssistant
let house: RunsHouse
beforeEach(async () => {
  assistant = await startFakeAssistant()
  house = await runsHouse({ assistantUrl: assistant.url })
})
afterEach(async () => {
  await house.close()
  await assistant.stop()
})

/** Carries a run to its end by one process after the other: each is cut off as soon as `cut` says so. */
async function byManyProcesses(
  run: Run,
  reports: (interrupt: () => void) => Reports,
  atEvents: boolean,
): Promise<Run> {
  let latest = run
  for (let takers = 0; takers < 40 && next(latest.plan, latest.events).do !== 'end'; takers += 1) {
    const interrupt = new AbortController()
    const store = house.otherStore()
    const append: typeof store.append = async (...given) => {
      interrupt.signal.throwIfAborted()
      const appended = await store.append(...given)
      if (atEvents) interrupt.abort()
      return appended
    }
    const parts = { ...house.executeParts(interrupt.signal), reports: reports(() => interrupt.abort()) }
    await execute(latest, { ...parts, store: { ...store, append } }).catch(() => undefined)
    latest = (await house.store.find(run.number)) ?? latest
  }
  return latest
}

/** The kept ones, after which the process that kept dies: the first time only. */
function dyingOnce(): (interrupt: () => void) => Reports {
  let hasDied = false
  const once = (interrupt: () => void) => {
    if (hasDied) return
    hasDied = true
    interrupt()
  }
  return (interrupt) => ({
    ...house.reports,
    keepReview: async (review) => {
      const kept = await house.reports.keepReview(review)
      once(interrupt)
      return kept
    },
    keepPoint: async (run, point) => {
      const kept = await house.reports.keepPoint(run, point)
      once(interrupt)
      return kept
    },
  })
}

const trouble = async () => {
  const line = JSON.stringify({
    level: 'ERROR',
    time: house.clock.now().toISOString(),
    msg: 'request failed',
  })
  await house.testAgent.print('ai_assistant', `${line}\n`.repeat(12))
}

test.each([
  ['at every event', true],
  ['between what it kept and the word of it', false],
])(
  'a review whose process is killed %s is kept once, with one ticket',
  async (_, atEvents) => {
    await trouble()
    const asked = await house.ask('log-review', 'nikos', {})
    expect(asked.state).toMatchObject({ status: 'running', approval: 'none', approvedBy: 'nikos' })
    const run = await byManyProcesses(asked, atEvents ? () => house.reports : dyingOnce(), atEvents)
    expect(run.state.status).toBe('done')
    expect(await house.db.logReview.count()).toBe(1)
    expect(await house.db.logFindingCount.findMany()).toMatchObject([{ run: run.number, count: 12 }])
    expect(await house.db.ticket.findMany()).toMatchObject([{ version: 1, count: 12, state: 'open' }])
    const review = run.state.steps.at(-1)?.ending?.noted?.logReview
    expect(review?.tickets).toHaveLength(1)
    expect(review?.findings).toMatchObject([{ kind: 'request failed', pattern: 'repeated', count: 12 }])
  },
  60_000,
)

test.each([
  ['at every event', true],
  ['between what it kept and the word of it', false],
])(
  'a report whose process is killed %s is kept once',
  async (_, atEvents) => {
    const asked = await house.ask('performance', 'nikos', {})
    const run = await byManyProcesses(asked, atEvents ? () => house.reports : dyingOnce(), atEvents)
    expect(run.state.status).toBe('done')
    expect(await house.db.performanceReport.count()).toBe(1)
    expect(run.state.steps.at(-1)?.ending?.noted?.performance?.judged).toHaveLength(5)
  },
  60_000,
)

test('a second review waits until the first has ended', async () => {
  await house.ask('log-review', 'nikos', {})
  await expect(house.ask('log-review', 'anna', {})).rejects.toThrow(
    /R-1 has been reviewing the logs of ai_assistant since/,
  )
  await house.ask('performance', 'anna', {})
})

test.each(['log-review', 'performance'])(
  '%s is for on-call people; whoever is not is refused, on record',
  async (procedure) => {
    await expect(house.ask(procedure, 'maria', {})).rejects.toThrow('needs the on-call role')
    expect(await house.db.audit.findMany({ where: { outcome: 'refused' } })).toMatchObject([
      { person: 'maria', subject: procedure },
    ])
    expect(await house.db.run.count()).toBe(0)
  },
)

test('what is no span of time plans nothing', async () => {
  for (const period of ['0h', '32d', '24', 'h', '24h; id', '٢٤h', '']) {
    await expect(house.ask('log-review', 'nikos', { period })).rejects.toThrow('is no span of time')
  }
  expect(await house.db.run.count()).toBe(0)
})
