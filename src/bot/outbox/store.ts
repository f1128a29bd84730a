import { type Clock, later } from '../../clock.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'

/** Something that must reach another system, in its newest version. */
export interface Outgoing {
  destination: 'escalation' | 'feedback' | 'verified-answer' | 'ticket'
  key: string
  version: number
  payload: OpsPrisma.InputJsonObject
  requestId: string
}

/** One that this process has leased. */
export interface LeasedOutgoing {
  id: bigint
  destination: string
  key: string
  version: number
  payload: unknown
  requestId: string
  attempts: number
}

export interface OutboxStore {
  /** Leases the next one that is due: of each key only the newest version. */
  claim(now: Date): Promise<LeasedOutgoing | null>
  /** It has arrived, and with it every older version of its key. */
  done(outgoing: LeasedOutgoing, now: Date): Promise<void>
  putBack(outgoing: LeasedOutgoing, dueAt: Date, fault: string): Promise<void>
}

const leaseMs = 30_000

interface OutboxRow {
  id: bigint
  destination: string
  key: string
  version: number
  payload: unknown
  request_id: string
  attempts: number
}

/** The outbox's table. */
export function outboxStore(db: OpsDb): OutboxStore {
  return {
    claim: async (now) => {
      const [row] = await db.$queryRaw<OutboxRow[]>`
        UPDATE outbox SET status = 'working', attempts = attempts + 1, lease_until = ${later(now, leaseMs)}
        WHERE id = (
          SELECT id FROM outbox candidate
          WHERE (status = 'waiting' AND due_at <= ${now} OR status = 'working' AND lease_until < ${now})
            AND NOT EXISTS (
              SELECT 1 FROM outbox newer
              WHERE newer.destination = candidate.destination AND newer.key = candidate.key
                AND newer.version > candidate.version)
          ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING *`
      return row === undefined ? null : { ...row, requestId: row.request_id }
    },
    done: async ({ destination, key, version }, now) => {
      await db.outgoing.updateMany({
        where: { destination, key, version: { lte: version }, status: { not: 'done' } },
        data: { status: 'done', doneAt: now, leaseUntil: null, error: null },
      })
    },
    putBack: async ({ id }, dueAt, fault) => {
      await db.outgoing.updateMany({
        where: { id, status: 'working' },
        data: { status: 'waiting', dueAt, leaseUntil: null, error: fault },
      })
    },
  }
}

/** Puts something into the outbox, within the transaction that made it true. */
export async function putOutgoing(
  transaction: OpsPrisma.TransactionClient,
  clock: Clock,
  { destination, key, version, payload, requestId }: Outgoing,
): Promise<void> {
  const now = clock.now()
  await transaction.outgoing.createMany({
    data: { destination, key, version, payload, requestId, dueAt: now, createdAt: now },
    skipDuplicates: true,
  })
}
