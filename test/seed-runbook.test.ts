import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { migrate } from '../src/migrate.ts'
import { testServerUrl } from './harness/database.ts'

/** Every SQL statement of the runbook, word for word; where it hands several to psql at once, one by one. */
const runbook = {
  'SOP-005: slowest statements on our tables': [
    `SELECT query, mean_exec_time, calls 
   FROM pg_stat_statements 
   WHERE query LIKE '%ai_%'
   ORDER BY mean_exec_time DESC 
   LIMIT 10;`,
  ],
  'SOP-006: sizes': [
    `SELECT 
       tablename,
       pg_size_pretty(pg_total_relation_size(schemaname||'.'||tablename)) AS size
   FROM pg_tables
   WHERE tablename LIKE 'ai_%'
   ORDER BY pg_total_relation_size(schemaname||'.'||tablename) DESC;`,
  ],
  'SOP-006: vacuum': [
    'VACUUM ANALYZE ai_sessions;',
    'VACUUM ANALYZE ai_messages;',
    'VACUUM ANALYZE knowledge_documents;',
  ],
  'SOP-006: clean old sessions': [
    `DELETE FROM ai_messages WHERE session_id IN (
       SELECT session_id FROM ai_sessions 
       WHERE created_at < NOW() - INTERVAL '30 days'
   );`,
    `DELETE FROM ai_sessions WHERE created_at < NOW() - INTERVAL '30 days';`,
  ],
  'SOP-006: reindex': ['REINDEX TABLE ai_sessions;', 'REINDEX TABLE ai_messages;'],
  'SOP-006: statistics': ['ANALYZE;'],
  'database connection': ['SELECT 1'],
  'slowest statements': [
    `SELECT query, mean_exec_time, calls 
FROM pg_stat_statements 
ORDER BY mean_exec_time DESC 
LIMIT 10;`,
  ],
  'knowledge documents': [
    `SELECT document_id, title, document_type, language 
FROM knowledge_documents 
LIMIT 10;`,
  ],
  'document count': ['SELECT COUNT(*) FROM knowledge_documents;'],
}

const [role, name] = [`abparts_user_${process.pid}`, `abparts_${process.pid}`]
let admin: Client
let owner: Client

beforeAll(async () => {
  admin = new Client({ connectionString: testServerUrl() })
  await admin.connect()
  await admin.query(`DROP ROLE IF EXISTS ${role}`)
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test' NOSUPERUSER`)
  await admin.query(`CREATE DATABASE ${name} OWNER ${role}`)
  await onDatabase('CREATE EXTENSION pg_stat_statements')
  const url = new URL(testServerUrl())
  Object.assign(url, { username: role, password: 'test', pathname: `/${name}` })
  await migrate('assistant', url.href)
  owner = new Client({ connectionString: url.href })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await admin.query(`DROP ROLE IF EXISTS ${role}`)
  await admin.end()
})

async function onDatabase(sql: string): Promise<void> {
  const url = new URL(testServerUrl())
  url.pathname = `/${name}`
  const client = new Client({ connectionString: url.href })
  await client.connect()
  await client.query(sql)
  await client.end()
}

async function run(statements: string[]): Promise<Record<string, unknown>[]> {
  let rows: Record<string, unknown>[] = []
  for (const statement of statements) rows = (await owner.query(statement)).rows
  return rows
}

describe('a statement of the runbook runs as written, as the owner of the database', () => {
  test.each(Object.entries(runbook))('%s', async (_name, statements) => {
    await expect(run(statements)).resolves.toBeInstanceOf(Array)
  })
})

test('sizes name the tables that the runbook names', async () => {
  const tables = (await run(runbook['SOP-006: sizes'])).map((row) => row['tablename'])
  expect(tables).toEqual(expect.arrayContaining(['ai_sessions', 'ai_messages', 'ai_escalations']))
})

test('the slowest statements show ours with time and calls', async () => {
  await owner.query('SELECT count(*) FROM ai_messages')
  expect(await run(runbook['SOP-005: slowest statements on our tables'])).toContainEqual({
    query: expect.stringContaining('ai_'),
    mean_exec_time: expect.any(Number),
    calls: expect.any(String),
  })
})

test('cleaning deletes sessions older than 30 days with their messages, and keeps the rest with the records of cases', async () => {
  const ages = { ancient: '31 days', old: '30 days 1 minute', recent: '29 days 23 hours', new: '0 days' }
  for (const [session, age] of Object.entries(ages)) {
    await owner.query(`INSERT INTO ai_sessions (session_id, created_at) VALUES ($1, now() - $2::interval)`, [
      session,
      age,
    ])
    await owner.query(
      `WITH question AS (
         INSERT INTO ai_messages (message_id, session_id, role, content) VALUES (gen_random_uuid(), $1, 'user', '?') RETURNING message_id
       ) INSERT INTO ai_messages (message_id, session_id, role, content, reply_to)
         SELECT gen_random_uuid(), $1, 'assistant', '!', message_id FROM question`,
      [session],
    )
    await owner.query(
      `INSERT INTO ai_escalations (escalation_id, version, session_id, status, summary, details) VALUES ($1, 1, $1, 'open', '', '{}')`,
      [session],
    )
  }
  await run(runbook['SOP-006: clean old sessions'])
  const left = async (table: string) =>
    (await owner.query(`SELECT session_id FROM ${table} ORDER BY 1`)).rows.map((row) => row.session_id)
  expect(await left('ai_sessions')).toEqual(['new', 'recent'])
  expect(await left('ai_messages')).toEqual(['new', 'new', 'recent', 'recent'])
  expect(await left('ai_escalations')).toEqual(Object.keys(ages).toSorted())
})

test('ages are compared with their zone', async () => {
  const { rows } = await owner.query(
    `SELECT DISTINCT data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name IN ('created_at', 'updated_at')`,
  )
  expect(rows).toEqual([{ data_type: 'timestamp with time zone' }])
})

test('the three VACUUMs in one text are refused by PostgreSQL, so each must be sent by itself', async () => {
  await expect(owner.query(runbook['SOP-006: vacuum'].join('\n'))).rejects.toThrow(/VACUUM cannot/)
})
