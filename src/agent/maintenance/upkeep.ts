import type { maintainedTables } from '../../agent-api.ts'
import type { OnDatabase } from './connection.ts'

/** What is done to one table. The names are those of a closed list, so they may stand in a statement. */
export interface Upkeep {
  table: (typeof maintainedTables)[number]
  task: 'vacuum' | 'reindex'
}

/** A large table takes its time; others read and write it meanwhile. */
export const upkeepMs = 15 * 60_000
const limits = { statement: upkeepMs, lock: 10_000 }

const statements: Record<Upkeep['task'], (table: string) => string> = {
  vacuum: (table) => `VACUUM (ANALYZE) ${table}`,
  reindex: (table) => `REINDEX TABLE CONCURRENTLY ${table}`,
}

/** Does it, none of which keeps anybody from reading or writing. */
export function maintainTable(onDatabase: OnDatabase) {
  return async ({ table, task }: Upkeep, signal: AbortSignal): Promise<{ seconds: number }> =>
    await onDatabase(limits, signal, async (client) => {
      const started = performance.now()
      // What an interrupted one left would only be carried along.
      if (task === 'reindex') await client.query('SELECT ai_drop_unfinished_indexes()')
      await client.query(statements[task](table))
      return { seconds: secondsSince(started) }
    })
}

/** Statistics of all tables. */
export function refreshStatistics(onDatabase: OnDatabase) {
  return async (signal: AbortSignal): Promise<{ seconds: number }> =>
    await onDatabase(limits, signal, async (client) => {
      const started = performance.now()
      await client.query('ANALYZE')
      return { seconds: secondsSince(started) }
    })
}

const secondsSince = (started: number): number => Math.round(performance.now() - started) / 1_000
