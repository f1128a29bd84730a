import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { TestClock } from 'pg-boss'
import { pino } from 'pino'
import { ensureRoles } from '../src/database-roles.ts'
import { isUnreachable } from '../src/db.ts'
import { migrate } from '../src/migrate.ts'
import { startMinutes } from '../src/queue.ts'
import type { Worker } from '../src/worker.ts'
import { type ScratchDatabase, scratchDatabase, testServerUrl } from './harness/database.ts'
import { eventually } from './harness/eventually.ts'

let database: ScratchDatabase
let told: { who: string; minute: string }[]
let said: { level: number; msg: string }[]
const running: Worker[] = []
beforeEach(async () => {
  database = await scratchDatabase('ops')
  told = []
  said = []
})
afterEach(async () => {
  await stopAll()
  await database.drop()
})

async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((one) => one.stop()))
}

/** Starts the minutes of a process, and waits until it takes part in them. */
async function start(who: string, clock: TestClock | undefined, url = database.url): Promise<Worker> {
  const log = pino({}, { write: (line: string) => void said.push(JSON.parse(line)) })
  const onMinute = async () => {
    told.push({ who, minute: new Date(clock?.now() ?? 0).toISOString().slice(11, 16) })
  }
  const before = said.length
  const worker = startMinutes({ url, onMinute, log, isUnreachable, ...(clock && { clock }) })
  running.push(worker)
  await eventually(() => said.slice(before).some(({ msg }) => msg === 'the queue is at work'))
  return worker
}

const faults = () => said.filter(({ level }) => level >= 50)
const minutes = () => told.map(({ minute }) => minute)

async function query(sql: string, url = database.url): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Winds a clock in steps shorter than what waits on it, for as long as something does not hold. */
async function windUntil(clock: TestClock, holds: () => boolean): Promise<void> {
  await eventually(async () => {
    for (let seconds = 0; seconds < 10 && !holds(); seconds += 1) await clock.tick(1_000)
    return holds()
  })
}

const windTo = (clock: TestClock, time: string): Promise<void> =>
  windUntil(clock, () => clock.now() >= new Date(time).getTime())

test('of three processes one is told of each minute, also when one of them has gone', async () => {
  const clock = new TestClock('2026-11-29T12:00:30Z')
  const first = await start('one', clock)
  await start('two', clock)
  await start('three', clock)
  await windUntil(clock, () => told.length > 0)
  told = []
  await windTo(clock, '2026-11-29T12:04:50Z')
  expect(minutes()).toEqual(expectedMinutes(told[0]?.minute, '12:04'))
  await first.stop()
  told = []
  await windTo(clock, '2026-11-29T12:08:50Z')
  expect(minutes()).toEqual(expectedMinutes('12:05', '12:08'))
  expect(told.map(({ who }) => who)).not.toContain('one')
  expect(faults()).toEqual([])
}, 60_000)

/** Every minute from one of an hour to another. */
function expectedMinutes(from = '', to = ''): string[] {
  const [hour, first, last] = [from.slice(0, 3), Number(from.slice(3)), Number(to.slice(3))]
  return Array.from(
    { length: last - first + 1 },
    (_, more) => `${hour}${String(first + more).padStart(2, '0')}`,
  )
}

test('minutes in which nobody ran are not made up for', async () => {
  const clock = new TestClock('2026-11-29T12:00:30Z')
  await start('one', clock)
  await windUntil(clock, () => told.length > 1)
  await stopAll()
  told = []
  await clock.setTime('2026-12-02T15:00:30Z')
  await start('two', clock)
  await windTo(clock, '2026-12-02T15:03:50Z')
  expect(minutes().length).toBeLessThanOrEqual(4)
  expect(minutes().at(-1)).toBe('15:03')
}, 60_000)

test('the role that works in the database has the rights that it takes, and may not change the tables', async () => {
  const unique = randomBytes(4).toString('hex')
  const plan = { database: `queue_${unique}`, owner: `qowner_${unique}`, runtime: `qruntime_${unique}` }
  const at = (name: string) => Object.assign(new URL(testServerUrl()), { pathname: `/${name}` }).href
  const as = (username: string) =>
    Object.assign(new URL(at(plan.database)), { username, password: 'pass' }).href
  await ensureRoles(at, plan, { owner: 'pass', runtime: 'pass' })
  try {
    await migrate('ops', as(plan.owner))
    await start('one', undefined, as(plan.runtime))
    await query("INSERT INTO pgboss.job (name, policy) VALUES ('minutes', 'short')", as(plan.runtime))
    await eventually(() => told.length > 0)
    expect(faults()).toEqual([])
    for (const forbidden of [
      'CREATE TABLE pgboss.mine (n int)',
      'DROP TABLE pgboss.job',
      'TRUNCATE pgboss.job',
      'ALTER TABLE pgboss.queue ADD COLUMN mine int',
      'CREATE OR REPLACE FUNCTION pgboss.job_now() RETURNS timestamptz AS $$ SELECT now() $$ LANGUAGE sql STABLE',
      'DROP SCHEMA pgboss CASCADE',
    ]) {
      await expect(query(forbidden, as(plan.runtime))).rejects.toThrow(/permission denied|must be owner/)
    }
  } finally {
    await stopAll()
    await query(`DROP DATABASE ${plan.database} WITH (FORCE)`, at('postgres'))
    await query(`DROP ROLE ${plan.owner}, ${plan.runtime}`, at('postgres'))
  }
}, 60_000)

test('it cannot begin while the database lets nobody in, begins by itself later, and outlives a second outage', async () => {
  await database.pause()
  const log = pino({}, { write: (line: string) => void said.push(JSON.parse(line)) })
  const onMinute = async () => void told.push({ who: 'one', minute: '' })
  const worker = startMinutes({ url: database.url, onMinute, log, isUnreachable })
  running.push(worker)
  await eventually(() => faults().length > 0)
  await database.resume()
  worker.wake()
  await eventually(() => said.some(({ msg }) => msg === 'the queue is at work'))
  await database.pause()
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  await database.resume()
  await query("INSERT INTO pgboss.job (name, policy) VALUES ('minutes', 'short')")
  await eventually(() => told.length > 0)
  expect(faults().map(({ msg }) => msg)).toEqual(['the database cannot be reached; work waits for it'])
}, 60_000)

test('it stops at once, also while it begins and while the database lets nobody in', async () => {
  const log = pino({ level: 'silent' })
  const begin = () => startMinutes({ url: database.url, onMinute: async () => undefined, log, isUnreachable })
  const took = async (worker: Worker): Promise<number> => {
    const before = performance.now()
    await worker.stop()
    return performance.now() - before
  }
  expect(await took(begin())).toBeLessThan(2_000)
  await start('one', undefined)
  await database.pause()
  const [working] = running.splice(0)
  expect(await took(working as Worker)).toBeLessThan(2_000)
  expect(await took(begin())).toBeLessThan(2_000)
  await database.resume()
}, 60_000)
