import { UserError } from '../../errors.ts'
import { compareFacts, literal, readFacts } from './facts-sql.ts'
import type { Manifest } from './manifest.ts'
import type { Part } from './parts.ts'
import type { PgTools } from './pg-tools.ts'
import { askLive } from './psql.ts'

/** Whether a live database is now what a manifest says of its part: every row, shape and right. @throws UserError */
export async function isLike(
  tools: PgTools,
  part: Part,
  { parts }: Manifest,
  signal: AbortSignal,
): Promise<boolean> {
  const sql = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT length(set_config('backup.expected', ${literal(JSON.stringify(parts[part.name]))}, true));
${readFacts(part)}${compareFacts}ROLLBACK;`
  try {
    await askLive(tools, part.server, 'owner', sql, signal)
    return true
  } catch (error) {
    if (error instanceof UserError && error.code === 'backup_differs') return false
    throw error
  }
}
