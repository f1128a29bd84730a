import { Client } from 'pg'
import type { StatementName, StatementResult } from '../agent-api.ts'
import { codeOf, UserError } from '../errors.ts'

/** The statements that there are; two are the runbook's, whose bare _ would match any sign. */
const statements: Record<StatementName, string> = {
  ping: 'SELECT 1 AS answer',
  slowest_statements: `SELECT query, mean_exec_time, calls
    FROM pg_stat_statements
    WHERE query LIKE '%ai\\_%' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY mean_exec_time DESC
    LIMIT 10`,
  table_sizes: `SELECT relname AS table, pg_total_relation_size(relid) AS bytes, n_live_tup AS rows, n_dead_tup AS dead_rows
    FROM pg_stat_user_tables
    WHERE relname LIKE 'ai\\_%' OR relname LIKE 'knowledge\\_%'
    ORDER BY bytes DESC`,
}

/** The most that leaves the database, in rows. */
const mostRows = 100

/** How long connecting may take, then the statement itself, then its wait for a lock; in milliseconds. */
const patience = { connect: 3_000, statement: 5_000, lock: 1_000 }

/** Runs a named statement; what it answers is neither masked nor cut. */
export type RunStatement = (name: StatementName) => Promise<StatementResult>

/**
 * Statements on a database, each over a connection of its own, which cannot write.
 * @throws UserError where it does not answer, takes too long, or lacks what a statement reads.
 */
export function statementsOn(url: string | undefined): RunStatement {
  return async (name) => {
    if (url === undefined) throw notSet()
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: patience.connect,
      query_timeout: patience.statement + 1_000,
      application_name: 'ai_agent',
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await run(client, statements[name])
    } catch (error) {
      throw told(error)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

async function run(client: Client, sql: string): Promise<StatementResult> {
  await client.query('BEGIN READ ONLY')
  await client.query(`SET LOCAL statement_timeout = ${patience.statement}`)
  await client.query(`SET LOCAL lock_timeout = ${patience.lock}`)
  const { fields, rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' })
  return {
    columns: fields.map(({ name }) => name),
    rows: rows.slice(0, mostRows).map((row) => row.map(asText)),
  }
}

const asText = (value: unknown): string | null =>
  value === null ? null : value instanceof Date ? value.toISOString() : String(value)

/** No table or view of that name; a library that was not loaded. */
const lacking = new Set(['42P01', '55000'])

function told(error: unknown): UserError {
  const code = codeOf(error)
  if (lacking.has(code)) {
    return new UserError('no_statistics', 'The database keeps no statistics of its statements.', {
      status: 404,
      action: 'Load pg_stat_statements (shared_preload_libraries) and create the extension.',
      cause: error,
    })
  }
  if (code === '57014' || code === '55P03') {
    return new UserError('slow_database', 'The database did not answer in time; the statement was ended.', {
      status: 504,
      action: 'Look at what it is busy with, then try again.',
      cause: error,
    })
  }
  return new UserError('database_away', `The database did not answer (${code || 'no connection'}).`, {
    status: 503,
    action: 'Look whether db runs, then try again.',
    cause: error,
  })
}

function notSet(): UserError {
  return new UserError('database_away', "The agent does not know the stack's database.", {
    status: 503,
    action: 'Set DATABASE_URL for the agent, with a role that may only read.',
  })
}
