import type { Schema } from '../../migrate.ts'
import type { Piped } from '../piped.ts'

/** One call of PostgreSQL's own programs. */
export interface PgCall {
  program: 'pg_dump' | 'psql'
  server: Schema
  /** `owner`: of the tables; `maker`: whoever may make databases. */
  as: 'owner' | 'maker'
  /** Another one than the live one. */
  database?: string
  args: string[]
  /** The name under which the server lists its connection: by it, it is ended there too. */
  name: string
}

/**
 * PostgreSQL's own programs, on the servers of the two databases. When its signal fires, a call is ended with
 * whatever it started, on the server too.
 */
export interface PgTools {
  /** The names of the live databases. */
  live: Record<Schema, string>
  /** @throws UserError where the programs cannot be had, before anything is started. */
  start(call: PgCall, signal: AbortSignal): Promise<Piped>
  /** What the programs say that they are, such as `17.6`. @throws UserError as above. */
  version(server: Schema, signal: AbortSignal): Promise<string>
}

/** What every connection asks of its server: to notice within half a second that nobody listens any more. */
export const connectionOptions = '-c client_connection_check_interval=500'
