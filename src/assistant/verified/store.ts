import type { Citation, VerifiedAnswerRecord } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { detectLanguage } from '../answer/language.ts'
import { foldModel } from '../knowledge/fold.ts'

/** An answer that may be given now. */
export interface StandingAnswer {
  id: string
  question: string
  answer: string
  machineModel: string | null
  citations: Citation[]
  writtenBy: string
  reviewedBy: string
  expiresAt: Date
}

/** Keeps a verified answer's record; an older or equal version changes nothing. */
export async function putVerifiedAnswer(
  db: AssistantDb,
  answerId: string,
  record: VerifiedAnswerRecord,
): Promise<void> {
  const { version, status, question, answer, machine_model: machineModel } = record
  const modelKey = machineModel === null ? null : foldModel(machineModel)
  const language = detectLanguage(question) ?? record.language ?? 'en'
  await db.$executeRaw`
    INSERT INTO ai_verified_answers (answer_id, version, status, question, answer, machine_model, model_key, language,
      documents, citations, written_by, reviewed_by, expires_at)
    VALUES (${answerId}, ${version}, ${status}, ${question}, ${answer}, ${machineModel}, ${modelKey}, ${language},
      ${JSON.stringify(record.documents)}::jsonb, ${JSON.stringify(record.citations)}::jsonb, ${record.written_by},
      ${record.reviewed_by}, ${new Date(record.expires_at)})
    ON CONFLICT (answer_id) DO UPDATE
    SET version = excluded.version, status = excluded.status, question = excluded.question, answer = excluded.answer,
        machine_model = excluded.machine_model, model_key = excluded.model_key, language = excluded.language,
        documents = excluded.documents, citations = excluded.citations, written_by = excluded.written_by,
        reviewed_by = excluded.reviewed_by, expires_at = excluded.expires_at, updated_at = now()
    WHERE ai_verified_answers.version < excluded.version`
}

export interface StandingQuery {
  now: Date
  language: string
  /** Null: only answers for every machine. */
  machineModel: string | null
}

/** The most answers that are looked at for one question, the newest first. */
const most = 1_000

/** The answers that stand: approved, not over, for this machine, and each of their documents there as it was. */
export async function standingAnswers(
  db: AssistantDb,
  { now, language, machineModel }: StandingQuery,
): Promise<StandingAnswer[]> {
  const modelKey = machineModel === null ? null : foldModel(machineModel)
  return await db.$queryRaw<StandingAnswer[]>`
    SELECT answer_id AS id, question, answer, machine_model AS "machineModel", citations, written_by AS "writtenBy",
           reviewed_by AS "reviewedBy", expires_at AS "expiresAt"
    FROM ai_verified_answers
    WHERE status = 'approved' AND expires_at > ${now} AND language = ${language}
      AND (model_key IS NULL OR model_key = ${modelKey}) AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(documents) AS needed (document_id uuid, sha256 text)
        WHERE NOT EXISTS (
          SELECT FROM knowledge_documents AS there
          WHERE there.document_id = needed.document_id AND there.sha256 = needed.sha256 AND there.status = 'ready'))
    ORDER BY expires_at DESC, answer_id LIMIT ${most}`
}

/** How rare terms are in the manuals: what each weighs, from its passages; one that stands nowhere weighs most. */
export async function termWeights(db: AssistantDb, terms: string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ term: string; weight: number }[]>`
    WITH size AS (SELECT count(*)::float8 AS passages FROM knowledge_chunks),
    counted AS (
      SELECT term, sum(cardinality(ordinals))::float8 AS df FROM knowledge_posting_lists
      WHERE term = ANY (${terms}::text[]) GROUP BY term
    )
    SELECT term, ln(1 + (greatest(passages, coalesce(df, 0)) - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) AS weight
    FROM unnest(${terms}::text[]) AS term LEFT JOIN counted USING (term) CROSS JOIN size`
  return new Map(rows.map(({ term, weight }) => [term, weight]))
}
