import { type Clock, later } from '../clock.ts'
import type { OpsDb } from '../db.ts'
import { runOf } from './rows-store.ts'
import type { Unshown } from './runs.ts'

/** A place where runs are read that were asked for elsewhere, and from where they come. */
export interface Room {
  place: Unshown['place']
  /** Platforms by name, and of each the thread whose runs stay there. */
  from: { platform: string; except: string | null }[]
}

/** The cards of runs in a room, beside those where the runs were asked for. */
export interface RoomStore {
  /** What the room shows less of than is true. What was over before the room knew of it is left out. */
  unshown(limit: number): Promise<Unshown[]>
  shown(number: number, version: number): Promise<void>
}

/** A run that has just ended is new to a room for so long, in milliseconds. */
const recentMs = 3_600_000

/** The runs of a room, as one process sees them. */
export function roomStore(db: OpsDb, clock: Clock, { place, from }: Room): RoomStore {
  const { platform } = place
  const platforms = from.map((one) => one.platform)
  const excepted = from.flatMap(({ except }) => except ?? [])
  return {
    unshown: async (limit) => {
      // What is the card of something else, a manual, stays where that is.
      const found = await db.$queryRaw<{ number: number }[]>`
        SELECT runs.number FROM runs
        JOIN run_events requested ON requested.run = runs.number AND requested.version = 1
        LEFT JOIN run_rooms room ON room.run = runs.number AND room.platform = ${platform}
        WHERE runs.platform = ANY (${platforms}::text[]) AND runs.thread <> ALL (${excepted}::text[])
          AND requested.fact->>'card' IS NULL
          AND CASE WHEN room.run IS NOT NULL THEN room.shown < runs.version
            ELSE runs.status IN ('waiting', 'running', 'unknown')
              OR runs.updated_at > ${later(clock.now(), -recentMs)}::timestamptz END
        ORDER BY runs.number LIMIT ${limit}`
      const rows = await db.run.findMany({
        where: { number: { in: found.map(({ number }) => number) } },
        include: { events: { orderBy: { version: 'asc' } } },
        orderBy: { number: 'asc' },
      })
      return rows.map((row) => ({ run: runOf(row), place }))
    },
    shown: async (number, version) => {
      await db.$executeRaw`
        INSERT INTO run_rooms AS room (run, platform, shown) VALUES (${number}, ${platform}, ${version})
        ON CONFLICT (run, platform) DO UPDATE SET shown = EXCLUDED.shown WHERE room.shown < EXCLUDED.shown`
    },
  }
}
