import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { reportStore } from '../../../src/bot/reports/store.ts'
import { ticketStore } from '../../../src/bot/tickets/store.ts'
import { type OpsDb, openOpsDb } from '../../../src/db.ts'
import { UserError } from '../../../src/errors.ts'
import type { Person } from '../../../src/people.ts'
import type { Finding } from '../../../src/sops/log-review/review.ts'
import type { NewReview } from '../../../src/sops/reports.ts'
import { testClock } from '../../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { samplePeople } from '../../harness/runs.ts'

const clock = testClock()
let database: ScratchDatabase
let db: OpsDb
beforeAll(async () => {
  database = await scratchDatabase('ops')
  db = openOpsDb(database.url)
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})
beforeEach(async () => {
  await db.$executeRaw`TRUNCATE log_reviews, log_findings, log_finding_counts, tickets, outbox, performance_reports, runs CASCADE`
})

const store = (areSent = false) => reportStore(db, { clock, areSent })
const tickets = (areSent = false) => ticketStore(db, { clock, areSent })
const nikos = {
  person: samplePeople().byId('nikos') as Person,
  verified: true,
  requestId: 'closing',
  place: 'web',
}

async function newRun(): Promise<number> {
  const at = clock.now()
  const { number } = await db.run.create({
    data: {
      requestKey: `key ${Math.random()}`,
      procedure: 'log-review',
      plan: {},
      digest: 'd',
      lock: `lock ${Math.random()}`,
      requestedBy: 'nikos',
      platform: 'web',
      thread: 't',
      requestId: 'asking',
      status: 'done',
      expiresAt: at,
      createdAt: at,
      updatedAt: at,
    },
  })
  return number
}

const finding = (kind: string, more: Partial<Finding> = {}): Finding => ({
  level: 'error',
  kind,
  pattern: 'other',
  sources: ['output'],
  count: 1,
  before: 0,
  change: 'new',
  sample: `${kind} 1`,
  ...more,
})

const review = async (findings: Finding[], day = '2026-11-28', run?: number): Promise<NewReview> => ({
  run: run ?? (await newRun()),
  day,
  often: 10,
  review: {
    service: 'ai_assistant',
    since: `${day}T00:00:00.000Z`,
    until: `${day}T12:00:00.000Z`,
    sources: [],
    findings,
    truncated: false,
  },
})
const keep = async (findings: Finding[], day?: string, areSent = false) =>
  await store(areSent).keepReview(await review(findings, day))

test('what was found is kept, and known to later reviews by level and kind', async () => {
  await keep([
    finding('a'),
    finding('w', { level: 'warning' }),
    finding('over', { count: 0, change: 'gone' }),
  ])
  const known = await store().knownFindings('ai_assistant', [
    finding('a'),
    finding('w'),
    finding('over'),
    finding('b'),
  ])
  expect([...known].sort()).toEqual(['error a', 'warning w'])
  expect(await store().knownFindings('db', [finding('a')])).toEqual(new Set())
})

test('seen first, seen last, and gone', async () => {
  await keep([finding('a')], '2026-11-27')
  await keep([finding('a', { count: 4, sources: ['output', 'ai_assistant.log'] })], '2026-11-28')
  await keep([finding('a', { count: 0, change: 'gone' })], '2026-11-29')
  const rows = await db.logFinding.findMany()
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    firstSeen: new Date('2026-11-27T12:00:00Z'),
    lastSeen: new Date('2026-11-28T12:00:00Z'),
    sources: ['output', 'ai_assistant.log'],
    state: 'gone',
  })
  expect((await db.logFindingCount.findMany({ orderBy: { run: 'asc' } })).map(({ count }) => count)).toEqual([
    1, 4,
  ])
})

test('a review that is kept again, as after a kill, is the first: nothing is counted or opened twice', async () => {
  const wanted = await review([finding('a', { count: 10 })])
  const first = await store(true).keepReview(wanted)
  const again = await store(true).keepReview({
    ...wanted,
    review: { ...wanted.review, findings: [finding('b', { count: 99 })] },
  })
  expect(again).toEqual(first)
  expect(await db.ticket.count()).toBe(1)
  expect(await db.logFinding.count()).toBe(1)
  expect(await db.outgoing.count()).toBe(1)
})

test('of the same review kept by two processes at once, one counts', async () => {
  const wanted = await review([finding('a', { count: 10 })])
  const kept = await Promise.all([1, 2, 3, 4].map(() => store(true).keepReview(wanted)))
  expect(kept).toEqual([kept[0], kept[0], kept[0], kept[0]])
  expect(await db.outgoing.count()).toBe(1)
})

test('a ticket is opened for what comes often, or on a second day within a week; one a finding', async () => {
  expect((await keep([finding('often', { count: 10 }), finding('a')], '2026-11-20')).tickets).toEqual([
    { number: expect.any(Number), kind: 'often', isNew: true },
  ])
  expect((await keep([finding('a')], '2026-11-20')).tickets).toEqual([])
  expect((await keep([finding('a')], '2026-11-27')).tickets).toEqual([])
  const second = await keep([finding('a')], '2026-11-28')
  expect(second.tickets).toMatchObject([{ kind: 'a', isNew: true }])
  const third = await keep([finding('a')], '2026-11-28')
  expect(third.tickets).toEqual([{ ...second.tickets[0], isNew: false }])
  expect(await db.ticket.count()).toBe(2)
})

test('while a ticket is open, whatever is seen of its kind renews it, however seldom', async () => {
  await keep([finding('a', { count: 10 })], '2026-11-01')
  const seen = await keep([finding('a', { count: 2 })], '2026-11-28')
  expect(seen.tickets).toMatchObject([{ kind: 'a', isNew: false }])
  expect(await db.ticket.findFirst()).toMatchObject({ version: 2, count: 2, state: 'open' })
})

test('more than twenty tickets are not opened at once', async () => {
  const many = Array.from({ length: 30 }, (_, n) =>
    finding(`kind ${String.fromCharCode(97 + n)}`, { count: 20 }),
  )
  expect((await keep(many)).tickets).toHaveLength(20)
  expect(await db.logFinding.count()).toBe(30)
})

test('a ticket is closed once, on record; what comes again gets another one', async () => {
  const { tickets: opened } = await keep([finding('a', { count: 10 })])
  const number = opened[0]?.number ?? 0
  expect(await tickets().openAmong([number])).toMatchObject([{ number, kind: 'a', state: 'open' }])
  expect(await tickets().close(number, nikos)).toMatchObject({
    state: 'closed',
    closedBy: 'nikos',
    version: 2,
  })
  await expect(tickets().close(number, nikos)).rejects.toThrow(UserError)
  await expect(tickets().close(4_711, nikos)).rejects.toThrow('T-4711 is not open.')
  expect(await tickets().openAmong([number])).toEqual([])
  const audit = await db.audit.findMany({ where: { action: 'ticket.closed' } })
  expect(audit).toMatchObject([
    { person: 'nikos', subject: `T-${number}`, outcome: 'done', requestId: 'closing' },
  ])
  const again = await keep([finding('a', { count: 10 })])
  expect(again.tickets[0]?.number).toBeGreaterThan(number)
  expect(again.tickets[0]?.isNew).toBe(true)
})

test('of twenty who close a ticket at once, one does', async () => {
  const { tickets: opened } = await keep([finding('a', { count: 10 })])
  const number = opened[0]?.number ?? 0
  const closed = await Promise.allSettled(
    Array.from({ length: 20 }, () => tickets(true).close(number, nikos)),
  )
  expect(closed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await db.outgoing.count()).toBe(1)
})

test('every change of a ticket is put into the outbox with it, where somebody is told; nothing otherwise', async () => {
  const silent = await keep([finding('quiet', { count: 10 })])
  expect(silent.ticketsSent).toBe(false)
  expect(await db.outgoing.count()).toBe(0)
  const { tickets: opened, ticketsSent } = await keep(
    [finding('a', { count: 10, pattern: 'database' })],
    undefined,
    true,
  )
  expect(ticketsSent).toBe(true)
  const number = opened[0]?.number ?? 0
  await keep([finding('a', { count: 11, pattern: 'database' })], undefined, true)
  await tickets(true).close(number, nikos)
  const rows = await db.outgoing.findMany({ orderBy: { version: 'asc' } })
  expect(rows.map(({ destination, key, version }) => `${destination} ${key} ${version}`)).toEqual([
    `ticket T-${number} 1`,
    `ticket T-${number} 2`,
    `ticket T-${number} 3`,
  ])
  expect(rows.map(({ requestId }) => requestId)).toEqual(['asking', 'asking', 'closing'])
  expect(rows.map(({ payload }) => payload)).toMatchObject([
    {
      ticket: `T-${number}`,
      version: 1,
      state: 'open',
      pattern: 'database',
      kind: 'a',
      count: 10,
      sample: 'a 1',
    },
    { version: 2, state: 'open', count: 11 },
    { version: 3, state: 'closed', closed_by: 'nikos', count: 11 },
  ])
})

const point = (at: string, memory: number | null) => ({
  at,
  values: { cpu: 1, memory, response_time: null, error_rate: 0, active_sessions: 2 },
})

test('a report is kept once a run, and is shown among those before it', async () => {
  const [one, two, three] = [await newRun(), await newRun(), await newRun()]
  const first = await store().keepPoint(one, point('2026-11-27T10:00:00.000Z', 0.5))
  expect(first.points).toEqual([point('2026-11-27T10:00:00.000Z', 0.5)])
  const second = await store().keepPoint(two, point('2026-11-28T10:00:00.000Z', null))
  await store().keepPoint(three, point('2026-11-29T10:00:00.000Z', 0.9))
  const repeated = await store().keepPoint(two, point('2026-11-28T11:00:00.000Z', 99))
  expect(repeated).toEqual(second)
  expect(second.points.map(({ values }) => values.memory)).toEqual([0.5, null])
  expect(await store().trendOf(second.picture)).toEqual(second.points)
  expect(await store().trendOf('00000000-0000-4000-8000-000000000000')).toBeNull()
})

test('a trend has the newest thirty reports', async () => {
  let kept = await store().keepPoint(await newRun(), point('2026-10-01T10:00:00.000Z', 0))
  for (let n = 1; n < 35; n += 1) {
    const at = new Date(Date.parse('2026-10-01T10:00:00Z') + n * 3_600_000).toISOString()
    kept = await store().keepPoint(await newRun(), point(at, n))
  }
  expect(kept.points).toHaveLength(30)
  expect(kept.points.map(({ values }) => values.memory)).toEqual(Array.from({ length: 30 }, (_, n) => n + 5))
})
