import { createHash, randomBytes } from 'node:crypto'
import type { Schema } from '../../migrate.ts'
import { literal } from './facts-sql.ts'
import type { PgTools } from './pg-tools.ts'
import { askLive } from './psql.ts'

/** How long removing a scratch database may take, in milliseconds, whatever ended the proof. */
const removalMs = 20_000

/** Of scratch databases of this live one: whatever has it was made here, and holds a copy that nobody misses. */
function prefixOf({ live }: PgTools, server: Schema): string {
  return `proof_${createHash('sha256').update(live[server]).digest('hex').slice(0, 8)}_`
}

const named = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Does something in an empty database, which is dropped in the end, however it ends. */
export async function inScratch<T>(
  tools: PgTools,
  server: Schema,
  signal: AbortSignal,
  work: (database: string) => Promise<T>,
): Promise<T> {
  const database = prefixOf(tools, server) + randomBytes(6).toString('hex')
  const owner = await askLive(tools, server, 'owner', 'SELECT current_user;', signal)
  try {
    // What it holds is everything that the live one does: the roles that work there have no business in it.
    const make = `CREATE DATABASE ${named(database)} OWNER ${named(owner)} TEMPLATE template0;
      REVOKE ALL ON DATABASE ${named(database)} FROM PUBLIC;`
    await askLive(tools, server, 'maker', make, signal)
    return await work(database)
  } finally {
    await drop(tools, server, [database], AbortSignal.timeout(removalMs))
  }
}

/** Drops what a killed agent left. */
export async function sweepScratch(tools: PgTools, server: Schema, signal: AbortSignal): Promise<void> {
  const like = `^${prefixOf(tools, server)}[0-9a-f]{12}$`
  const sql = `SELECT datname FROM pg_database WHERE datname ~ ${literal(like)};`
  const left = await askLive(tools, server, 'maker', sql, signal)
  await drop(
    tools,
    server,
    left.split('\n').filter((name) => name !== ''),
    signal,
  )
}

async function drop(tools: PgTools, server: Schema, databases: string[], signal: AbortSignal): Promise<void> {
  for (const database of databases) {
    await askLive(tools, server, 'maker', `DROP DATABASE IF EXISTS ${named(database)} WITH (FORCE);`, signal)
  }
}
