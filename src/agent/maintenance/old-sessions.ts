import type { Client } from 'pg'
import type { ActResponse, OldSessionsCount } from '../../agent-api.ts'
import type { OnDatabase } from './connection.ts'

/** Which sessions are old, as the caller names them. */
export interface OldSessions {
  cutoff: string
  spared: readonly string[]
}

/** A deletion of some of them, under a name of its own. */
export interface Deletion extends OldSessions {
  deletion: string
  most: number
}

const counting = { statement: 8_000, lock: 1_000 }
const deleting = { statement: 20_000, lock: 2_000 }

/** $1 is the time, $2 the spared. A session that was used since is not old, whenever it began. */
const isOld = `created_at < $1 AND session_id <> ALL ($2) AND NOT EXISTS (
  SELECT FROM ai_messages AS m WHERE m.session_id = s.session_id AND m.created_at >= $1
)`

/** Counts them, all in one moment. */
export function oldSessions(onDatabase: OnDatabase) {
  return async ({ cutoff, spared }: OldSessions, signal: AbortSignal): Promise<OldSessionsCount> =>
    await onDatabase(counting, signal, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      const { rows } = await client.query(
        `WITH old AS (SELECT session_id FROM ai_sessions AS s WHERE ${isOld})
         SELECT (SELECT count(*) FROM old)::integer AS sessions,
                (SELECT count(*) FROM ai_messages JOIN old USING (session_id))::integer AS messages,
                (SELECT count(*) FROM ai_sessions WHERE created_at < $1)::integer AS begun,
                (SELECT coalesce(array_agg(session_id ORDER BY session_id), '{}') FROM ai_sessions
                 WHERE created_at < $1 AND session_id = ANY ($2)) AS spared`,
        [cutoff, spared],
      )
      const { begun, ...counts } = rows[0]
      return { ...counts, in_use: begun - counts.sessions - counts.spared.length }
    })
}

/**
 * Deletes some of them with their messages and feedback, oldest first, and writes down what it did, in one
 * transaction. A repeat waits for the first, if that is still under way, and tells what it did.
 */
export function deleteSessions(onDatabase: OnDatabase) {
  return async (wanted: Deletion, signal: AbortSignal): Promise<ActResponse<'delete_sessions'>> =>
    await onDatabase(deleting, signal, async (client) => {
      await client.query('BEGIN')
      const done = (await begin(client, wanted))
        ? await deleteSome(client, wanted)
        : await known(client, wanted)
      signal.throwIfAborted()
      await client.query('COMMIT')
      return done
    })
}

/** @returns false where there is such a deletion already. */
async function begin(client: Client, { deletion }: Deletion): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO ai_deletions (deletion) VALUES ($1) ON CONFLICT DO NOTHING',
    [deletion],
  )
  return rowCount === 1
}

async function known(client: Client, { deletion }: Deletion) {
  const { rows } = await client.query('SELECT sessions, messages FROM ai_deletions WHERE deletion = $1', [
    deletion,
  ])
  return rows[0]
}

async function deleteSome(client: Client, { deletion, cutoff, spared, most }: Deletion) {
  // Whoever writes into one now keeps it; whoever wants to must wait, and finds it gone.
  const { rows: locked } = await client.query<{ session_id: string }>(
    `SELECT session_id FROM ai_sessions AS s WHERE ${isOld}
     ORDER BY created_at, session_id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [cutoff, spared, most],
  )
  // What was written before the lock was had is only seen by a statement that begins after it.
  const { rows: still } = await client.query<{ session_id: string }>(
    `SELECT session_id FROM ai_sessions AS s WHERE ${isOld} AND session_id = ANY ($3)`,
    [cutoff, spared, locked.map((row) => row.session_id)],
  )
  const ids = [still.map((row) => row.session_id)]
  await client.query(
    `DELETE FROM ai_feedback WHERE message_id IN
     (SELECT message_id FROM ai_messages WHERE session_id = ANY ($1))`,
    ids,
  )
  const { rowCount: messages } = await client.query(
    'DELETE FROM ai_messages WHERE session_id = ANY ($1)',
    ids,
  )
  const { rowCount: sessions } = await client.query(
    'DELETE FROM ai_sessions WHERE session_id = ANY ($1)',
    ids,
  )
  await client.query('UPDATE ai_deletions SET sessions = $2, messages = $3 WHERE deletion = $1', [
    deletion,
    sessions,
    messages,
  ])
  return { sessions: sessions ?? 0, messages: messages ?? 0 }
}
