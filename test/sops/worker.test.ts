import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { isUnreachable } from '../../src/db.ts'
import { startRuns } from '../../src/sops/worker.ts'
import { eventually } from '../harness/eventually.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

let house: RunsHouse
beforeEach(async () => {
  house = await runsHouse()
})
afterEach(() => house.close())

const start = (store = house.store) => {
  const { agent, assistant, reports, cases, records, runbook, clock } = house
  return startRuns({
    store,
    agent,
    assistant,
    reports,
    cases,
    records,
    runbook: () => runbook,
    clock,
    log: pino({ level: 'silent' }),
    isUnreachable,
    timeZone: () => 'UTC',
  })
}
const found = async (number: number) => {
  const run = await house.store.find(number)
  if (run === null) throw new Error('no run')
  return run
}

test('a worker stopped in the middle of a step leaves it to the next, which ends the run', async () => {
  const { number } = await house.confirmed()
  const first = start()
  await eventually(async () => (await found(number)).state.current !== null)
  await first.stop()
  expect((await found(number)).state.status).toBe('running')
  const second = start(house.otherStore())
  await eventually(async () => (await found(number)).state.status === 'done')
  await second.stop()
}, 40_000)

test('what nobody decided in time expires', async () => {
  const { number } = await house.ask('stop')
  const worker = start()
  house.clock.wind(31 * 60_000)
  await eventually(async () => (await found(number)).state.status === 'expired')
  await worker.stop()
})
