import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { ChatAnswer, ChatRequest } from '../../assistant-api.ts'
import type { Caller } from '../../tokens.ts'
import type { Answer, Question, Turn } from '../answer/question.ts'
import type { Emit } from '../event-stream.ts'
import type { Metrics } from '../metrics.ts'
import {
  insertAnswer,
  lastMessages,
  type QuestionRow,
  type SessionRow,
  type StoredMessage,
} from '../store.ts'
import { type Claim, type ClaimParts, claimQuestion, leaseFrom, whileOurs } from './claim.ts'
import { newSessionId, ownSession } from './session.ts'

/** Answers one question, telling on the way how it comes along. */
export type AnswerQuestion = (question: Question, emit: Emit, signal: AbortSignal) => Promise<Answer>

export interface ConversationParts extends ClaimParts {
  log: FastifyBaseLogger
  metrics: Metrics
  answerQuestion: AnswerQuestion
}

/** A chat request with who sent it and under which ids. */
export interface Call {
  request: ChatRequest
  caller: Caller | null
  idempotencyKey: string | null
  requestId: string
}

/** A question whose session is known to be the caller's. */
export interface Opened {
  call: Call
  asked: QuestionRow
  session: SessionRow
  claim: Claim
}

/** An answer that took longer is a warning in the log, in milliseconds; the runbook's limit of what is normal. */
const slowMs = 5_000

/** How many turns back the model is told. */
const rememberedTurns = 3

/** Stores a question in its session, or finds it there. */
export async function openQuestion(call: Call, parts: ConversationParts): Promise<Opened> {
  const { request, caller, idempotencyKey, requestId } = call
  const subject = caller?.subject ?? null
  const sessionId = request.session_id ?? newSessionId(subject, idempotencyKey)
  const session = await ownSession(parts.db, sessionId, subject)
  const asked: QuestionRow = {
    messageId: randomUUID(),
    sessionId,
    subject,
    idempotencyKey,
    content: request.message,
    requestId,
    answeringUntil: leaseFrom(parts.clock),
  }
  return { call, asked, session, claim: await claimQuestion(asked, parts) }
}

/** Answers a question that is ours, and stores the answer. */
export async function converse(
  { call, session }: Opened,
  question: QuestionRow,
  emit: Emit,
  signal: AbortSignal,
  parts: ConversationParts,
): Promise<ChatAnswer> {
  const started = performance.now()
  return await whileOurs(question, parts, async () => {
    const history = turnsOf(
      await lastMessages(parts.db, question.sessionId, 2 * rememberedTurns + 1),
      question,
    )
    const answer = await parts.answerQuestion(questionOf(call, session, history), emit, signal)
    const latency = Math.round(performance.now() - started)
    const stored = await insertAnswer(parts.db, question, rowOf(answer, question, latency))
    record(answer, latency, parts)
    return stored
  })
}

function questionOf({ request, caller }: Call, session: SessionRow, history: Turn[]): Question {
  return {
    text: request.message,
    machineModel: request.machine_model ?? null,
    language: request.language ?? null,
    session: { machineModel: session.machineModel, language: session.language },
    history,
    // What the bot asks for itself proves the manuals and the model.
    isOfManuals: caller?.subject === 'bot',
  }
}

/** Pairs questions with the answers that follow them; a question without one is left out. */
function turnsOf(messages: StoredMessage[], current: QuestionRow): Turn[] {
  return messages.flatMap((message, index) => {
    const next = messages[index + 1]
    if (message.role !== 'user' || next?.role !== 'assistant') return []
    return message.messageId === current.messageId
      ? []
      : [{ question: message.content, answer: next.content }]
  })
}

function rowOf(answer: Answer, question: QuestionRow, latency: number): Parameters<typeof insertAnswer>[2] {
  return {
    answer: {
      session_id: question.sessionId,
      message_id: randomUUID(),
      answer: answer.text,
      citations: answer.citations,
      mode: answer.mode,
      model: answer.model,
      machine_model: answer.machineModel,
      language: answer.language,
      warnings: answer.warnings,
      nearest: answer.nearest,
      stopped_early: answer.stoppedEarly,
      latency_ms: latency,
      ...(answer.verified !== null && { verified: answer.verified }),
    },
    promptTokens: answer.promptTokens,
    completionTokens: answer.completionTokens,
    error: answer.error,
  }
}

function record(answer: Answer, latency: number, { log, metrics }: ConversationParts): void {
  const { mode, model, machineModel, error, promptTokens, completionTokens } = answer
  metrics.chatSeconds.observe({ mode }, latency / 1_000)
  if (error !== null) metrics.chatErrors.inc({ cause: error.split(':')[0] ?? 'other' })
  if (model !== null) {
    metrics.tokens.inc({ model, kind: 'prompt' }, promptTokens ?? 0)
    metrics.tokens.inc({ model, kind: 'completion' }, completionTokens ?? 0)
  }
  // Where there is none, no line holds the word: people look for errors with grep.
  const facts = { mode, model, machineModel, latency, ...(error !== null && { error }) }
  if (error !== null) log.warn(facts, `question answered with less than it could be: ${error}`)
  else if (latency > slowMs) log.warn(facts, 'slow answer')
  else log.info(facts, 'question answered')
}
