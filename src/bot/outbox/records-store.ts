import type { Clock } from '../../clock.ts'
import { type OpsDb, OpsPrisma } from '../../db.ts'
import type { MirroredRecords } from '../../sops/mirrored-records.ts'

/** Of each key the newest version, of what the assistant keeps. */
const mirrored = OpsPrisma.sql`destination IN ('escalation', 'feedback', 'verified-answer') AND NOT EXISTS (
  SELECT 1 FROM outbox newer
  WHERE newer.destination = outbox.destination AND newer.key = outbox.key AND newer.version > outbox.version)`

/** The outbox's records for the assistant's database. */
export function mirroredRecords(db: OpsDb, clock: Clock): MirroredRecords {
  return {
    // One that is on its way arrives by itself.
    sendAgain: () => db.$executeRaw`
      UPDATE outbox SET status = 'waiting', attempts = 0, due_at = ${clock.now()}, done_at = NULL, error = NULL
      WHERE status <> 'working' AND ${mirrored}`,
    unsent: async () => {
      const [row] = await db.$queryRaw<{ unsent: number }[]>`
        SELECT count(*)::int AS unsent FROM outbox WHERE status <> 'done' AND ${mirrored}`
      return row?.unsent ?? 0
    },
  }
}
