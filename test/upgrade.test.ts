import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { migrationsOf } from '../src/migrate.ts'
import { upgrade } from '../src/upgrade.ts'
import { type ScratchDatabase, scratchDatabase } from './harness/database.ts'
import { testPort } from './harness/ports.ts'

let database: ScratchDatabase
beforeEach(async () => {
  database = await scratchDatabase('ops')
})
afterEach(() => database.drop())

async function run(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

const emptied = 'DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public'

test('a database that fits is left as it is; one that lacks migrations gets them', async () => {
  expect(await upgrade('ops', database.url)).toEqual([])
  await run(emptied)
  expect(await upgrade('ops', database.url)).toEqual(migrationsOf('ops').map(({ name }) => name))
})

test('a role that may not create tables is told who must', async () => {
  const role = `reader_${randomBytes(4).toString('hex')}`
  await run(`${emptied}; CREATE ROLE ${role} LOGIN PASSWORD 'pass'; GRANT USAGE ON SCHEMA public TO ${role}`)
  const url = new URL(database.url)
  url.username = role
  url.password = 'pass'
  const upgrading = upgrade('ops', url.href)
  await expect(upgrading).rejects.toThrow('lacks tables that its role may not create')
  await expect(upgrading).rejects.toHaveProperty(
    'action',
    expect.stringContaining('OPS_DATABASE_URL=… npm run migrate'),
  )
  await run(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})

test('a database that is not there is named without its password', async () => {
  const port = await testPort()
  const refused = upgrade('assistant', `postgres://me:hidden@127.0.0.1:${port}/mine`)
  await expect(refused).rejects.toThrow(
    `The database of DATABASE_URL (127.0.0.1:${port}/mine) cannot be used: `,
  )
  await expect(refused).rejects.not.toThrow('hidden')
  const url = new URL(database.url)
  url.pathname = '/nowhere'
  await expect(upgrade('ops', url.href)).rejects.toThrow('database "nowhere" does not exist')
})

test('a database of another version is refused by name', async () => {
  await run("UPDATE _prisma_migrations SET checksum = 'other'")
  await expect(upgrade('ops', database.url)).rejects.toThrow('made by another version of the program')
})
