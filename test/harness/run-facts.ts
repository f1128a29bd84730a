import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hostedDatabase } from './hosted-database.ts'
import type { ProductPlace } from './product.ts'

/** A run as its row and its events tell it. */
export interface EndedRun {
  number: number
  status: string
  /** The sentence that its last step ended with. */
  last: string
}

/** The one run of a conversation, if there is one yet. */
export async function runOf(conversation: string, place: ProductPlace): Promise<EndedRun | undefined> {
  const rows = await query<EndedRun>(
    place,
    `SELECT number, status, coalesce((
       SELECT fact->'ending'->>'detail' FROM run_events
       WHERE run = number AND type = 'step-ended' ORDER BY version DESC LIMIT 1), '') AS last
     FROM runs WHERE thread = $1`,
    conversation,
  )
  if (rows.length > 1) throw new Error(`one request became ${rows.length} runs`)
  return rows[0]
}

/** How often the agent set out to restart something for a run, by its journal. */
export async function restartsOf(number: number, place: ProductPlace): Promise<number> {
  const rows = await query<{ operation: string | null }>(
    place,
    `SELECT DISTINCT fact->>'operation' AS operation FROM run_events WHERE run = $1 AND type = 'step-began'`,
    number,
  )
  const ours = rows.flatMap(({ operation }) => operation ?? [])
  const journal = await readFile(join(place.dataDir, 'agent/journal.jsonl'), 'utf8')
  return journal.split('\n').filter((line) => {
    const isIntent = line.includes('"intent"')
    return isIntent && ours.some((operation) => line.includes(operation))
  }).length
}

/** How often an assistant came up in a place, by its log. */
export async function startsOfAssistant(place: ProductPlace): Promise<number> {
  const log = await readFile(join(place.folder, 'logs/ai_assistant/ai_assistant.log'), 'utf8')
  return log.split('\n').filter((line) => line.includes('"the assistant answers"')).length
}

async function query<Row extends object>(
  place: ProductPlace,
  sql: string,
  parameter: string | number,
): Promise<Row[]> {
  const client = await hostedDatabase(place, 'ops')
  try {
    const { rows } = await client.query<Row>(sql, [parameter])
    return rows
  } finally {
    await client.end()
  }
}
