import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { assistantClient } from '../../src/bot/assistant.ts'
import { mirroredRecords } from '../../src/bot/outbox/records-store.ts'
import { outboxStore } from '../../src/bot/outbox/store.ts'
import { startOutbox } from '../../src/bot/outbox.ts'
import { readConfig } from '../../src/config.ts'
import { isUnreachable, type OpsDb, openOpsDb } from '../../src/db.ts'
import { putOutgoing } from '../../src/outgoing-store.ts'
import type { Worker } from '../../src/worker.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type TestClock, testClock } from '../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let database: ScratchDatabase
let db: OpsDb
let clock: TestClock
const workers: Worker[] = []

beforeEach(async () => {
  assistant = await startFakeAssistant()
  database = await scratchDatabase('ops')
  db = openOpsDb(database.url)
  clock = testClock()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await db.$disconnect()
  await database.drop()
  await assistant.stop().catch(() => undefined)
})

function start(): Worker {
  const client = assistantClient(readConfig({ ASSISTANT_URL: assistant.url }))
  const worker = startOutbox({
    store: outboxStore(db),
    assistant: client,
    clock,
    isUnreachable,
    log: pino({ level: 'silent' }),
  })
  workers.push(worker)
  return worker
}

const put = (key: string, version: number) =>
  putOutgoing(db, clock, {
    destination: 'escalation',
    key,
    version,
    payload: { version, session_id: null, status: 'open', summary: `version ${version}`, details: {} },
    requestId: 'r',
  })
const sent = () =>
  assistant.calls.map(({ path, body }) => `${path.split('/').at(-1)} ${JSON.parse(body).version}`)
const open = () => db.outgoing.count({ where: { status: { not: 'done' } } })

test('what was put in arrives once, with the newest version of each key alone', async () => {
  await put('C-1', 1)
  await put('C-1', 2)
  await put('C-1', 3)
  await put('C-2', 1)
  start()
  await eventually(async () => (await open()) === 0)
  expect(sent().sort()).toEqual(['C-1 3', 'C-2 1'])
})

test('the same version put in twice is one', async () => {
  await put('C-1', 1)
  await put('C-1', 1)
  start()
  await eventually(async () => (await open()) === 0)
  expect(sent()).toEqual(['C-1 1'])
})

test('while the assistant is down nothing is lost; it is tried again, more and more seldom', async () => {
  await assistant.stop()
  await put('C-1', 1)
  start()
  const tried = (times: number) =>
    eventually(
      async () =>
        (await db.outgoing.findFirst({ where: { status: 'waiting', attempts: times } })) ?? undefined,
    )
  const first = await tried(1)
  const wait = (row: typeof first) => row.dueAt.getTime() - clock.now().getTime()
  expect(wait(first)).toBeLessThanOrEqual(1_000)
  for (let times = 1; times < 6; times += 1) {
    clock.wind(400_000)
    await tried(times + 1)
  }
  expect(wait(await tried(6))).toBeGreaterThan(25_000)
  await assistant.start()
  clock.wind(400_000)
  await eventually(async () => (await open()) === 0)
  expect(sent()).toEqual(['C-1 1'])
}, 60_000)

test('a refusal is tried again too', async () => {
  assistant.recordStatus = 503
  await put('C-1', 1)
  start()
  await eventually(() => sent().length === 1)
  assistant.recordStatus = 204
  clock.wind(10_000)
  await eventually(async () => (await open()) === 0)
  expect(sent()).toEqual(['C-1 1', 'C-1 1'])
})

test('what a killed process had begun is taken up when its lease has run out', async () => {
  await put('C-1', 1)
  await outboxStore(db).claim(clock.now())
  start()
  expect(await outboxStore(db).claim(clock.now())).toBeNull()
  clock.wind(31_000)
  await eventually(async () => (await open()) === 0)
})

test('an older version never follows a newer one', async () => {
  await put('C-1', 2)
  start()
  await eventually(async () => (await open()) === 0)
  await put('C-1', 1)
  await put('C-9', 1)
  await eventually(() => sent().includes('C-9 1'))
  expect(sent()).not.toContain('C-1 1')
})

test('everything is sent again where the assistant may have lost it: the newest version of each, tickets apart', async () => {
  const records = mirroredRecords(db, clock)
  expect([await records.sendAgain(), await records.unsent()]).toEqual([0, 0])
  start()
  for (const [key, version] of [
    ['C-1', 1],
    ['C-1', 2],
    ['C-2', 1],
  ] as const)
    await put(key, version)
  await putOutgoing(db, clock, { destination: 'ticket', key: 'T-1', version: 1, payload: {}, requestId: 'r' })
  await db.outgoing.updateMany({ where: { destination: 'ticket' }, data: { status: 'done' } })
  await eventually(async () => (await open()) === 0)
  assistant.calls.length = 0
  // One that could not be delivered for long does not wait for its turn.
  await db.outgoing.updateMany({
    where: { key: 'C-2' },
    data: { status: 'waiting', dueAt: new Date('2099-01-01') },
  })
  expect(await records.sendAgain()).toBe(2)
  await eventually(async () => (await records.unsent()) === 0)
  expect(sent().sort()).toEqual(['C-1 2', 'C-2 1'])
})
