import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { peopleOf } from '../../src/people.ts'
import { execute } from '../../src/sops/execute.ts'
import type { Run } from '../../src/sops/run.ts'
import { type RunsHouse, runsHouse, samplePeople } from '../harness/runs.ts'

let house: RunsHouse
beforeAll(async () => {
  house = await runsHouse()
})
afterAll(() => house.close())

const seen = ({ number, plan }: Run) => ({ number, digest: plan.digest })
const approve = (run: Run, by: string, runs = house.runs) => runs.approve(seen(run), house.actor(by))
/** Frees the lock for the next test. */
const finish = async (run: Run) => {
  const stopped = await house.runs.stopAfterStep(run.number, house.actor('nikos'))
  expect(stopped.state.status).toBe('stopped')
}

test('twenty approvals at once, over four processes, are one transition', async () => {
  const run = await house.ask('stop')
  const over = [1, 2, 3, 4].map(() => house.runsOver(house.otherStore()))
  const tries = Array.from({ length: 20 }, (_, n) => approve(run, n % 2 ? 'anna' : 'petros', over[n % 4]))
  const came = await Promise.allSettled(tries)
  expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of came) {
    if (one.status === 'rejected')
      expect(one.reason.message).toMatch(/^Approved by .* at \d\d:\d\d EES?T\. Nothing was done twice\.$/)
  }
  const now = await house.store.find(run.number)
  expect(now?.events.map(({ type }) => type)).toEqual(['requested', 'approved'])
  await finish(run)
}, 30_000)

test('nobody approves their own stop, and nobody else confirms a restart', async () => {
  const stop = await house.ask('stop')
  await expect(approve(stop, 'nikos')).rejects.toThrow('You asked for this; someone else must approve.')
  await expect(approve(stop, 'maria')).rejects.toThrow('Your roles do not allow this decision')
  const restart = await house.ask('restart')
  await expect(approve(restart, 'anna')).rejects.toThrow('Nikos Example asked for this and confirms it.')
  const refusals = await house.db.audit.count({ where: { outcome: 'refused', action: 'run.approved' } })
  expect(refusals).toBeGreaterThanOrEqual(3)
})

test('an expired, another, and a replayed decision do nothing and say what is true', async () => {
  const run = await house.ask('restart')
  await expect(house.runs.approve({ number: run.number, digest: 'x' }, house.actor('nikos'))).rejects.toThrow(
    'another plan',
  )
  house.clock.wind(11 * 60_000)
  await expect(approve(run, 'nikos')).rejects.toThrow(/^Expired at \d\d:\d\d EES?T\. Nothing ran\.$/)
  expect((await house.store.find(run.number))?.state.status).toBe('expired')
  const second = await house.ask('restart')
  await approve(second, 'nikos')
  await expect(approve(second, 'nikos')).rejects.toThrow(
    /^Confirmed by Nikos Example at \d\d:\d\d EES?T\. Nothing was done twice\.$/,
  )
  await finish(second)
})

test('a plan that would be another now is void', async () => {
  const run = await house.ask('restart')
  house.runbook.service.proof_seconds = 2
  await expect(approve(run, 'nikos')).rejects.toThrow('The plan has changed')
  house.runbook.service.proof_seconds = 1
  expect((await house.store.find(run.number))?.state.status).toBe('void')
})

test('a role lost between card and click is refused', async () => {
  const run = await house.ask('stop')
  const anna = house.actor('anna')
  const people = samplePeople().all
  house.people.current = peopleOf({
    people: people.map((one) => ({ ...one, roles: one.id === 'anna' ? [] : one.roles })),
  })
  await expect(house.runs.approve(seen(run), anna)).rejects.toThrow('Your roles do not allow')
  house.people.current = samplePeople()
  expect((await house.store.find(run.number))?.state.status).toBe('waiting')
})

test('a case that the bot opens between a look and a decision takes nothing from what was decided', async () => {
  const run = await approve(await house.ask('restart'), 'nikos')
  const opened = {
    type: 'case-opened',
    about: 'emergency',
    case: 7,
    at: run.state.requestedAt,
    by: 'bot',
  } as const
  let isOpened = false
  const meanwhile = house.runsOver({
    ...house.store,
    find: async (number) => {
      const found = await house.store.find(number)
      if (found !== null && !isOpened) {
        isOpened = true
        expect((await house.store.append(found, opened)).outcome).toBe('appended')
      }
      return found
    },
  })
  const stopped = await meanwhile.stopAfterStep(run.number, house.actor('nikos'))
  expect(stopped.state.status).toBe('stopped')
  expect(stopped.events.map(({ type }) => type)).toEqual([
    'requested',
    'approved',
    'case-opened',
    'stop-asked',
  ])
})

test('a second run meanwhile is told of the first, also when both were asked for before', async () => {
  const [first, second] = [await house.ask('restart'), await house.ask('restart')]
  await approve(first, 'nikos')
  const says = new RegExp(
    `^R-${first.number} has been restarting ai_assistant since \\d\\d:\\d\\d EES?T \\(Nikos Example\\)\\.$`,
  )
  await expect(house.ask('restart')).rejects.toThrow(says)
  await expect(approve(second, 'nikos')).rejects.toThrow(says)
  await finish(first)
})

test('staff are refused and told who is on duty; an unknown service is answered with those there are', async () => {
  await expect(house.ask('restart', 'maria')).rejects.toMatchObject({
    status: 403,
    action: 'Ask Nikos Example, who is on duty.',
  })
  await expect(house.ask('restart', 'nikos', 'nothing')).rejects.toMatchObject({ code: 'unknown_service' })
  await expect(house.ask('stop', 'nikos', 'ai_bot')).rejects.toMatchObject({ code: 'forbidden_verb' })
})

test('the same key asked twice is one run', async () => {
  const wanted = {
    procedure: 'restart',
    parameters: { service: 'ai_assistant' },
    reason: null,
    key: 'same',
    place: { platform: 'web', thread: 'a' },
  }
  const both = await Promise.all([1, 2].map(() => house.runs.request(wanted, house.actor('nikos'))))
  expect(both[0]?.number).toBe(both[1]?.number)
})

test('breaking the glass wants a reason, and owes a review by another senior', async () => {
  const run = await house.ask('stop', 'anna')
  const decision = { ...seen(run), reason: 'short' }
  await expect(house.runs.breakGlass(decision, house.actor('anna'))).rejects.toThrow('at least 10 characters')
  const broken = await house.runs.breakGlass({ ...decision, reason: 'it deletes data' }, house.actor('anna'))
  expect(broken.state).toMatchObject({ status: 'running', approval: 'broke-glass', reviewOwed: true })
  await expect(house.runs.review(run.number, null, house.actor('anna'))).rejects.toThrow(
    'A senior who did not',
  )
  await finish(run)
  expect((await house.runs.review(run.number, 'fine', house.actor('petros'))).state.reviewOwed).toBe(false)
})

test('a dry run changes nothing', async () => {
  const run = await house.ask('restart')
  const pid = house.testAgent.pidOf('ai_assistant')
  const { steps } = await house.runs.dryRun(run.number, house.actor('nikos'))
  expect(steps).toHaveLength(6)
  expect(steps[2]?.wouldDo).toBe('Would restart ai_assistant.')
  expect(house.testAgent.pidOf('ai_assistant')).toBe(pid)
  expect(await house.store.find(run.number)).toEqual(run)
})

test('a lease keeps others away until it runs out', async () => {
  const run = await approve(await house.ask('restart'), 'nikos')
  const other = house.otherStore()
  expect((await house.store.claim(house.clock.now()))?.number).toBe(run.number)
  expect(await other.claim(house.clock.now())).toBeNull()
  house.clock.wind(21_000)
  expect((await other.claim(house.clock.now()))?.number).toBe(run.number)
  expect(await house.store.renew(run.number, house.clock.now())).toBe(false)
  const ended = await execute(run, house.executeParts())
  expect(ended.state.status).toBe('done')
}, 30_000)
