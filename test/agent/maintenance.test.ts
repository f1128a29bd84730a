import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { maintenanceOn } from '../../src/agent/maintenance/maintenance.ts'
import { readConfig } from '../../src/config.ts'
import { migrateDatabases } from '../../src/migrate-command.ts'
import { startTestAgent } from '../harness/agent.ts'
import { agentCalls } from '../harness/agent-calls.ts'
import { eventually } from '../harness/eventually.ts'
import { startTestServer, type TestServer } from '../harness/test-server.ts'

/** A server of its own: the roles have fixed names. */
let server: TestServer
/** As its superuser, in the assistant's database. */
let db: Client
const urlOf = (user: string): string =>
  Object.assign(new URL(server.url), { username: user, password: user, pathname: '/abparts_prod' }).href
const maintainerUrl = (): string => urlOf('agent_maintainer')

beforeAll(async () => {
  server = await startTestServer()
  const settings = {
    DATABASE_ADMIN_URL: server.url,
    DATABASE_URL: urlOf('abparts_user'),
    DATABASE_APP_PASSWORD: 'assistant_app',
    DATABASE_MAINTENANCE_PASSWORD: 'agent_maintainer',
  }
  await migrateDatabases(readConfig(settings), () => undefined)
  db = await connected(Object.assign(new URL(server.url), { pathname: '/abparts_prod' }).href)
}, 120_000)
afterAll(async () => {
  await db.end()
  await server.stop()
})
beforeEach(async () => {
  await db.query('TRUNCATE ai_sessions, ai_messages, ai_feedback, ai_deletions')
})

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const cutoff = '2026-10-30T00:00:00.000Z'
const before = '2026-10-01T08:00:00Z'
const after = '2026-11-15T08:00:00Z'

/** A session with a question and its answer, and a thumb on that. */
async function addSession(id: string, begun: string, used = begun): Promise<void> {
  const [question, answer] = [randomUUID(), randomUUID()]
  await db.query('INSERT INTO ai_sessions (session_id, created_at) VALUES ($1, $2)', [id, begun])
  await db.query(
    `INSERT INTO ai_messages (message_id, session_id, role, reply_to, content, created_at)
     VALUES ($1, $2, 'user', NULL, 'why?', $4), ($3, $2, 'assistant', $1, 'because', $4)`,
    [question, id, answer, used],
  )
  await db.query(
    "INSERT INTO ai_feedback (message_id, subject, rating, version) VALUES ($1, 'anna', 'up', 1)",
    [answer],
  )
}

const idsIn = async (): Promise<string[]> =>
  (await db.query('SELECT session_id FROM ai_sessions ORDER BY 1')).rows.map((row) => row.session_id)
const countOf = async (table: string): Promise<number> =>
  (await db.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n
const never = new AbortController().signal
const one = (deletion: string, overrides = {}) => ({ deletion, cutoff, spared: [], most: 100, ...overrides })

describe('old sessions', () => {
  test('are those begun before the time and not used since; spared ones are told apart', async () => {
    await addSession('old-1', before)
    await addSession('old-2', before)
    await addSession('of-a-case', before)
    await addSession('used-since', before, after)
    await addSession('new', after)
    const maintenance = maintenanceOn(maintainerUrl())
    const spared = ['of-a-case', 'new', 'unknown']
    expect(await maintenance.oldSessions({ cutoff, spared }, never)).toEqual({
      sessions: 2,
      messages: 4,
      spared: ['of-a-case'],
      in_use: 1,
    })
    expect(await maintenance.deleteSessions(one('deletion-1', { spared }), never)).toEqual({
      sessions: 2,
      messages: 4,
    })
    expect(await idsIn()).toEqual(['new', 'of-a-case', 'used-since'])
    expect([await countOf('ai_messages'), await countOf('ai_feedback')]).toEqual([6, 3])
  })

  test('go batch by batch, the oldest first; a deletion of the same name deletes nothing more', async () => {
    for (let n = 1; n <= 5; n += 1) await addSession(`s${n}`, `2026-09-0${n}T00:00:00Z`)
    const { deleteSessions } = maintenanceOn(maintainerUrl())
    expect(await deleteSessions(one('deletion-a', { most: 2 }), never)).toEqual({ sessions: 2, messages: 4 })
    expect(await idsIn()).toEqual(['s3', 's4', 's5'])
    expect(await deleteSessions(one('deletion-a', { most: 2 }), never)).toEqual({ sessions: 2, messages: 4 })
    expect(await idsIn()).toEqual(['s3', 's4', 's5'])
    expect(await deleteSessions(one('deletion-b'), never)).toEqual({ sessions: 3, messages: 6 })
    expect(await deleteSessions(one('deletion-c'), never)).toEqual({ sessions: 0, messages: 0 })
  })

  test('a deletion asked for twice at once is done once', async () => {
    for (let n = 1; n <= 6; n += 1) await addSession(`s${n}`, before)
    const { deleteSessions } = maintenanceOn(maintainerUrl())
    const twice = await Promise.all(
      [1, 2, 3].map(() => deleteSessions(one('deletion-x', { most: 2 }), never)),
    )
    expect(twice).toEqual(Array(3).fill({ sessions: 2, messages: 4 }))
    expect(await countOf('ai_sessions')).toBe(4)
  })

  test('one that somebody writes into at this moment stays', async () => {
    await addSession('talking', before)
    await addSession('silent', before)
    const somebody = await connected(urlOf('assistant_app'))
    try {
      await somebody.query('BEGIN')
      await somebody.query(
        "INSERT INTO ai_messages (message_id, session_id, role, content) VALUES ($1, 'talking', 'user', 'and now?')",
        [randomUUID()],
      )
      const { deleteSessions } = maintenanceOn(maintainerUrl())
      expect(await deleteSessions(one('deletion-1'), never)).toEqual({ sessions: 1, messages: 2 })
      await somebody.query('COMMIT')
      expect(await deleteSessions(one('deletion-2'), never)).toEqual({ sessions: 0, messages: 0 })
      expect(await idsIn()).toEqual(['talking'])
    } finally {
      await somebody.end()
    }
  })

  test('a deletion whose connection breaks half-way deleted nothing', async () => {
    await addSession('s1', before)
    const holder = await connected(server.url.replace(/\/[^/]*$/, '/abparts_prod'))
    await holder.query('BEGIN')
    await holder.query('LOCK ai_feedback IN ACCESS EXCLUSIVE MODE')
    const { deleteSessions } = maintenanceOn(maintainerUrl())
    const deleting = deleteSessions(one('deletion-1'), never)
    deleting.catch(() => undefined)
    const waits = await eventually(async () => {
      const { rows } = await db.query(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'agent_maintainer' AND wait_event_type = 'Lock'",
      )
      return rows[0]
    })
    await db.query('SELECT pg_terminate_backend($1)', [waits.pid])
    await expect(deleting).rejects.toMatchObject({ code: 'database_away' })
    await holder.end()
    expect([await idsIn(), await countOf('ai_messages'), await countOf('ai_deletions')]).toEqual([
      ['s1'],
      2,
      0,
    ])
  })

  test('waits for nobody longer than its limit, and what is given up is ended in the server too', async () => {
    await addSession('s1', before)
    const holder = await connected(server.url.replace(/\/[^/]*$/, '/abparts_prod'))
    try {
      await holder.query('BEGIN')
      await holder.query('LOCK ai_feedback IN ACCESS EXCLUSIVE MODE')
      const { deleteSessions } = maintenanceOn(maintainerUrl())
      await expect(deleteSessions(one('deletion-1'), never)).rejects.toMatchObject({ code: 'locked' })
      const ending = new AbortController()
      const deleting = deleteSessions(one('deletion-2'), ending.signal)
      deleting.catch(() => undefined)
      const working = async (): Promise<number> =>
        (await db.query("SELECT pid FROM pg_stat_activity WHERE usename = 'agent_maintainer'")).rows.length
      await eventually(async () => (await working()) > 0)
      ending.abort()
      await expect(deleting).rejects.toThrow(/aborted/)
      await eventually(async () => (await working()) === 0)
    } finally {
      await holder.end()
    }
    expect(await idsIn()).toEqual(['s1'])
  })

  test('many messages go in little time: an answer is found by its question', async () => {
    await db.query(
      `INSERT INTO ai_sessions (session_id, created_at) SELECT 's' || n, $1 FROM generate_series(1, 400) AS n`,
      [before],
    )
    await db.query(
      `WITH questions AS (
         INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
         SELECT gen_random_uuid(), 's' || n, 'user', 'q', $1 FROM generate_series(1, 400) AS n, generate_series(1, 25)
         RETURNING message_id, session_id
       ) INSERT INTO ai_messages (message_id, session_id, role, reply_to, content, created_at)
       SELECT gen_random_uuid(), session_id, 'assistant', message_id, 'a', $1 FROM questions`,
      [before],
    )
    await db.query('ANALYZE ai_messages')
    const plan = await db.query('EXPLAIN DELETE FROM ONLY ai_messages WHERE $1::uuid = reply_to', [
      randomUUID(),
    ])
    expect(JSON.stringify(plan.rows)).toContain('ai_messages_reply_to')
    const { deleteSessions } = maintenanceOn(maintainerUrl())
    expect(await deleteSessions(one('deletion-1', { most: 400 }), never)).toEqual({
      sessions: 400,
      messages: 20_000,
    })
  })
})

describe('upkeep', () => {
  test('cleans each table; a reindex that was ended half-way leaves nothing behind', async () => {
    const { maintainTable, refreshStatistics } = maintenanceOn(maintainerUrl())
    await addSession('s1', before)
    await db.query('DELETE FROM ai_sessions')
    for (const table of ['ai_sessions', 'ai_messages', 'knowledge_documents'] as const) {
      await maintainTable({ table, task: 'vacuum' }, never)
    }
    await eventually(async () => {
      const { rows } = await db.query(
        "SELECT last_vacuum FROM pg_stat_user_tables WHERE relname = 'ai_messages'",
      )
      return rows[0].last_vacuum !== null
    })
    await db.query('CREATE INDEX left_over_ccnew ON ai_messages (request_id)')
    await db.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'left_over_ccnew'::regclass")
    const filenode = async (): Promise<unknown> =>
      (await db.query("SELECT relfilenode FROM pg_class WHERE relname = 'ai_messages_pkey'")).rows[0]
        .relfilenode
    const was = await filenode()
    await maintainTable({ table: 'ai_messages', task: 'reindex' }, never)
    expect(await filenode()).not.toBe(was)
    const left = await db.query("SELECT relname FROM pg_class WHERE relname ~ '_ccnew|_ccold'")
    expect(left.rows).toEqual([])
    await refreshStatistics(never)
  })

  test('lets reads and writes go on beside a reindex', async () => {
    await addSession('s1', after)
    const reader = await connected(urlOf('assistant_app'))
    try {
      // A transaction that read the table keeps an exclusive lock away, but not this.
      await reader.query('BEGIN')
      await reader.query('SELECT count(*) FROM ai_messages')
      const reindexing = maintenanceOn(maintainerUrl()).maintainTable(
        { table: 'ai_messages', task: 'reindex' },
        never,
      )
      reindexing.catch(() => undefined)
      await addSession('s2', after)
      await reader.query('COMMIT')
      await reindexing
    } finally {
      await reader.end()
    }
  })
})

test('the verbs take known tables and tasks alone, one at a time, and nobody without the role’s address', async () => {
  const agent = await startTestAgent({ services: ['db'], maintenanceUrl: maintainerUrl() })
  const bare = await startTestAgent({ services: ['db'] })
  try {
    await addSession('s1', before)
    const { read, perform, refusal } = agentCalls(() => agent)
    expect(await read('old_sessions', { cutoff, spared: [] })).toMatchObject({ sessions: 1, messages: 2 })
    const deleted = await perform({ verb: 'delete_sessions', request: one('deletion-1') })
    expect(deleted).toMatchObject({ state: 'done', result: { sessions: 1, messages: 2 } })
    const vacuumed = await perform({
      verb: 'maintain_table',
      request: { table: 'ai_messages', task: 'vacuum' },
    })
    expect(vacuumed.state).toBe('done')
    expect(await perform({ verb: 'refresh_statistics', request: {} })).toMatchObject({ state: 'done' })
    for (const request of [
      { table: 'ai_escalations', task: 'vacuum' },
      { table: 'ai_messages; DROP TABLE ai_messages', task: 'vacuum' },
      { table: 'ai_messages', task: 'full' },
    ]) {
      const body = { verb: 'maintain_table', request }
      expect((await agent.call('PUT', `/operations/${randomUUID()}`, body)).status).toBe(400)
    }
    const refused = await bare.call('POST', '/verbs/old_sessions', { cutoff, spared: [] })
    expect(await refusal(refused)).toEqual([503, 'database_away'])
  } finally {
    await agent.close()
    await bare.close()
  }
})
