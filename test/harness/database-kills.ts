import { readFile } from 'node:fs/promises'
import { markdownTable, writeResults } from './results.ts'

/** One kill in a procedure that deletes or restores, and what came of its run. */
export interface DatabaseKill {
  procedure: string
  step: string
  killed: string
  run: string
  /** Sessions that are gone, of those that were to go; empty where none is. */
  deleted: string
  /** Whether the database holds what it should. */
  isSame: boolean
}

/** Keeps the kills of a test for people to read. */
export async function writeDatabaseKills(name: string, kills: DatabaseKill[]): Promise<void> {
  const head = ['procedure', 'step', 'killed', 'run', 'deleted / expected', 'content as it should be']
  const rows = kills.map(({ procedure, step, killed, run, deleted, isSame }) => [
    procedure,
    step,
    killed,
    run,
    deleted,
    isSame ? 'yes' : 'NO',
  ])
  await writeResults(`${name}.md`, markdownTable(head, rows))
}

/** Sessions of half a year ago, with two messages each: `very-old-1` and on. */
export const addOldSessions = (count: number): string => `
  WITH begun AS (
    INSERT INTO ai_sessions (session_id, created_at)
    SELECT 'very-old-' || n, now() - interval '180 days' FROM generate_series(1, ${count}) AS n
    RETURNING session_id, created_at)
  INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
  SELECT gen_random_uuid(), session_id, 'user', 'why?', created_at FROM begun, generate_series(1, 2)`

/** A case that is open, about a session of the assistant's. */
export const openCase = (sessionId: string): string => `
  INSERT INTO cases (source_key, opened_by, platform, thread, session_id, question, details, created_at, updated_at)
  VALUES ('${sessionId}', 'maria', 'web', 'a', '${sessionId}', 'It leaks.', '{}', now(), now())`

/** A table is gone, rows are, and others hold what they should not. */
export const damage = `
  DROP TABLE knowledge_posting_lists;
  DELETE FROM ai_feedback;
  DELETE FROM ai_messages WHERE length(content) % 2 = 0;
  UPDATE ai_messages SET content = 'nonsense'`

/** The operations that an agent set out to do, by their ids, as often as its journal has them. */
export async function intentsIn(journalPath: string): Promise<string[]> {
  const lines = (await readFile(journalPath, 'utf8')).split('\n').filter((line) => line.includes('"intent"'))
  return lines.map((line): string => JSON.parse(line).id)
}
