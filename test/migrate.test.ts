import { afterEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { migrate, migrationsOf, missingMigrations } from '../src/migrate.ts'
import { type ScratchDatabase, scratchDatabase } from './harness/database.ts'

const databases: ScratchDatabase[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop()
})

async function scratch(): Promise<ScratchDatabase> {
  const database = await scratchDatabase('ops')
  databases.push(database)
  return database
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

test('a migrated database misses nothing, and migrating it again applies nothing', async () => {
  const { url } = await scratch()
  expect(await missingMigrations('ops', url)).toEqual([])
  expect(await migrate('ops', url)).toEqual([])
})

test('an empty database misses every migration; two processes migrating at once apply each once', async () => {
  const { url } = await scratch()
  await run(url, 'DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public')
  const names = migrationsOf('ops').map((migration) => migration.name)
  expect(await missingMigrations('ops', url)).toEqual(names)
  const applied = await Promise.all([migrate('ops', url), migrate('ops', url)])
  expect(applied.flat()).toEqual(names)
})

test('a database of another version is refused by name', async () => {
  const { url } = await scratch()
  await run(url, "UPDATE _prisma_migrations SET checksum = 'other'")
  const names = migrationsOf('ops').map((migration) => migration.name)
  await expect(migrate('ops', url)).rejects.toThrow(
    `made by another version of the program (${names.join(', ')})`,
  )
  await run(url, "UPDATE _prisma_migrations SET migration_name = '29990101000000_future'")
  await expect(missingMigrations('ops', url)).rejects.toThrow(/29990101000000_future/)
})
