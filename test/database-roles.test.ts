import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { ensureRoles, protectHistory } from '../src/database-roles.ts'
import { migrate } from '../src/migrate.ts'
import { testServerUrl } from './harness/database.ts'

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

describe('the record of what was done', () => {
  const ops = { database: `ops_${unique}`, owner: `opsowner_${unique}`, runtime: `opsruntime_${unique}` }
  const ownerUrl = urlOf(ops.owner, passwords.owner, ops.database)
  const asBot = (sql: string) => run(urlOf(ops.runtime, passwords.runtime, ops.database), sql)

  beforeAll(async () => {
    await ensureRoles(superuserUrl, ops, passwords)
    await migrate('ops', ownerUrl)
    // As an installation from before has it.
    await run(ownerUrl, `GRANT ALL ON audit, run_events TO ${ops.runtime}`)
    await protectHistory('ops', ownerUrl, ops)
    await asBot(
      `INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id)
       VALUES (now(), 'maria', true, 'run.approved', 'R-1', 'done', '{}', 'r')`,
    )
    await asBot(
      `INSERT INTO runs (request_key, procedure, plan, digest, lock, requested_by, platform, thread, request_id,
         status, expires_at, created_at, updated_at)
       VALUES ('k', 'restart', '{}', 'd', 'l', 'maria', 'web', 't', 'r', 'waiting', now(), now(), now())`,
    )
    await asBot(
      "INSERT INTO run_events (run, version, type, fact, by, at) VALUES (1, 1, 'requested', '{}', 'maria', now())",
    )
  })
  afterAll(async () => {
    await run(superuserUrl('postgres'), `DROP DATABASE ${ops.database} WITH (FORCE)`)
    await run(superuserUrl('postgres'), `DROP ROLE ${ops.owner}, ${ops.runtime}`)
  })

  test('is added to and read by the runtime role', async () => {
    expect(await asBot('SELECT person FROM audit')).toEqual([{ person: 'maria' }])
    expect(await asBot('SELECT type FROM run_events')).toEqual([{ type: 'requested' }])
    await asBot("UPDATE runs SET status = 'expired'")
  })

  test('who approved what stands may end, and nothing else of it becomes another', async () => {
    await asBot(
      `INSERT INTO standing_approvals (schedule, request_key, digest, maximum, verified, platform, thread, asked_by,
         asked_at, expires_at) VALUES ('s', 'k', 'd', 5, true, 'web', 't', 'petros', now(), now())`,
    )
    await asBot("UPDATE standing_approvals SET status = 'withdrawn', ended_by = 'petros', ended_at = now()")
    // Given anew, the rights are the same.
    await protectHistory('ops', ownerUrl, ops)
    await asBot('SELECT id FROM standing_approvals FOR SHARE')
    for (const sql of [
      'UPDATE standing_approvals SET maximum = 6',
      "UPDATE standing_approvals SET digest = 'other'",
      "UPDATE standing_approvals SET asked_by = 'anna'",
      'DELETE FROM standing_approvals',
      'TRUNCATE standing_approvals',
    ]) {
      await expect(asBot(sql)).rejects.toThrow(/permission denied/)
    }
  })

  test('a maintenance that was planned may be ended, and nothing else of it becomes another', async () => {
    await asBot(
      `INSERT INTO planned_maintenance (request_key, reason, starts_at, ends_at, planned_by, planned_at)
         VALUES ('k', 'r', now(), now() + interval '1 h', 'anna', now())`,
    )
    await asBot('SELECT id FROM planned_maintenance FOR UPDATE')
    await asBot("UPDATE planned_maintenance SET end_key = 'e', ended_by = 'petros', ended_at = now()")
    for (const sql of [
      "UPDATE planned_maintenance SET ends_at = now() + interval '2 h'",
      "UPDATE planned_maintenance SET planned_by = 'petros'",
      'DELETE FROM planned_maintenance',
    ]) {
      await expect(asBot(sql)).rejects.toThrow(/permission denied/)
    }
  })

  test('an answer is decided on, and neither its words nor whose it is become others', async () => {
    await asBot(
      `INSERT INTO verified_answers (source_key, question, answer, documents, citations, platform, thread, written_by,
         created_at) VALUES ('s', 'q', 'a', '[]', '[]', 'web', 't', 'anna', now())`,
    )
    await asBot(
      "UPDATE verified_answers SET status = 'rejected', reviewed_by = 'kim', reviewed_at = now(), version = 2",
    )
    for (const sql of [
      "UPDATE verified_answers SET answer = 'other'",
      "UPDATE verified_answers SET documents = '[]'",
      "UPDATE verified_answers SET written_by = 'petros'",
      'DELETE FROM verified_answers',
    ]) {
      await expect(asBot(sql)).rejects.toThrow(/permission denied/)
    }
  })

  test.each([
    "UPDATE audit SET person = 'nikos'",
    'DELETE FROM audit',
    'TRUNCATE audit',
    "UPDATE run_events SET by = 'nikos'",
    'DELETE FROM run_events',
    'TRUNCATE run_events',
    'TRUNCATE runs CASCADE',
    'DROP TABLE audit',
    'CREATE TRIGGER other BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_chain()',
    'ALTER TABLE audit DISABLE TRIGGER audit_chain',
    `GRANT ALL ON audit TO opsruntime_${unique}`,
  ])('is not changed by it: %s', async (sql) => {
    // A GRANT without the right to grant warns, and gives nothing.
    const changing = sql.startsWith('GRANT') ? asBot(sql).then(() => asBot('DELETE FROM audit')) : asBot(sql)
    await expect(changing).rejects.toThrow(/permission denied|must be owner/)
  })
})
