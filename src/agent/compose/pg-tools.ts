import { plans } from '../../database-roles.ts'
import { UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import { connectionOptions, type PgCall, type PgTools } from '../backups/pg-tools.ts'
import type { Piped } from '../piped.ts'
import type { Container, Containers } from './containers.ts'
import { type Docker, lookMs } from './docker.ts'
import { runs } from './state.ts'

const serviceOf: Record<Schema, string> = { assistant: 'db', ops: 'ops_db' }

/**
 * How long a program may run inside its container, in seconds, if nobody can tell it to end: a little more than the
 * longest act.
 */
const longestSeconds = '5700'

/** How long the server may take to end a program's connection, in milliseconds. */
const endingMs = 6_000

/**
 * The programs inside the databases' own containers, which always fit their servers. They connect over the socket in
 * there, which trusts whoever is in there: no password is needed.
 */
export function composeTools(docker: Docker, containers: Containers): PgTools {
  const find = async (server: Schema, signal: AbortSignal): Promise<Container> => {
    const service = serviceOf[server]
    const found = (await containers.of([service], signal, lookMs)).find(runs)
    if (found !== undefined) return found
    throw new UserError('database_away', `${service} does not run.`, {
      status: 503,
      action: `Start ${service}, then try again.`,
    })
  }
  return {
    live: { assistant: plans.assistant.database, ops: plans.ops.database },
    start: async (call, signal) => {
      const container = await find(call.server, signal)
      const piped = docker.pipe(argsOf(container, call), signal)
      return { ...piped, ended: endedInside(docker, container, call, piped, signal) }
    },
    version: async (server, signal) => {
      const { id } = await find(server, signal)
      const text = await docker.run(['exec', id, 'pg_dump', '--version'], signal, lookMs)
      return /\) (\d+(\.\d+)*)/.exec(text)?.[1] ?? ''
    },
  }
}

function argsOf({ id, database: { user } }: Container, call: PgCall): string[] {
  const { program, server, as, database = plans[server].database, args, name } = call
  const role = as === 'owner' ? plans[server].owner : user
  const given = [`PGAPPNAME=${name}`, `PGOPTIONS=${connectionOptions}`, 'LC_MESSAGES=C']
  return [
    'exec',
    '-i',
    ...given.flatMap((variable) => ['-e', variable]),
    ...[id, 'timeout', '-k', '5', longestSeconds],
    ...[program, '-U', role, '-d', database, '-w', ...args],
  ]
}

/**
 * Ending the command out here leaves what it started in there running. Its server is told to end its connection, and
 * without one neither program goes on.
 */
async function endedInside(
  docker: Docker,
  { id, database: { user } }: Container,
  { name }: PgCall,
  { ended }: Piped,
  signal: AbortSignal,
): Piped['ended'] {
  const how = await ended
  if (!signal.aborted) return how
  const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`
  const inside = ['timeout', '-k', '1', '5', 'psql', '-U', user, '-d', 'postgres', '-X', '-c', sql]
  await docker.run(['exec', id, ...inside], AbortSignal.timeout(endingMs)).catch(() => undefined)
  return how
}
