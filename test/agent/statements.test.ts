import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { statementsOn } from '../../src/agent/statements.ts'
import { ensureReader, ensureRoles } from '../../src/database-roles.ts'
import { startTestAgent } from '../harness/agent.ts'
import { agentCalls } from '../harness/agent-calls.ts'
import { testServerUrl } from '../harness/database.ts'

const unique = randomBytes(4).toString('hex')
const plan = { database: `statements_${unique}`, owner: `sowner_${unique}`, runtime: `sruntime_${unique}` }
const passwords = { owner: 'pass-owner', runtime: 'pass-runtime' }

function urlOf(user: string, password: string, database = plan.database): string {
  const url = new URL(testServerUrl())
  url.username = user
  url.password = password
  url.pathname = `/${database}`
  return url.href
}
const superuserUrl = (database: string): string => {
  const url = new URL(testServerUrl())
  url.pathname = `/${database}`
  return url.href
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const readerUrl = urlOf('agent_reader', 'pass-reader')

beforeAll(async () => {
  await ensureRoles(superuserUrl, plan, passwords)
  await ensureReader(superuserUrl('postgres'), plan.database, 'pass-reader')
  await run(urlOf(plan.owner, passwords.owner), 'CREATE TABLE ai_things (word text)')
  await run(urlOf(plan.owner, passwords.owner), "INSERT INTO ai_things VALUES ('stored by somebody')")
  await run(urlOf(plan.owner, passwords.owner), 'SELECT count(*) FROM ai_things')
})
afterAll(async () => {
  await run(superuserUrl('postgres'), `DROP DATABASE ${plan.database} WITH (FORCE)`)
  await run(superuserUrl('postgres'), `DROP ROLE ${plan.owner}, ${plan.runtime}, agent_reader`)
})

test('the runbook’s slowest statements are told, with those of everybody, as text', async () => {
  const agent = await startTestAgent({ services: ['db'], databaseUrl: readerUrl })
  try {
    const { read } = agentCalls(() => agent)
    expect(await read('statement', { statement: 'ping' })).toEqual({ columns: ['answer'], rows: [['1']] })
    const { columns, rows } = await read('statement', { statement: 'slowest_statements' })
    expect(columns).toEqual(['query', 'mean_exec_time', 'calls'])
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length).toBeLessThanOrEqual(10)
    for (const [query, time, calls] of rows) {
      // A long statement is told up to its cut, which may come before the name.
      const isOfOurs = query?.includes('ai_') || query?.endsWith('…')
      expect([isOfOurs, Number(time) >= 0, Number(calls) > 0]).toEqual([true, true, true])
    }
  } finally {
    await agent.close()
  }
})

test.each([
  ['what is stored', 'SELECT * FROM ai_things'],
  ['what is written', "INSERT INTO ai_things VALUES ('x')"],
  ['tables', 'CREATE TABLE mine (n int)'],
  ['files', "SELECT pg_read_file('/etc/passwd')"],
  ['programs', "COPY (SELECT 1) TO PROGRAM 'true'"],
])('the role of the statements has no right to %s', async (_, sql) => {
  await expect(run(readerUrl, sql)).rejects.toThrow(/permission denied|read-only transaction/)
})

test('a database without statistics says so, and one that is not there, or not set, too', async () => {
  const bare = `bare_${unique}`
  await run(superuserUrl('postgres'), `CREATE DATABASE ${bare}`)
  try {
    const without = statementsOn(superuserUrl(bare))('slowest_statements')
    await expect(without).rejects.toMatchObject({ code: 'no_statistics', status: 404 })
  } finally {
    await run(superuserUrl('postgres'), `DROP DATABASE ${bare} WITH (FORCE)`)
  }
  const away = { code: 'database_away', status: 503 }
  await expect(statementsOn('postgres://x:y@127.0.0.1:1/z')('ping')).rejects.toMatchObject(away)
  await expect(statementsOn(undefined)('ping')).rejects.toMatchObject(away)
})

test('a database that says nothing is not waited for without end', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : 0
  try {
    const asking = statementsOn(`postgres://x:y@127.0.0.1:${port}/z`)('ping')
    await expect(asking).rejects.toMatchObject({ code: 'database_away' })
  } finally {
    silent.close()
  }
})

test('a statement that waits for a lock is ended', async () => {
  const holder = new Client({ connectionString: superuserUrl(plan.database) })
  await holder.connect()
  try {
    await holder.query('BEGIN')
    await holder.query('LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE')
    const asking = statementsOn(readerUrl)('slowest_statements')
    await expect(asking).rejects.toMatchObject({ status: expect.any(Number) })
  } finally {
    await holder.query('ROLLBACK')
    await holder.end()
  }
})
