import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { ensureRoles, protectHistory } from '../../src/agent/roles.ts'
import { migrate } from '../../src/migrate.ts'
import { testServerUrl } from '../harness/database.ts'

const unique = randomBytes(4).toString('hex')
const plan = { database: `roles_${unique}`, owner: `owner_${unique}`, runtime: `runtime_${unique}` }
const passwords = { superuser: 'unused', owner: 'pass-owner', runtime: "pass-'runtime" }

function superuserUrl(database: string): string {
  const url = new URL(testServerUrl())
  url.pathname = `/${database}`
  return url.href
}

function urlOf(role: string, password: string, database = plan.database): string {
  const url = new URL(superuserUrl(database))
  url.username = role
  url.password = encodeURIComponent(password)
  return url.href
}

async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
const asOwner = (sql: string) => run(urlOf(plan.owner, passwords.owner), sql)
const asRuntime = (sql: string) => run(urlOf(plan.runtime, passwords.runtime), sql)

beforeAll(async () => {
  await ensureRoles(superuserUrl, plan, passwords)
  await migrate('assistant', urlOf(plan.owner, passwords.owner))
  await protectHistory('assistant', urlOf(plan.owner, passwords.owner), plan)
})
afterAll(async () => {
  await run(superuserUrl('postgres'), `DROP DATABASE ${plan.database} WITH (FORCE)`)
  await run(superuserUrl('postgres'), `DROP ROLE ${plan.owner}, ${plan.runtime}`)
})

test('the runtime role reads and writes every table that the migrations made', async () => {
  await asRuntime("INSERT INTO ai_sessions (session_id) VALUES ('one')")
  await asRuntime("UPDATE ai_sessions SET language = 'el' WHERE session_id = 'one'")
  expect(await asRuntime('SELECT session_id, language FROM ai_sessions')).toEqual([
    { session_id: 'one', language: 'el' },
  ])
  const forbidden =
    await asRuntime(`SELECT relname, kind FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
    AND NOT has_table_privilege(pg_class.oid, kind)`)
  expect(forbidden).toEqual([])
  await asRuntime('DELETE FROM ai_sessions')
})

test('the runtime role fills tables and draws numbers that a later migration makes', async () => {
  await asOwner('CREATE TABLE later (id bigserial, n int)')
  await asRuntime('INSERT INTO later (n) VALUES (7)')
  expect(await asRuntime('SELECT n FROM later')).toEqual([{ n: 7 }])
})

test.each([
  ['create tables', 'CREATE TABLE mine (n int)'],
  ['create temporary tables', 'CREATE TEMP TABLE mine (n int)'],
  ['drop tables', 'DROP TABLE ai_sessions'],
  ['change tables', 'ALTER TABLE ai_sessions ADD COLUMN mine int'],
  ['empty tables', 'TRUNCATE ai_messages'],
  ['rewrite the history of migrations', 'DELETE FROM _prisma_migrations'],
  ['create roles', 'CREATE ROLE other'],
  ['create databases', 'CREATE DATABASE other'],
  ['run programs', "COPY ai_sessions TO PROGRAM 'true'"],
])('the runtime role may not %s', async (_, sql) => {
  await expect(asRuntime(sql)).rejects.toThrow(/permission denied|must be owner/)
})

test('nobody but the two roles gets into the database', async () => {
  const other = { database: `other_${unique}`, owner: `oowner_${unique}`, runtime: `oruntime_${unique}` }
  await ensureRoles(superuserUrl, other, passwords)
  try {
    for (const database of [other.database, 'postgres', 'template1']) {
      const connecting = run(urlOf(plan.runtime, passwords.runtime, database), 'SELECT 1')
      await expect(connecting).rejects.toThrow(/permission denied for database/)
    }
  } finally {
    await run(superuserUrl('postgres'), `DROP DATABASE ${other.database} WITH (FORCE)`)
    await run(superuserUrl('postgres'), `DROP ROLE ${other.owner}, ${other.runtime}`)
  }
})

test('the owner maintains the tables and reads the statistics of all statements, where no password stands', async () => {
  await asOwner('VACUUM ANALYZE ai_sessions')
  await asOwner('REINDEX TABLE ai_sessions')
  await asRuntime('SELECT count(*) FROM ai_messages')
  const rows = await asOwner("SELECT query FROM pg_stat_statements WHERE query LIKE '%ai_messages%'")
  expect(rows.length).toBeGreaterThan(0)
  expect(
    await asOwner(
      "SELECT query FROM pg_stat_statements WHERE query LIKE '%pass-%owner%' OR query LIKE '%pass-%runtime%'",
    ),
  ).toEqual([])
})

test('setting up again changes nothing, and gives changed passwords', async () => {
  await ensureRoles(superuserUrl, plan, { ...passwords, runtime: 'changed' })
  await run(urlOf(plan.runtime, 'changed'), 'SELECT 1')
  await ensureRoles(superuserUrl, plan, passwords)
})
