import { later } from '../../clock.ts'
import { type OpsDb, OpsPrisma } from '../../db.ts'
import { inboundWithoutSecrets } from '../chat-secrets.ts'
import type { Delivery, Inbound } from '../platform.ts'

/** Questions of a thread wait for each other, and so does the rest; neither waits for the other. */
export type Lane = 'question' | 'other'

/** `now`: it is answered within its own request, and kept as done. */
export type Intake = Lane | 'now'

/** A delivery that this process has leased. */
export interface Leased extends Delivery {
  /** It was begun before: something of it may be done already. */
  isResumed: boolean
  /** How often it was begun since it last came to an orderly end, this time included. */
  attempts: number
}

export interface InboxStore {
  /** @returns false when its key is there already. */
  insert(delivery: Delivery, lane: Intake): Promise<boolean>
  /** Leases the next delivery of a lane that is due, in the order of its thread. */
  claim(lane: Lane, now: Date): Promise<Leased | null>
  /** @returns false when the lease was lost. */
  renew(key: string, now: Date): Promise<boolean>
  done(key: string, now: Date): Promise<void>
  /** Gives the lease back; `fault` is what went wrong, absent where it merely has to wait. */
  putBack(key: string, dueAt: Date, fault?: string): Promise<void>
  fail(key: string, now: Date, fault: string): Promise<void>
  find(key: string): Promise<Delivery | null>
  /** What somebody asked and has no answer to yet, the oldest first. */
  openQuestions(personId: string, limit: number): Promise<Delivery[]>
  /** Throws where the database does not answer. */
  ping(): Promise<void>
  /** Owners that hold leases. */
  owners(): Promise<string[]>
  /** Ends the leases of owners that are no more. */
  release(owners: string[], now: Date): Promise<number>
}

/** How long a lease lasts without being renewed, in milliseconds. */
export const leaseMs = 20_000

interface InboxRow {
  delivery_key: string
  platform: string
  thread: string
  person_id: string | null
  verified: boolean
  payload: Inbound
  request_id: string
  received_at: Date
  due_at: Date
  attempts: number
  origin: Record<string, string> | null
}

/** The intake's table, as one process sees it. */
export function inboxStore(db: OpsDb, owner: string): InboxStore {
  return {
    insert: async (delivery, lane) => (await db.$executeRaw(insertDelivery(delivery, lane))) > 0,
    claim: async (lane, now) => {
      const [row] = await db.$queryRaw<InboxRow[]>`
        UPDATE inbox SET status = 'working', lease_owner = ${owner}, attempts = attempts + 1,
          lease_until = ${later(now, leaseMs)}
        WHERE delivery_key = (
          SELECT delivery_key FROM inbox candidate
          WHERE kind = ${lane}
            AND (status = 'waiting' AND due_at <= ${now} OR status = 'working' AND lease_until < ${now})
            AND NOT EXISTS (
              SELECT 1 FROM inbox earlier
              WHERE earlier.thread = candidate.thread AND earlier.platform = candidate.platform
                AND earlier.kind = candidate.kind AND earlier.sequence < candidate.sequence
                AND earlier.status IN ('waiting', 'working'))
          ORDER BY due_at, sequence LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING *`
      return row === undefined ? null : leasedOf(row)
    },
    renew: async (key, now) => {
      const { count } = await db.delivery.updateMany({
        where: mine(key, owner),
        data: { leaseUntil: later(now, leaseMs) },
      })
      return count > 0
    },
    done: async (key, now) => {
      await db.delivery.updateMany({
        where: mine(key, owner),
        data: { ...unleased, status: 'done', doneAt: now, error: null },
      })
    },
    putBack: async (key, dueAt, fault) => {
      const data = fault === undefined ? { attempts: 0, error: null } : { error: fault }
      await db.delivery.updateMany({
        where: mine(key, owner),
        data: { ...unleased, ...data, status: 'waiting', dueAt },
      })
    },
    fail: async (key, now, fault) => {
      await db.delivery.updateMany({
        where: mine(key, owner),
        data: { ...unleased, status: 'failed', doneAt: now, error: fault },
      })
    },
    find: async (key) => {
      const [row] = await db.$queryRaw<InboxRow[]>`SELECT * FROM inbox WHERE delivery_key = ${key}`
      return row === undefined ? null : deliveryOf(row)
    },
    openQuestions: async (personId, limit) => {
      const rows = await db.$queryRaw<InboxRow[]>`
        SELECT * FROM inbox WHERE person_id = ${personId} AND kind = 'question'
          AND status IN ('waiting', 'working') AND payload->>'kind' = 'message'
        ORDER BY sequence LIMIT ${limit}`
      return rows.map(deliveryOf)
    },
    ping: async () => void (await db.$queryRaw`SELECT 1`),
    owners: async () => {
      const rows = await db.delivery.findMany({
        where: { status: 'working' },
        distinct: ['leaseOwner'],
        select: { leaseOwner: true },
      })
      return rows.flatMap((row) => row.leaseOwner ?? [])
    },
    release: async (owners, now) => {
      const { count } = await db.delivery.updateMany({
        where: { status: 'working', leaseOwner: { in: owners } },
        data: { ...unleased, status: 'waiting', dueAt: now },
      })
      return count
    },
  }
}

/**
 * The statement that stores a delivery, and nothing where its key is there already. A platform can make it part
 * of a larger one; `from` then names what must have a row.
 */
export function insertDelivery(delivery: Delivery, lane: Intake, from = OpsPrisma.empty): OpsPrisma.Sql {
  const { key, place, personId, verified, requestId, inbound, receivedAt, origin } = delivery
  const [status, doneAt] = lane === 'now' ? ['done', receivedAt] : ['waiting', null]
  return OpsPrisma.sql`
    INSERT INTO inbox (delivery_key, platform, thread, kind, person_id, verified, request_id, payload, origin,
      status, due_at, received_at, done_at)
    SELECT ${key}, ${place.platform}, ${place.thread}, ${lane}, ${personId}, ${verified}, ${requestId},
      ${JSON.stringify(inboundWithoutSecrets(inbound))}::jsonb, ${origin === undefined ? null : JSON.stringify(origin)}::jsonb,
      ${status}, ${receivedAt}::timestamptz, ${receivedAt}::timestamptz, ${doneAt}::timestamptz
    ${from}
    ON CONFLICT (delivery_key) DO NOTHING`
}

const unleased = { leaseUntil: null, leaseOwner: null }
const mine = (key: string, owner: string) => ({
  deliveryKey: key,
  leaseOwner: owner,
  status: 'working',
})

function leasedOf(row: InboxRow): Leased {
  const { attempts, due_at: dueAt, received_at: receivedAt } = row
  return { ...deliveryOf(row), attempts, isResumed: attempts > 1 || dueAt > receivedAt }
}

function deliveryOf(row: InboxRow): Delivery {
  return {
    key: row.delivery_key,
    place: { platform: row.platform, thread: row.thread },
    personId: row.person_id,
    verified: row.verified,
    requestId: row.request_id,
    inbound: row.payload,
    receivedAt: row.received_at,
    ...(row.origin !== null && { origin: row.origin }),
  }
}
