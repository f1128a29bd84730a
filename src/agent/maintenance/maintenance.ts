import { onDatabase } from './connection.ts'
import { deleteSessions, oldSessions } from './old-sessions.ts'
import { maintainTable, refreshStatistics } from './upkeep.ts'

/** Upkeep of the stack's database, as the role that may do that and nothing else. */
export type Maintenance = ReturnType<typeof maintenanceOn>

/** The same for either form: over the database's own protocol. */
export function maintenanceOn(url: string | undefined) {
  const connection = onDatabase(url)
  return {
    oldSessions: oldSessions(connection),
    deleteSessions: deleteSessions(connection),
    maintainTable: maintainTable(connection),
    refreshStatistics: refreshStatistics(connection),
  }
}
