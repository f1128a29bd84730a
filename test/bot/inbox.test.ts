import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { type InboxStore, inboxStore, type Lane, leaseMs } from '../../src/bot/inbox/store.ts'
import { type Inbox, type InboxOptions, startInbox } from '../../src/bot/inbox.ts'
import type { Delivery } from '../../src/bot/platform.ts'
import { isUnreachable, type OpsDb, openOpsDb } from '../../src/db.ts'
import { isGone, newOwner } from '../../src/owner.ts'
import { type TestClock, testClock } from '../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'

let database: ScratchDatabase
let db: OpsDb
let store: InboxStore
let clock: TestClock
const workers: Inbox[] = []

beforeEach(async () => {
  database = await scratchDatabase('ops')
  db = openOpsDb(database.url)
  store = inboxStore(db, newOwner())
  clock = testClock()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await db.$disconnect()
  await database.drop()
})

async function start(parts: Partial<InboxOptions>): Promise<Inbox> {
  const worker = await startInbox({
    store,
    clock,
    log: pino({ level: 'silent' }),
    isUnreachable,
    handle: async () => ({ state: 'done' }),
    giveUp: async () => {},
    untilFree: async () => {},
    isPassing: () => false,
    ...parts,
  })
  workers.push(worker)
  return worker
}

const deliver = (key: string, thread = 'a', lane: Lane = 'question') =>
  store.insert(
    {
      key,
      place: { platform: 'web', thread },
      personId: 'maria',
      verified: true,
      requestId: `request ${key}`,
      inbound: { kind: 'message', text: key },
      receivedAt: clock.now(),
    },
    lane,
  )
const statusOf = async (key: string) =>
  (await db.delivery.findUniqueOrThrow({ where: { deliveryKey: key } })).status
const claimed = async (lane: Lane = 'question') => (await store.claim(lane, clock.now()))?.key

test('a key is stored once', async () => {
  expect(await Promise.all([deliver('1'), deliver('1'), deliver('1')])).toEqual(
    expect.arrayContaining([true, false, false]),
  )
  expect(await db.delivery.count()).toBe(1)
})

test('of a thread and lane only the first is given out; the rest waits until it is done', async () => {
  await deliver('1')
  await deliver('2')
  await deliver('3', 'a', 'other')
  await deliver('4', 'b')
  expect([await claimed(), await claimed(), await claimed()]).toEqual(['1', '4', undefined])
  expect([await claimed('other'), await claimed('other')]).toEqual(['3', undefined])
  await store.putBack('1', new Date(clock.now().getTime() + 5_000))
  expect(await claimed()).toBeUndefined()
  clock.wind(6_000)
  expect(await claimed()).toBe('1')
  await store.done('1', clock.now())
  expect(await claimed()).toBe('2')
})

test('a lease that is renewed is kept, one that is not is taken by another, and its old owner cannot close it', async () => {
  await deliver('1')
  await store.claim('question', clock.now())
  clock.wind(leaseMs - 1_000)
  expect(await store.renew('1', clock.now())).toBe(true)
  clock.wind(2_000)
  expect(await claimed()).toBeUndefined()
  clock.wind(leaseMs)
  const other = inboxStore(db, newOwner())
  expect(await other.claim('question', clock.now())).toMatchObject({ key: '1', attempts: 2, isResumed: true })
  expect(await store.renew('1', clock.now())).toBe(false)
  await store.done('1', clock.now())
  expect(await statusOf('1')).toBe('working')
})

test('a handler that fails is tried again, after longer and longer; then the person is told, once', async () => {
  const told: string[] = []
  let tries = 0
  await deliver('1')
  await start({
    handle: async () => {
      tries += 1
      throw new Error('a bug')
    },
    giveUp: async ({ requestId }) => void told.push(requestId),
  })
  for (let tried = 1; tried <= 4; tried += 1) {
    await eventually(() => tries === tried)
    await eventually(async () => (await statusOf('1')) !== 'working')
    clock.wind(60_000)
  }
  expect(await eventually(async () => (await statusOf('1')) === 'failed')).toBe(true)
  expect({ tries, told }).toEqual({ tries: 4, told: ['request 1'] })
})

test('a delivery that takes the process down each time is given up too', async () => {
  const told: string[] = []
  await deliver('1')
  for (let crash = 1; crash <= 4; crash += 1) {
    await inboxStore(db, newOwner()).claim('question', clock.now())
    clock.wind(leaseMs + 1_000)
  }
  await start({ giveUp: async ({ key }) => void told.push(key) })
  await eventually(async () => (await statusOf('1')) === 'failed')
  expect(told).toEqual(['1'])
})

test('waiting is no fault: a delivery that is put off is handled as often as it takes', async () => {
  let tries = 0
  await deliver('1')
  await start({
    handle: async () => {
      tries += 1
      return tries > 10 ? { state: 'done' } : { state: 'waiting', dueAt: clock.now() }
    },
  })
  await eventually(async () => (await statusOf('1')) === 'done')
  expect(tries).toBe(11)
})

test('a handler whose lease was lost is told to stop, and what it did meanwhile changes nothing', async () => {
  await deliver('1')
  let aborted = false
  await start({
    handle: (_: Delivery, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason)
        })
      }),
  })
  await eventually(async () => (await statusOf('1')) === 'working')
  await db.delivery.update({ where: { deliveryKey: '1' }, data: { leaseOwner: 'somebody else' } })
  await eventually(() => aborted, { within: leaseMs })
  expect(await statusOf('1')).toBe('working')
})

test('a start takes over at once what a killed process of this machine had leased, and nothing of others', async () => {
  const owners = { killed: `${hostname()}/999999/x/1`, elsewhere: 'other-machine/1/x/1', alive: newOwner() }
  for (const [key, owner] of Object.entries(owners)) {
    await deliver(key, key)
    await inboxStore(db, owner).claim('question', clock.now())
  }
  const handled: string[] = []
  await start({
    handle: async ({ key }) => {
      handled.push(key)
      return { state: 'done' }
    },
  })
  await eventually(async () => (await statusOf('killed')) === 'done')
  expect(handled).toEqual(['killed'])
})

test.each([
  ['a process of this machine that is no more', `${hostname()}/999999/x/1`, true],
  ['an earlier process of this number', `${hostname()}/${process.pid}/x/1`, true],
  ['this process', newOwner(), false],
  ['the process that started this one', `${hostname()}/${process.ppid}/x/1`, false],
  ['a process of another machine', 'other/999999/x/1', false],
])('%s: gone is %s → %s', (_, owner, expected) => {
  expect(isGone(owner)).toBe(expected)
})

test('while a chat platform is away a delivery waits for it, however often that takes, and is not given up', async () => {
  const away = new Error('Slack does not answer')
  let tries = 0
  let gaveUp = false
  const worker = await start({
    isPassing: (error) => error === away,
    handle: async () => {
      tries += 1
      if (tries <= 6) throw away
      return { state: 'done' }
    },
    giveUp: async () => {
      gaveUp = true
    },
  })
  await deliver('patient')
  await eventually(async () => {
    clock.wind(60_000)
    worker.wake('question')
    return (await statusOf('patient')) === 'done'
  })
  expect([tries, gaveUp]).toEqual([7, false])
})
