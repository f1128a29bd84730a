import type { ChatAnswer, ChatMode, EscalationRecord, FeedbackRecord } from '../assistant-api.ts'
import type { AssistantDb } from '../db.ts'

/** A question as it is stored when somebody begins to answer it. */
export interface QuestionRow {
  messageId: string
  sessionId: string
  subject: string | null
  idempotencyKey: string | null
  content: string
  requestId: string
  /** Until when the process that inserts it has it for itself. */
  answeringUntil: Date
}

export interface AnswerRow {
  answer: ChatAnswer
  promptTokens: number | null
  completionTokens: number | null
  error: string | null
}

export interface SessionRow {
  subject: string | null
  machineModel: string | null
  language: string | null
}

export interface StoredQuestion {
  messageId: string
  content: string
  answer: ChatAnswer | null
}

export interface StoredMessage {
  messageId: string
  role: string
  content: string
  mode: ChatMode | null
  createdAt: Date
}

/** The session of this id, made for this subject where there is none yet. */
export async function openSession(
  db: AssistantDb,
  sessionId: string,
  subject: string | null,
): Promise<SessionRow> {
  await db.session.createMany({ data: { sessionId, subject }, skipDuplicates: true })
  return await db.session.findUniqueOrThrow({ where: { sessionId } })
}

/** The session of this id, if there is one. */
export async function findSession(db: AssistantDb, sessionId: string): Promise<SessionRow | null> {
  return await db.session.findUnique({ where: { sessionId } })
}

/** Stores a question. Resolves to false when its session already has one under the same key. */
export async function insertQuestion(db: AssistantDb, question: QuestionRow): Promise<boolean> {
  const { count } = await db.message.createMany({ data: questionData(question), skipDuplicates: true })
  return count === 1
}

/** The question that a session has under a key, with its answer. */
export async function findQuestion(
  db: AssistantDb,
  sessionId: string,
  idempotencyKey: string,
): Promise<StoredQuestion | null> {
  const question = await db.message.findUnique({
    where: { sessionId_idempotencyKey: { sessionId, idempotencyKey } },
  })
  if (question === null) return null
  const reply = await db.message.findFirst({ where: { replyTo: question.messageId, role: 'assistant' } })
  return {
    messageId: question.messageId,
    content: question.content,
    answer: (reply?.answer as ChatAnswer | undefined) ?? null,
  }
}

/** Takes over a question whose lease has passed. Resolves to false when another process has it. */
export async function takeOver(
  db: AssistantDb,
  messageId: string,
  now: Date,
  answeringUntil: Date,
): Promise<boolean> {
  const { count } = await db.message.updateMany({
    where: { messageId, answeringUntil: { lte: now } },
    data: { answeringUntil },
  })
  return count === 1
}

/** Prolongs the lease on a question, or ends it with the reason why it was not answered. */
export async function setLease(
  db: AssistantDb,
  messageId: string,
  answeringUntil: Date,
  error?: string,
): Promise<void> {
  await db.message.updateMany({
    where: { messageId, answeringUntil: { not: null } },
    data: { answeringUntil, ...(error === undefined ? {} : { error }) },
  })
}

/**
 * Stores the one answer of a question. The question is stored again where maintenance deleted it meanwhile.
 * @returns the stored answer: another process's where that came first.
 */
export async function insertAnswer(
  db: AssistantDb,
  question: QuestionRow,
  { answer, promptTokens, completionTokens, error }: AnswerRow,
): Promise<ChatAnswer> {
  const { sessionId, subject, messageId, requestId } = question
  const { machine_model: machineModel, language } = answer
  await db.$transaction([
    db.session.createMany({ data: { sessionId, subject }, skipDuplicates: true }),
    db.message.createMany({ data: questionData(question), skipDuplicates: true }),
    db.message.createMany({
      data: {
        messageId: answer.message_id,
        sessionId,
        role: 'assistant',
        replyTo: messageId,
        content: answer.answer,
        answer,
        mode: answer.mode,
        model: answer.model,
        promptTokens,
        completionTokens,
        latencyMs: answer.latency_ms,
        error,
        requestId,
      },
      skipDuplicates: true,
    }),
    db.message.updateMany({ where: { messageId }, data: { answeringUntil: null, error: null } }),
    db.session.updateMany({
      where: { sessionId },
      data: { language, updatedAt: new Date(), ...(machineModel === null ? {} : { machineModel }) },
    }),
  ])
  const stored = await db.message.findFirst({ where: { replyTo: messageId, role: 'assistant' } })
  return (stored?.answer as ChatAnswer | undefined) ?? answer
}

function questionData({ subject: _subject, ...question }: QuestionRow) {
  return { ...question, role: 'user' }
}

/** The last messages of a session, oldest first. */
export async function lastMessages(
  db: AssistantDb,
  sessionId: string,
  limit: number,
): Promise<StoredMessage[]> {
  const rows = await db.message.findMany({
    where: { sessionId },
    orderBy: [{ createdAt: 'desc' }, { messageId: 'desc' }],
    take: limit,
    select: { messageId: true, role: true, content: true, mode: true, createdAt: true },
  })
  return rows.reverse().map((row) => ({ ...row, mode: row.mode as ChatMode | null }))
}

/** The machine models that ready documents are for. */
export async function machineModels(db: AssistantDb): Promise<string[]> {
  const documents = await db.document.findMany({
    where: { status: 'ready' },
    select: { machineModels: true },
  })
  return [...new Set(documents.flatMap((document) => document.machineModels))]
}

/** How many documents are in which state. */
export async function documentCounts(
  db: AssistantDb,
): Promise<{ ready: number; waiting: number; failed: number }> {
  const groups = await db.document.groupBy({ by: ['status'], _count: true })
  const count = (...states: string[]) =>
    groups.filter(({ status }) => states.includes(status)).reduce((sum, group) => sum + group._count, 0)
  return { ready: count('ready'), waiting: count('queued', 'processing'), failed: count('failed') }
}

/** Keeps a case's record; an older or equal version changes nothing. */
export async function putEscalation(
  db: AssistantDb,
  escalationId: string,
  record: EscalationRecord,
): Promise<void> {
  const { version, session_id, status, summary, details } = record
  await db.$executeRaw`
    INSERT INTO ai_escalations (escalation_id, version, session_id, status, summary, details)
    VALUES (${escalationId}, ${version}, ${session_id}, ${status}, ${summary}, ${JSON.stringify(details)}::jsonb)
    ON CONFLICT (escalation_id) DO UPDATE
    SET version = excluded.version, session_id = excluded.session_id, status = excluded.status,
        summary = excluded.summary, details = excluded.details, updated_at = now()
    WHERE ai_escalations.version < excluded.version`
}

/**
 * Keeps somebody's rating of an answer; an older or equal version changes nothing, nor does one of an answer that is
 * gone: with a session its ratings were deleted, and stay so.
 */
export async function putFeedback(
  db: AssistantDb,
  messageId: string,
  { version, subject, rating, reason }: FeedbackRecord,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO ai_feedback (message_id, subject, rating, reason, version)
    SELECT ${messageId}::uuid, ${subject}, ${rating}, ${reason}, ${version}
    WHERE EXISTS (SELECT FROM ai_messages WHERE message_id = ${messageId}::uuid)
    ON CONFLICT (message_id, subject) DO UPDATE
    SET rating = excluded.rating, reason = excluded.reason, version = excluded.version
    WHERE ai_feedback.version < excluded.version`
}
