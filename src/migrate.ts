import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { UserError } from './errors.ts'

/** A database that the program has migrations for. */
export type Schema = 'assistant' | 'ops'

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** The migrations of a schema, oldest first, from Prisma's own folder format. */
export function migrationsOf(schema: Schema): Migration[] {
  const folder = join(import.meta.dirname, '../prisma', schema, 'migrations')
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/** As `prisma migrate` creates it, so that both agree on what has been applied. */
const historyTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  varchar(36) PRIMARY KEY,
  checksum            varchar(64) NOT NULL,
  finished_at         timestamptz,
  migration_name      varchar(255) NOT NULL,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`

/** One number for "somebody is migrating this database". */
const migrationLock = 727_001

/**
 * Applies the migrations that a database lacks, each in a transaction of its own, one process at a time.
 * @returns the names of those applied now.
 * @throws UserError when the database holds a migration that this program does not know, or one that differs.
 */
export async function migrate(schema: Schema, url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  // A server that stops meanwhile is told by the statement that it cuts off.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    await client.query(historyTable)
    const known = migrationsOf(schema)
    const pending = pendingOf(schema, known, await appliedIn(client))
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

/**
 * What separates a database from this program's schema.
 * @returns the names of the missing migrations; empty when it fits.
 */
export async function missingMigrations(schema: Schema, url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists")
    const applied = rows[0]?.exists ? await appliedIn(client) : new Map<string, string>()
    return pendingOf(schema, migrationsOf(schema), applied).map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

async function appliedIn(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Map(rows.map((row) => [row.migration_name, row.checksum]))
}

function pendingOf(schema: Schema, known: Migration[], applied: Map<string, string>): Migration[] {
  const names = new Set(known.map((migration) => migration.name))
  const foreign = [...applied.keys()].filter((name) => !names.has(name))
  const changed = known.filter(
    (migration) => (applied.get(migration.name) ?? migration.checksum) !== migration.checksum,
  )
  if (foreign.length > 0 || changed.length > 0) {
    const which = [...foreign, ...changed.map((migration) => migration.name)].join(', ')
    throw new UserError(
      'wrong_schema',
      `The ${schema} database was made by another version of the program (${which}).`,
      {
        action: 'Start the version that made it, or restore a database of this version.',
      },
    )
  }
  return known.filter((migration) => !applied.has(migration.name))
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
