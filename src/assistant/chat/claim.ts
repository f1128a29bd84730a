import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { ChatAnswer } from '../../assistant-api.ts'
import { type Clock, later } from '../../clock.ts'
import type { AssistantDb } from '../../db.ts'
import { UserError } from '../../errors.ts'
import { findQuestion, insertQuestion, type QuestionRow, setLease, takeOver } from '../store.ts'

export interface ClaimParts {
  db: AssistantDb
  clock: Clock
}

/** A question is ours to answer, was answered before, or is being answered by another request. */
export type Claim =
  | { kind: 'ours'; question: QuestionRow }
  | { kind: 'answered'; answer: ChatAnswer }
  | { kind: 'busy' }

/** How long a question belongs to a process that gives no sign of life, in milliseconds. */
const lease = 15_000
const renewEvery = 5_000
const lookAgainAfter = 150
/** How long a repeated question waits for the answer of the first, in milliseconds. */
const longestWait = 180_000

/** Until when a question taken now belongs to its process. */
export function leaseFrom(clock: Clock): Date {
  return later(clock.now(), lease)
}

/**
 * Stores a question, or finds the one that its session has under the same idempotency key: the same key is
 * answered once, and a process that died while answering is replaced.
 * @throws UserError (422) when the key was used for another message.
 */
export async function claimQuestion(asked: QuestionRow, { db, clock }: ClaimParts): Promise<Claim> {
  if (await insertQuestion(db, asked)) return { kind: 'ours', question: asked }
  const stored = await findQuestion(db, asked.sessionId, asked.idempotencyKey ?? '')
  if (stored === null) return { kind: 'busy' }
  if (stored.content !== asked.content) throw otherMessage()
  if (stored.answer !== null) return { kind: 'answered', answer: stored.answer }
  const answeringUntil = leaseFrom(clock)
  if (!(await takeOver(db, stored.messageId, clock.now(), answeringUntil))) return { kind: 'busy' }
  return { kind: 'ours', question: { ...asked, messageId: stored.messageId, answeringUntil } }
}

/** Waits until a question that another request is answering is answered, or falls to us. */
export async function awaitClaim(
  asked: QuestionRow,
  parts: ClaimParts,
  signal: AbortSignal,
): Promise<Exclude<Claim, { kind: 'busy' }>> {
  const giveUp = performance.now() + longestWait
  while (performance.now() < giveUp) {
    const claim = await claimQuestion(asked, parts)
    if (claim.kind !== 'busy') return claim
    signal.throwIfAborted()
    await delay(lookAgainAfter)
  }
  throw new UserError('still_answering', 'This question is still being answered.', {
    status: 409,
    action: 'Ask again in a minute with the same Idempotency-Key.',
  })
}

/** Does work on a question while its lease is renewed; if the work fails, the question is free at once. */
export async function whileOurs<Result>(
  question: QuestionRow,
  { db, clock, log }: ClaimParts & { log: FastifyBaseLogger },
  work: () => Promise<Result>,
): Promise<Result> {
  const renew = () =>
    setLease(db, question.messageId, leaseFrom(clock)).catch((error: unknown) =>
      log.warn({ err: error }, 'the lease on a question could not be renewed'),
    )
  const renewal = setInterval(renew, renewEvery)
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof UserError ? error.code : 'bug'
    // Where the database is away the lease runs out by itself.
    await setLease(db, question.messageId, clock.now(), reason).catch(() => undefined)
    throw error
  } finally {
    clearInterval(renewal)
  }
}

function otherMessage(): UserError {
  return new UserError('key_reused', 'This Idempotency-Key was used for another message.', {
    status: 422,
    action: 'Send a new key with a new message.',
  })
}
