import type { Schema } from '../../migrate.ts'
import type { Piped } from '../piped.ts'
import { faultOf } from './faults.ts'
import type { PgCall, PgTools } from './pg-tools.ts'
import { outputOf } from './text.ts'

/** Whom psql asks, and as whom. */
export interface PsqlTarget extends Pick<PgCall, 'server' | 'as' | 'name'> {
  database?: string
}

/** No file of somebody's changes what psql does; the first error ends it; errors carry their codes. */
export const psqlArgs = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose']

/** Starts psql, to be fed. */
export function startPsql(tools: PgTools, target: PsqlTarget, signal: AbortSignal): Promise<Piped> {
  return tools.start({ ...target, program: 'psql', args: psqlArgs }, signal)
}

/**
 * Runs statements over a connection of their own.
 * @returns what the last one answers, without its last line's end.
 * @throws UserError
 */
export async function ask(
  tools: PgTools,
  target: PsqlTarget,
  sql: string,
  signal: AbortSignal,
): Promise<string> {
  const program = await startPsql(tools, target, signal)
  const { text, exitCode, stderr } = await outputOf(program, `\\set QUIET on\n${sql}\n`)
  signal.throwIfAborted()
  if (exitCode !== 0) throw faultOf({ exitCode, stderr })
  return text.replace(/\n$/, '')
}

/** The name of connections that only ask. */
const asking = 'ai_backup_look'

/** The same on the live database. */
export function askLive(
  tools: PgTools,
  server: Schema,
  as: PgCall['as'],
  sql: string,
  signal: AbortSignal,
): Promise<string> {
  return ask(tools, { server, as, name: asking }, sql, signal)
}
