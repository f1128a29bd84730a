import { hostname } from 'node:os'
import { type Clock, later } from '../clock.ts'
import type { OpsDb } from '../db.ts'

/** So far a clock may go back without being set back, in milliseconds: several machines never agree. */
const toleranceMs = 60_000
/** So often it is noted, in milliseconds. */
const everyMs = 30_000

/**
 * Notes this machine's time, and where it was set back since, moves what is due back by as much: what was due in an
 * hour is so still. Machines whose clocks differ do not move each other's.
 */
export function pagingClock(db: OpsDb, clock: Clock): () => Promise<void> {
  let noted: Date | null = null
  return async () => {
    const now = clock.now()
    if (noted !== null && now >= noted && now < later(noted, everyMs)) return
    await db.$transaction(async (tx) => {
      const machine = hostname()
      await tx.pagingClock.createMany({ data: { machine, seen: now }, skipDuplicates: true })
      const [row] = await tx.$queryRaw<
        { seen: Date }[]
      >`SELECT seen FROM paging_clocks WHERE machine = ${machine} FOR UPDATE`
      const back = row === undefined ? 0 : row.seen.getTime() - now.getTime()
      if (back > toleranceMs) {
        const by = `${back} milliseconds`
        await tx.$executeRaw`UPDATE case_steps SET due_at = due_at - ${by}::interval WHERE status = 'waiting'`
        await tx.$executeRaw`UPDATE pages SET due_at = due_at - ${by}::interval WHERE status = 'waiting'`
        await tx.$executeRaw`
          UPDATE cases SET snoozed_until = snoozed_until - ${by}::interval, held_until = held_until - ${by}::interval
          WHERE snoozed_until IS NOT NULL OR held_until IS NOT NULL`
      }
      if (back > toleranceMs || back < 0)
        await tx.pagingClock.update({ where: { machine }, data: { seen: now } })
    })
    noted = now
  }
}
