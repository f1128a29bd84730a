import { Client } from 'pg'
import { codeOf, UserError } from '../../errors.ts'

/** How long the server may work on one statement, and wait for a lock; in milliseconds. */
export interface Limits {
  statement: number
  lock: number
}

/** How long connecting may take, in milliseconds. */
const connectMs = 3_000

/** Runs statements one after the other on a connection of their own. */
export type OnDatabase = <Answer>(
  limits: Limits,
  signal: AbortSignal,
  work: (client: Client) => Promise<Answer>,
) => Promise<Answer>

/**
 * Connections to a database for upkeep. When the signal fires, what the server still does for one is cancelled.
 * @throws UserError where it does not answer, takes too long, or something is in the way.
 */
export function onDatabase(url: string | undefined): OnDatabase {
  return async (limits, signal, work) => {
    if (url === undefined) throw notSet()
    const client = connectionTo(url, limits)
    let cancelled: Promise<void> | undefined
    const cancel = (): void => {
      cancelled = cancelOn(url, client)
    }
    try {
      await client.connect()
      signal.throwIfAborted()
      signal.addEventListener('abort', cancel, { once: true })
      return await work(client)
    } catch (error) {
      signal.throwIfAborted()
      throw told(error)
    } finally {
      signal.removeEventListener('abort', cancel)
      await cancelled
      await client.end().catch(() => undefined)
    }
  }
}

function connectionTo(url: string, { statement, lock }: Limits): Client {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statement,
    lock_timeout: lock,
    idle_in_transaction_session_timeout: statement,
    application_name: 'ai_agent maintenance',
  })
  client.on('error', () => undefined)
  return client
}

/** By another connection of the same role: closing one does not end what the server does for it. */
async function cancelOn(url: string, { processID }: Client & { processID?: number | null }): Promise<void> {
  if (processID == null) return
  const other = connectionTo(url, { statement: connectMs, lock: connectMs })
  try {
    await other.connect()
    await other.query('SELECT pg_terminate_backend($1)', [processID])
  } catch {
    // It ends at its own limit then.
  } finally {
    await other.end().catch(() => undefined)
  }
}

function told(error: unknown): unknown {
  if (error instanceof UserError) return error
  const code = codeOf(error)
  if (code === '55P03') {
    return new UserError(
      'locked',
      'Something else holds what this needs, and did not let go of it in time.',
      {
        status: 409,
        action: 'Look at what else works on the database, then try again.',
        cause: error,
      },
    )
  }
  if (code === '57014') {
    return new UserError(
      'slow_database',
      'The database did not get it done in time; the statement was ended.',
      {
        status: 504,
        action: 'Look at what it is busy with, then try again.',
        cause: error,
      },
    )
  }
  if (code === '42501') {
    return new UserError('may_not_maintain', "The agent's role may not do that in the database.", {
      status: 503,
      action: 'Run the migrations again with the superuser’s address: they give the role its rights.',
      cause: error,
    })
  }
  // What a statement of ours has wrong is a bug; everything else says that the server is not there.
  if (/^(22|23|42)/.test(code)) return error
  return new UserError('database_away', `The database did not answer (${code || 'no connection'}).`, {
    status: 503,
    action: 'Look whether db runs, then try again.',
    cause: error,
  })
}

function notSet(): UserError {
  return new UserError('database_away', "The agent has no role for the upkeep of the stack's database.", {
    status: 503,
    action: 'Set DATABASE_MAINTENANCE_URL for the agent.',
  })
}
