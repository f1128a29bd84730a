import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { type Config, readConfig } from '../src/config.ts'
import { migrateDatabases } from '../src/migrate-command.ts'
import { startTestServer, type TestServer } from './harness/test-server.ts'

/** A server of its own: the roles and databases have fixed names. */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 120_000)
afterAll(() => server.stop())

const passwords = { owner: 'pass-owner', app: "pass-'app", agent: 'pass-agent', maintenance: 'pass-m' }
const urlOf = (user: string, password: string, database: string): string =>
  Object.assign(new URL(server.url), {
    username: user,
    password: encodeURIComponent(password),
    pathname: `/${database}`,
  }).href

const settings = (): Record<string, string> => ({
  DATABASE_ADMIN_URL: server.url,
  DATABASE_URL: urlOf('abparts_user', passwords.owner, 'abparts_prod'),
  DATABASE_APP_PASSWORD: passwords.app,
  DATABASE_AGENT_PASSWORD: passwords.agent,
  DATABASE_MAINTENANCE_PASSWORD: passwords.maintenance,
  OPS_DATABASE_ADMIN_URL: server.url,
  OPS_DATABASE_URL: urlOf('ops_owner', passwords.owner, 'ops'),
  OPS_DATABASE_APP_PASSWORD: passwords.app,
})

async function migrated(config: Config): Promise<string[]> {
  const lines: string[] = []
  await migrateDatabases(config, (line) => lines.push(line))
  return lines
}

async function value(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return Object.values((await client.query(sql)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

test('an empty server gets both databases, their roles and their tables; repeated, nothing changes', async () => {
  const first = await migrated(readConfig(settings()))
  expect(first).toEqual([
    expect.stringMatching(/^assistant: applied /),
    expect.stringMatching(/^ops: applied /),
  ])
  expect(await migrated(readConfig(settings()))).toEqual(['assistant: up to date', 'ops: up to date'])
  const app = urlOf('assistant_app', passwords.app, 'abparts_prod')
  expect(await value(app, 'SELECT count(*)::int FROM ai_messages')).toBe(0)
  await expect(value(app, 'DROP TABLE ai_messages')).rejects.toThrow(/must be owner/)
})

test('the agent’s role reads statistics, and neither writes nor reads what is stored', async () => {
  const agent = urlOf('agent_reader', passwords.agent, 'abparts_prod')
  expect(await value(agent, 'SELECT count(*) > 0 FROM pg_stat_statements')).toBe(true)
  await expect(value(agent, 'SELECT count(*) FROM ai_messages')).rejects.toThrow(/permission denied/)
  await expect(value(agent, 'CREATE TEMP TABLE mine (n int)')).rejects.toThrow(/permission denied|read-only/)
  await expect(value(urlOf('agent_reader', passwords.agent, 'ops'), 'SELECT 1')).rejects.toThrow(
    /permission denied/,
  )
})

test('the agent’s role of upkeep cleans and deletes, and reads no word of anybody', async () => {
  const maintainer = urlOf('agent_maintainer', passwords.maintenance, 'abparts_prod')
  await value(maintainer, 'VACUUM ai_messages')
  expect(await value(maintainer, 'SELECT count(session_id)::int FROM ai_messages')).toBe(0)
  for (const sql of [
    'SELECT content FROM ai_messages',
    'SELECT reason FROM ai_feedback',
    'SELECT original FROM knowledge_documents',
    'DELETE FROM knowledge_documents',
    'DELETE FROM ai_escalations',
    "INSERT INTO ai_sessions (session_id) VALUES ('s')",
    'DROP TABLE ai_messages',
    'CREATE TABLE mine (n int)',
  ]) {
    await expect(value(maintainer, sql)).rejects.toThrow(/permission denied|must be owner/)
  }
})

test.each<[string, Record<string, string>, RegExp]>([
  ['no address', { DATABASE_URL: '', OPS_DATABASE_URL: '' }, /Neither DATABASE_URL nor OPS_DATABASE_URL/],
  ['no password for the assistant', { DATABASE_APP_PASSWORD: '' }, /password of assistant_app is not set/],
  ['another owner', { DATABASE_URL: 'postgres://me:x@127.0.0.1/abparts_prod' }, /not that of abparts_user/],
  ['no server', { DATABASE_ADMIN_URL: 'postgres://postgres:x@127.0.0.1:1/postgres' }, /cannot be used/],
])('%s is refused with what to do', async (_, changes, message) => {
  await expect(migrated(readConfig({ ...settings(), ...changes }))).rejects.toThrow(message)
})
