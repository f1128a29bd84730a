import type { Schema } from '../../migrate.ts'
import type { PgTools } from './pg-tools.ts'
import { askLive } from './psql.ts'

/** How long the server may take to end one, in milliseconds. */
const patienceMs = 10_000

/**
 * Ends what a killed agent left at work in a live database: whatever acts there on behalf of backups is not ours,
 * since one act at a time does. What it has committed stands, the rest is rolled back.
 */
export async function endLeftovers(tools: PgTools, server: Schema, signal: AbortSignal): Promise<void> {
  const sql = `SELECT count(pg_terminate_backend(pid, ${patienceMs})) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name ~ '^ai_backup_[0-9a-f]{12}$';`
  await askLive(tools, server, 'owner', sql, signal)
}
