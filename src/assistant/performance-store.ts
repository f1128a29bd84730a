import type { ModelUsage, Performance } from '../assistant-api.ts'
import type { AssistantDb } from '../db.ts'

/** How far back requests and sessions are counted, in minutes. */
const requestMinutes = 5
const sessionMinutes = 15

/** How the chat has been lately, counted by the database's own clock, so that it holds for all copies together. */
export async function readPerformance(db: AssistantDb, timeZone: string): Promise<Performance> {
  const [requests, times, count, usage] = await Promise.all([
    countRequests(db),
    responseTimes(db),
    activeSessions(db),
    modelUsage(db, timeZone),
  ])
  return {
    requests: { minutes: requestMinutes, ...requests },
    response_ms: times,
    active_sessions: { minutes: sessionMinutes, count },
    usage,
  }
}

/**
 * A question without an answer has failed once nobody has it any more: it says so itself, or its process died. One
 * that was refused was never stored.
 */
async function countRequests(db: AssistantDb) {
  const [row] = await db.$queryRaw<{ answered: number; failed: number; with_less: number }[]>`
    SELECT count(reply.message_id)::int AS answered,
           count(*) FILTER (WHERE reply.message_id IS NULL AND question.answering_until <= now())::int AS failed,
           count(reply.error)::int AS with_less
    FROM ai_messages question
    LEFT JOIN ai_messages reply ON reply.reply_to = question.message_id AND reply.role = 'assistant'
    WHERE question.role = 'user' AND question.created_at > now() - ${requestMinutes} * interval '1 minute'`
  const { answered = 0, failed = 0, with_less = 0 } = row ?? {}
  return { all: answered + failed, failed, with_less }
}

async function responseTimes(db: AssistantDb): Promise<Performance['response_ms']> {
  const [row] = await db.$queryRaw<{ p50: number | null; p95: number | null }[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95
    FROM ai_messages
    WHERE role = 'assistant' AND created_at > now() - ${requestMinutes} * interval '1 minute'`
  const { p50 = null, p95 = null } = row ?? {}
  return p50 === null || p95 === null ? null : { p50, p95 }
}

async function activeSessions(db: AssistantDb): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT session_id)::int AS count FROM ai_messages
    WHERE role = 'user' AND created_at > now() - ${sessionMinutes} * interval '1 minute'`
  return row?.count ?? 0
}

interface UsageRow {
  model: string
  is_today: boolean
  prompt: number
  completion: number
}

/** An answer that the model began and that had to be quoted instead took tokens too, and names no model. */
async function modelUsage(db: AssistantDb, timeZone: string): Promise<Performance['usage']> {
  const rows = await db.$queryRaw<UsageRow[]>`
    SELECT coalesce(model, 'unknown') AS model, created_at >= date_trunc('day', now(), ${timeZone}) AS is_today,
           coalesce(sum(prompt_tokens), 0)::float8 AS prompt,
           coalesce(sum(completion_tokens), 0)::float8 AS completion
    FROM ai_messages
    WHERE role = 'assistant' AND created_at > now() - interval '7 days'
      AND (prompt_tokens IS NOT NULL OR completion_tokens IS NOT NULL)
    GROUP BY 1, 2`
  return { today: summed(rows.filter(({ is_today: isToday }) => isToday)), week: summed(rows) }
}

function summed(rows: UsageRow[]): ModelUsage[] {
  const models = new Map<string, ModelUsage>()
  for (const { model, prompt, completion } of rows) {
    const known = models.get(model) ?? { model, prompt_tokens: 0, completion_tokens: 0 }
    models.set(model, {
      model,
      prompt_tokens: known.prompt_tokens + prompt,
      completion_tokens: known.completion_tokens + completion,
    })
  }
  return [...models.values()].sort((a, b) => (a.model < b.model ? -1 : 1))
}
