import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { assistantClient } from '../../../src/bot/assistant.ts'
import { outboxStore } from '../../../src/bot/outbox/store.ts'
import { startOutbox } from '../../../src/bot/outbox.ts'
import { ticketWebhook } from '../../../src/bot/tickets/webhook.ts'
import { readConfig } from '../../../src/config.ts'
import { isUnreachable, type OpsDb, openOpsDb } from '../../../src/db.ts'
import { putOutgoing } from '../../../src/outgoing-store.ts'
import type { Worker } from '../../../src/worker.ts'
import { startTicketReceiver, type TicketReceiver } from '../../fakes/ticket-receiver.ts'
import { type TestClock, testClock } from '../../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'

let receiver: TicketReceiver
let database: ScratchDatabase
let db: OpsDb
let clock: TestClock
const workers: Worker[] = []

beforeEach(async () => {
  receiver = await startTicketReceiver()
  database = await scratchDatabase('ops')
  db = openOpsDb(database.url)
  clock = testClock()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await db.$disconnect()
  await database.drop()
  await receiver.stop()
})

function start(
  settings: Record<string, string> = { TICKET_WEBHOOK_URL: receiver.url },
  patienceMs?: number,
): void {
  const config = readConfig(settings)
  const sendTicket = ticketWebhook(config, patienceMs)
  workers.push(
    startOutbox({
      store: outboxStore(db),
      assistant: assistantClient(config),
      ...(sendTicket !== undefined && { sendTicket }),
      clock,
      isUnreachable,
      log: pino({ level: 'silent' }),
    }),
  )
}

const put = (version = 1) =>
  putOutgoing(db, clock, {
    destination: 'ticket',
    key: 'T-7',
    version,
    payload: { ticket: 'T-7', version },
    requestId: 'r-1',
  })
const isDone = async () => (await db.outgoing.count({ where: { status: { not: 'done' } } })) === 0
const keys = () => receiver.calls.map(({ headers }) => headers['idempotency-key'])

test('a ticket is sent once, under its number and version, with the request that it came of', async () => {
  await put()
  start()
  await eventually(isDone)
  const [call, ...more] = receiver.calls
  expect(more).toEqual([])
  expect(JSON.parse(call?.body ?? '')).toEqual({ ticket: 'T-7', version: 1 })
  expect(call?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'T-7-version-1',
    'x-request-id': 'r-1',
  })
  expect(call?.headers['x-signature-256']).toBeUndefined()
})

test('through a 500, a receiver that says nothing, a line that is cut and a refusal: again under the same key, until it is taken', async () => {
  receiver.plan(500, 'silence', 'cut', 404)
  await put()
  start(undefined, 4_000)
  for (let tries = 1; tries <= 4; tries += 1) {
    await eventually(
      async () => (await db.outgoing.findFirst({ where: { status: 'waiting', attempts: tries } })) !== null,
    )
    clock.wind(400_000)
  }
  await eventually(isDone)
  expect(keys()).toEqual(Array.from({ length: 5 }, () => 'T-7-version-1'))
}, 60_000)

test('of several versions that wait, the newest is sent', async () => {
  await put(1)
  await put(2)
  start()
  await eventually(isDone)
  expect(keys()).toEqual(['T-7-version-2'])
})

test('with a secret the body is signed', async () => {
  await put()
  start({ TICKET_WEBHOOK_URL: receiver.url, TICKET_WEBHOOK_SECRET: 'between us' })
  await eventually(isDone)
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.calls
  const expected = createHmac('sha256', 'between us').update(body).digest('hex')
  expect(headers['x-signature-256']).toBe(`sha256=${expected}`)
})

test('what is meant for one address is not shown to another', async () => {
  const stranger = await startTicketReceiver()
  receiver.plan({ movedTo: stranger.url })
  await put()
  start()
  await eventually(
    async () => (await db.outgoing.findFirst({ where: { status: 'waiting', attempts: 1 } })) !== null,
  )
  expect(stranger.calls).toEqual([])
  await stranger.stop()
})

test('without an address nothing is sent, and what waits is kept', async () => {
  await put()
  start({})
  const row = await eventually(
    async () => (await db.outgoing.findFirst({ where: { status: 'waiting', attempts: 1 } })) ?? undefined,
  )
  expect(row.error).toContain('TICKET_WEBHOOK_URL is not set')
})
