import { createHash } from 'node:crypto'
import { putAudit } from '../../../audit-store.ts'
import { type Clock, later } from '../../../clock.ts'
import type { OpsDb } from '../../../db.ts'

/** What attempts are counted by: the name that was typed, and where it came from. */
export type AttemptKind = 'name' | 'address'

/** Attempts to sign in by password, counted for all copies of the bot together. */
export interface AttemptStore {
  /**
   * Counts an attempt before it is made, so that many at once are not more than one after another.
   * @returns how long to wait instead, in milliseconds; 0 where it may be made.
   */
  take(kind: AttemptKind, key: string): Promise<number>
  /** It worked: the name begins anew, the address gets this one attempt back. */
  forgive(name: string, address: string): Promise<void>
  /** Notes that somebody was refused; `person` is whose name was typed, null where it is nobody's. */
  noteRefused(person: string | null, detail: { how: string; why: string }, requestId: string): Promise<void>
}

/** How many attempts may fail before the next has to wait. */
const allowed: Record<AttemptKind, number> = { name: 5, address: 30 }
/** How long failures count, and the longest wait, in milliseconds. */
const windowMs = 15 * 60_000
const firstWaitMs = 30_000

/** How long nobody may try again after so many attempts: doubled each time. */
export function waitAfter(count: number, kind: AttemptKind): number {
  const over = count - allowed[kind]
  return over < 0 ? 0 : Math.min(windowMs, firstWaitMs * 2 ** Math.min(over, 10))
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex')

export function attemptStore(db: OpsDb, clock: Clock): AttemptStore {
  return {
    take: (kind, typed) =>
      db.$transaction(async (all) => {
        const key = digest(typed)
        const now = clock.now()
        await all.signInAttempt.deleteMany({ where: { waitsUntil: { lt: later(now, -windowMs) } } })
        const none = { kind, key, count: 0, waitsUntil: now }
        await all.signInAttempt.createMany({ data: [none], skipDuplicates: true })
        const [row = none] = await all.$queryRaw<(typeof none)[]>`
          SELECT count, waits_until AS "waitsUntil" FROM sign_in_attempts
          WHERE kind = ${kind} AND key = ${key} FOR UPDATE`
        // Where none has to wait yet, the time is that of another attempt, which may have begun later than this one.
        const wait = waitAfter(row.count, kind) === 0 ? 0 : row.waitsUntil.getTime() - now.getTime()
        if (wait > 0) return wait
        const count = row.count + 1
        const kept = { count, waitsUntil: later(now, waitAfter(count, kind)) }
        const where = { kind_key: { kind, key } }
        await all.signInAttempt.upsert({ where, create: { kind, key, ...kept }, update: kept })
        return 0
      }),
    forgive: async (name, address) => {
      await db.signInAttempt.deleteMany({ where: { kind: 'name', key: digest(name) } })
      await db.signInAttempt.updateMany({
        where: { kind: 'address', key: digest(address), count: { gt: 0 } },
        data: { count: { decrement: 1 }, waitsUntil: clock.now() },
      })
    },
    noteRefused: (person, { how, why }, requestId) =>
      putAudit(db, clock.now(), {
        person: person ?? 'nobody',
        verified: false,
        action: 'sign-in',
        subject: person ?? 'nobody',
        outcome: 'refused',
        detail: { how, why },
        requestId,
        place: 'web',
      }),
  }
}
