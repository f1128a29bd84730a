import { createHash, randomUUID } from 'node:crypto'
import type { AssistantDb } from '../../db.ts'
import { UserError } from '../../errors.ts'
import { openSession, type SessionRow } from '../store.ts'

/**
 * The id of the session for a question that names none: a new one, or, under an idempotency key, always the same
 * one, so that a repeat finds the first attempt.
 */
export function newSessionId(subject: string | null, idempotencyKey: string | null): string {
  if (idempotencyKey === null) return randomUUID()
  const digest = createHash('sha256')
    .update(JSON.stringify([subject, idempotencyKey]))
    .digest('hex')
  return `key-${digest.slice(0, 32)}`
}

/**
 * The session of this id, made where there is none.
 * @throws UserError (403) when it belongs to somebody else.
 */
export async function ownSession(
  db: AssistantDb,
  sessionId: string,
  subject: string | null,
): Promise<SessionRow> {
  const session = await openSession(db, sessionId, subject)
  if (session.subject !== subject) throw notYourSession()
  return session
}

/** What somebody is told who names the session of another. */
export function notYourSession(): UserError {
  return new UserError('not_your_session', 'This session belongs to somebody else.', {
    status: 403,
    action: 'Ask in a session of your own, or leave session_id out.',
  })
}
