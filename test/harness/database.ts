import { createHash, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { migrate, migrationsOf, type Schema } from '../../src/migrate.ts'

/** A database of a test's own, cloned from a migrated template. */
export interface ScratchDatabase {
  url: string
  /** Nobody gets in, and whoever is in is thrown out, until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
  drop(): Promise<void>
}

/** The server that the test run started (see global-setup.ts), as its superuser. */
export function testServerUrl(): string {
  const url = process.env['TEST_POSTGRES_URL']
  if (url === undefined) throw new Error('TEST_POSTGRES_URL is not set: run the tests with npm test')
  return url
}

/** Creates a scratch database with a schema's migrations applied. */
export async function scratchDatabase(schema: Schema): Promise<ScratchDatabase> {
  const name = `t_${schema}_${randomBytes(6).toString('hex')}`
  await asAdmin(async (admin) => {
    const template = await ensureTemplate(admin, schema)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  return {
    url: urlOf(name),
    pause: () =>
      asAdmin(async (admin) => {
        await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
        await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
      }),
    resume: () =>
      asAdmin(async (admin) => void (await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`))),
    drop: () =>
      asAdmin(async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  }
}

async function ensureTemplate(admin: Client, schema: Schema): Promise<string> {
  const digest = createHash('sha256')
    .update(JSON.stringify(migrationsOf(schema)))
    .digest('hex')
    .slice(0, 12)
  const template = `template_${schema}_${digest}`
  await admin.query('SELECT pg_advisory_lock(4201)')
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
    if (rowCount === 0) {
      await admin.query(`CREATE DATABASE ${template}_new`)
      await migrate(schema, urlOf(`${template}_new`))
      await admin.query(`ALTER DATABASE ${template}_new RENAME TO ${template}`)
    }
  } finally {
    await admin.query('SELECT pg_advisory_unlock(4201)')
  }
  return template
}

async function asAdmin(work: (admin: Client) => Promise<void>): Promise<void> {
  const admin = new Client({ connectionString: testServerUrl() })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function urlOf(database: string): string {
  const url = new URL(testServerUrl())
  url.pathname = `/${database}`
  return url.href
}
