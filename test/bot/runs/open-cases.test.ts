import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCard } from '../../../src/bot/cards/run.ts'
import { type OpenCasesParts, openCases } from '../../../src/bot/runs/open-cases.ts'
import { viewOf } from '../../../src/bot/runs/view.ts'
import { casesOwed } from '../../../src/sops/cases-owed.ts'
import type { Run, RunFact, StepEnding } from '../../../src/sops/run.ts'
import { wordsOf } from '../../harness/bot.ts'
import { type MemoryPlatform, memoryPlatform } from '../../harness/memory-platform.ts'
import { type RunsHouse, runsHouse } from '../../harness/runs.ts'

let house: RunsHouse
let platform: MemoryPlatform
let parts: OpenCasesParts

beforeEach(async () => {
  house = await runsHouse()
  platform = memoryPlatform()
  parts = { store: house.store, cases: house.cases, platforms: [platform], clock: house.clock }
})
afterEach(() => house.close())

/** Appends what happened to a run, by the bot. */
async function happens(run: Run, ...facts: RunFact[]): Promise<Run> {
  let latest = run
  for (const fact of facts) {
    const appended = await house.store.append(latest, {
      ...fact,
      at: house.clock.now().toISOString(),
      by: 'bot',
    })
    if (appended.outcome !== 'appended') throw new Error(`the run is ${appended.outcome}`)
    latest = appended.run
  }
  return latest
}

const ends = (step: number, outcome: StepEnding['outcome'], detail: string): RunFact[] => [
  { type: 'step-began', step, attempt: 1, operation: null },
  { type: 'step-ended', step, ending: { outcome, detail, evidence: [], output: [] } },
]

/** Works off what is owed, as the worker does, a few times. @returns how many runs wanted a case first. */
async function work(): Promise<number> {
  const wanting = await house.store.wantingCases(20)
  for (const one of wanting) await openCases(one, parts)
  expect(await house.store.wantingCases(20)).toEqual([])
  return wanting.length
}

const cases = () => house.db.case.findMany({ orderBy: { number: 'asc' } })
const cardOf = async (run: Run) => {
  const latest = (await house.store.find(run.number)) as Run
  const facts = { people: () => house.people.current, runbook: () => house.runbook, runs: house.runs }
  return wordsOf(runCard(latest, viewOf(latest, null, { ...facts, clock: house.clock })))
}

test.each(['failed', 'unknown'] as const)(
  'a run whose step ends %s has one case, with what it showed, and its card says which',
  async (outcome) => {
    const run = await happens(
      await house.confirmed(),
      ...ends(1, 'done', 'It runs.'),
      ...ends(2, outcome, 'Nobody answered.'),
    )
    expect(await cardOf(run)).not.toContain('/cases/')
    expect(await work()).toBe(1)
    const [one, ...others] = await cases()
    expect(others).toEqual([])
    expect(one).toMatchObject({
      sourceKey: `run:R-${run.number}:trouble`,
      openedBy: 'nikos',
      severity: 'warning',
      category: null,
      question: `R-${run.number} (Restart ai_assistant) is ${outcome} at step 2: Nobody answered.`,
      details: {
        run: `R-${run.number}`,
        tried: [
          `${run.plan.steps[0]?.title}, done: It runs.`,
          `${run.plan.steps[1]?.title}, ${outcome}: Nobody answered.`,
        ],
      },
    })
    const card = await cardOf(run)
    expect(card).toContain(`Case C-${one?.number} (/cases/${one?.number})`)
    expect(card).not.toContain('[Escalate to')
    const rows = await house.db.audit.findMany({
      where: { action: { in: ['case.opened', 'run.case-opened'] } },
    })
    expect(rows.map(({ action, person, subject }) => [action, person, subject])).toEqual([
      ['case.opened', 'bot', `C-${one?.number}`],
      ['run.case-opened', 'bot', `R-${run.number}`],
    ])
    const due = await house.db.caseStep.count({ where: { caseNumber: one?.number ?? 0, kind: 'opened' } })
    expect(due).toBe(1)
  },
)

test('interrupted after the case, and by two at once: one case, noted once', async () => {
  const run = await happens(await house.confirmed(), ...ends(1, 'failed', 'Nobody answered.'))
  const [one] = await house.store.wantingCases(20)
  const interrupted = { ...parts.store, append: () => Promise.reject(new Error('killed')) }
  await expect(openCases(one ?? never(), { ...parts, store: interrupted })).rejects.toThrow('killed')
  expect(await cases()).toHaveLength(1)
  await Promise.all([openCases(one ?? never(), parts), openCases(one ?? never(), parts)])
  expect(await cases()).toHaveLength(1)
  const { events, state } = (await house.store.find(run.number)) as Run
  expect(events.filter(({ type }) => type === 'case-opened')).toHaveLength(1)
  expect(state.status).toBe('failed')
})

test('tried again meanwhile, it is noted all the same; failing again opens no other', async () => {
  const failed = await happens(await house.confirmed(), ...ends(1, 'failed', 'Nobody answered.'))
  const [one] = await house.store.wantingCases(20)
  const retried = await house.runs.retry(failed.number, 1, house.actor('nikos'))
  await openCases(one ?? never(), parts)
  const noted = (await house.store.find(failed.number)) as Run
  expect(noted.state).toMatchObject({ status: 'running', cases: { trouble: 1 } })
  expect(retried.state.cases.trouble).toBeNull()
  await happens(
    noted,
    { type: 'step-began', step: 1, attempt: 2, operation: null },
    {
      type: 'step-ended',
      step: 1,
      ending: { outcome: 'failed', detail: 'Again.', evidence: [], output: [] },
    },
  )
  expect(await work()).toBe(0)
  expect(await cases()).toHaveLength(1)
})

test('settled, stopped, rejected, withdrawn, expired or only tried: none', async () => {
  const settled = await happens(await house.confirmed(), ...ends(1, 'unknown', 'Nobody knows.'))
  await house.runs.settle(settled.number, 'end', house.actor('nikos'))
  const stopped = await happens(await house.confirmed(), { type: 'stop-asked' })
  expect(stopped.state.status).toBe('stopped')
  const rejected = await house.ask('stop')
  await house.runs.dryRun(rejected.number, house.actor('nikos'))
  const { number, plan } = rejected
  await house.runs.reject({ number, digest: plan.digest, reason: 'no' }, house.actor('anna'))
  await house.runs.withdraw((await house.ask('stop')).number, house.actor('nikos'))
  await house.ask('stop')
  house.clock.wind(31 * 60_000)
  expect(await house.store.expireDue(house.clock.now())).toBe(1)
  expect(await work()).toBe(0)
  expect(await cases()).toEqual([])
})

test('of a schedule: nobody asked, and those on call are called', async () => {
  const place = { platform: 'runs-page', thread: 'daily-log-review' }
  const schedule = house.runbook.schedules.find(({ name }) => name === 'daily-log-review') ?? never()
  const run = await house.runs.requestByClock(schedule, { key: 'due', due: house.clock.now(), place })
  await happens(run, ...ends(1, 'failed', 'The log could not be read.'))
  await work()
  expect(await cases()).toMatchObject([
    { openedBy: 'schedule:daily-log-review', platform: 'runs-page', severity: 'warning' },
  ])
})

test('begun in an emergency: the seniors are told, once; reviewed before that, nobody needs to be', async () => {
  const { number, plan } = await house.ask('stop')
  const decision = { number, digest: plan.digest, reason: 'It writes over the manuals' }
  const run = await house.runs.breakGlass(decision, house.actor('nikos'))
  expect(casesOwed(run.state)).toEqual(['emergency'])
  expect(await work()).toBe(1)
  const [one, ...others] = await cases()
  expect(others).toEqual([])
  expect(one).toMatchObject({
    sourceKey: `run:R-${number}:emergency`,
    category: 'Break-glass',
    severity: 'information',
    level: 2,
    openedBy: 'nikos',
    question: `R-${number} (Stop ai_assistant) was begun in an emergency without approval: “It writes over the manuals” A review is owed.`,
  })
  const failed = await happens((await house.store.find(number)) as Run, ...ends(1, 'failed', 'No.'))
  expect(casesOwed(failed.state)).toEqual(['trouble'])
  await work()
  expect((await cases()).map(({ sourceKey }) => sourceKey)).toEqual([
    `run:R-${number}:emergency`,
    `run:R-${number}:trouble`,
  ])
  const reviewed = await house.runs.review(number, 'It was right', house.actor('anna'))
  expect(casesOwed({ ...reviewed.state, cases: { trouble: null, emergency: null } })).toEqual(['trouble'])
})

function never(): never {
  throw new Error('no run wants a case')
}
