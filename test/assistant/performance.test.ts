import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { assistantPaths, type Performance, performanceSchema } from '../../src/assistant-api.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { sql, startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let assistant: TestAssistant
beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({ DATABASE_URL: database.url })
})
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})
beforeEach(() => sql(database.url, 'DELETE FROM ai_sessions'))

async function measured(query = ''): Promise<Performance> {
  const response = await assistant.call(assistantPaths.performance + query)
  expect(response.status).toBe(200)
  return performanceSchema.parse(await response.json())
}

interface Asked {
  session?: string
  /** How long ago, as an interval of PostgreSQL. */
  ago?: string
  /** Until when somebody has it, from now. */
  held?: string | null
  error?: string
  answer?: { ms: number; error?: string; model?: string; prompt?: number; completion?: number; ago?: string }
}

/** A question as the program stores it, with its answer where it has one. */
async function asked({ session = 's', ago = '1 minute', held = null, error, answer }: Asked): Promise<void> {
  const id = randomUUID()
  await sql(database.url, 'INSERT INTO ai_sessions (session_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    session,
  ])
  await sql(
    database.url,
    `INSERT INTO ai_messages (message_id, session_id, role, content, answering_until, error, created_at)
     VALUES ($1, $2, 'user', 'q', now() + $3::interval, $4, now() - $5::interval)`,
    [id, session, held, error ?? null, ago],
  )
  if (answer === undefined) return
  await sql(
    database.url,
    `INSERT INTO ai_messages (message_id, session_id, role, reply_to, content, latency_ms, error, model,
                              prompt_tokens, completion_tokens, created_at)
     VALUES ($1, $2, 'assistant', $3, 'a', $4, $5, $6, $7, $8, now() - $9::interval)`,
    [
      randomUUID(),
      session,
      id,
      answer.ms,
      answer.error ?? null,
      answer.model ?? null,
      answer.prompt ?? null,
      answer.completion ?? null,
      answer.ago ?? ago,
    ],
  )
}

test('where nobody asked, there is nothing to measure: no zeros', async () => {
  expect(await measured()).toEqual({
    requests: { minutes: 5, all: 0, failed: 0, with_less: 0 },
    response_ms: null,
    active_sessions: { minutes: 15, count: 0 },
    usage: { today: [], week: [] },
  })
})

test('a question that was really asked counts, with its answer', async () => {
  await assistant.ask({ message: 'How do I start it?', session_id: 'real' })
  const { requests, response_ms: times, active_sessions: sessions } = await measured()
  expect(requests).toEqual({ minutes: 5, all: 1, failed: 0, with_less: 0 })
  expect(times?.p50).toBeGreaterThanOrEqual(0)
  expect(sessions.count).toBe(1)
})

test('what was refused for bad input is no request', async () => {
  expect((await assistant.post({ message: '' })).status).toBe(400)
  expect((await measured()).requests.all).toBe(0)
})

test.each([
  ['answered', { answer: { ms: 10 } }, { all: 1, failed: 0, with_less: 0 }],
  [
    'answered by quoting, since the model failed',
    { answer: { ms: 10, error: 'openai: answered 500' } },
    { all: 1, failed: 0, with_less: 1 },
  ],
  [
    'given up with a reason',
    { held: '-1 second', error: 'database_down' },
    { all: 1, failed: 1, with_less: 0 },
  ],
  ['left by a process that died', { held: '-1 second' }, { all: 1, failed: 1, with_less: 0 }],
  ['still being answered', { held: '10 seconds' }, { all: 0, failed: 0, with_less: 0 }],
  [
    'taken up again after it had failed',
    { held: '10 seconds', error: 'stopping' },
    { all: 0, failed: 0, with_less: 0 },
  ],
  [
    'asked longer than 5 minutes ago',
    { ago: '6 minutes', held: '-1 second' },
    { all: 0, failed: 0, with_less: 0 },
  ],
] as [string, Asked, object][])('a question that was %s', async (_, question, requests) => {
  await asked(question)
  expect((await measured()).requests).toEqual({ minutes: 5, ...requests })
})

test('response times are those of the answers of 5 minutes: half of them, and 95 in 100', async () => {
  for (let ms = 100; ms <= 2_000; ms += 100) await asked({ answer: { ms } })
  await asked({ ago: '6 minutes', answer: { ms: 90_000 } })
  expect((await measured()).response_ms).toEqual({ p50: 1_050, p95: 1_905 })
})

test('sessions with a question in 15 minutes are active, each once', async () => {
  await asked({ session: 'a' })
  await asked({ session: 'a', ago: '14 minutes' })
  await asked({ session: 'b', ago: '14 minutes' })
  await asked({ session: 'c', ago: '16 minutes' })
  expect((await measured()).active_sessions.count).toBe(2)
})

test('tokens by model, of today in the zone of whoever asks and of 7 days; quoted instead, they were used too', async () => {
  const [{ seconds } = { seconds: 0 }] = await sql<{ seconds: number }>(
    database.url,
    "SELECT extract(epoch FROM now() - date_trunc('day', now(), 'Europe/Athens'))::int AS seconds",
  )
  const before = `${seconds + 60} seconds`
  await asked({ ago: '0 seconds', answer: { ms: 1, model: 'gpt-4o', prompt: 100, completion: 10 } })
  await asked({ ago: before, answer: { ms: 1, model: 'gpt-4o', prompt: 1_000, completion: 100 } })
  await asked({ ago: '8 days', answer: { ms: 1, model: 'gpt-4o', prompt: 9_999, completion: 9_999 } })
  await asked({ ago: '0 seconds', answer: { ms: 1, error: 'withheld: a figure', prompt: 7, completion: 3 } })
  await asked({ ago: '0 seconds', answer: { ms: 1 } })
  const { usage } = await measured('?time_zone=Europe/Athens')
  const fallen = { model: 'unknown', prompt_tokens: 7, completion_tokens: 3 }
  expect(usage.today).toEqual([{ model: 'gpt-4o', prompt_tokens: 100, completion_tokens: 10 }, fallen])
  expect(usage.week).toEqual([{ model: 'gpt-4o', prompt_tokens: 1_100, completion_tokens: 110 }, fallen])
})

test.each(['Nowhere/Land', '+02:00', "'; DROP TABLE ai_messages; --", ''])(
  '%j is no time zone',
  async (zone) => {
    const query = `?${new URLSearchParams({ time_zone: zone })}`
    expect((await assistant.call(assistantPaths.performance + query)).status).toBe(400)
  },
)

test('while the database is away it says so, and comes back', async () => {
  await database.pause()
  const response = await assistant.call(assistantPaths.performance)
  expect(response.status).toBe(503)
  await database.resume()
  await measured()
}, 60_000)

describe('with 100,000 questions of 90 days', () => {
  test('what is measured is found by the index: the table is never read as a whole', async () => {
    const large = await scratchDatabase('assistant')
    try {
      await sql(large.url, "INSERT INTO ai_sessions SELECT 's' || n FROM generate_series(1, 2000) n")
      await sql(
        large.url,
        `WITH asked AS (
           INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
           SELECT gen_random_uuid(), 's' || (1 + n % 2000), 'user', 'q', now() - n * interval '78 seconds'
           FROM generate_series(1, 100000) n ORDER BY n DESC RETURNING message_id, session_id, created_at)
         INSERT INTO ai_messages (message_id, session_id, role, reply_to, content, latency_ms, prompt_tokens, created_at)
         SELECT gen_random_uuid(), session_id, 'assistant', message_id, 'a', 900, 50, created_at FROM asked`,
      )
      await sql(large.url, 'ANALYZE ai_messages')
      const scans = async () => {
        const [row] = await sql<{ seq: number; idx: number }>(
          large.url,
          "SELECT seq_scan::int AS seq, idx_scan::int AS idx FROM pg_stat_user_tables WHERE relname = 'ai_messages'",
        )
        return row ?? { seq: 0, idx: 0 }
      }
      const before = await scans()
      const another = await startTestAssistant({ DATABASE_URL: large.url })
      const response = await another.call(assistantPaths.performance)
      expect(performanceSchema.parse(await response.json()).requests.all).toBeGreaterThanOrEqual(3)
      // A connection tells its counts when it ends.
      await another.close()
      const after = await scans()
      expect(after.seq).toBe(before.seq)
      expect(after.idx).toBeGreaterThanOrEqual(before.idx + 4)
    } finally {
      await large.drop()
    }
  }, 120_000)
})
