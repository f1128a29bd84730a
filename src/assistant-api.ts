import { z } from 'zod'
import { isTimeZone } from './time-zone.ts'

/**
 * What the assistant and its callers say to each other over HTTP: the schemas that validate, document
 * (/openapi.json) and type both ends.
 */

/** No control characters but tab and line breaks: they hide things from people and break terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const clean = (schema: z.ZodString) =>
  schema
    .refine((text) => !controlCharacters.test(text), { error: 'must not contain control characters' })
    .refine((text) => text.isWellFormed(), { error: 'must be whole Unicode characters' })

export const sessionIdSchema = clean(z.string().min(1).max(200))
export const machineModelSchema = clean(z.string().trim().min(1).max(100))
export const languageSchema = z
  .string()
  .regex(/^[a-z]{2}$/, { error: 'must be a two-letter language code such as en' })

const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'must be a sha256 in 64 hexadecimal digits' })

/** The longest question, in characters. */
export const maxMessageLength = 8_000

export const chatRequestSchema = z.strictObject({
  message: clean(
    z
      .string()
      .trim()
      .min(1, { error: 'must not be empty' })
      .max(maxMessageLength, { error: `must be at most ${maxMessageLength} characters` }),
  ),
  session_id: sessionIdSchema.optional(),
  machine_model: machineModelSchema.optional(),
  language: languageSchema.optional(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>

export const citationSchema = z.object({
  document_id: z.uuid(),
  title: z.string(),
  page: z.number().int(),
  page_end: z.number().int(),
  heading: z.string(),
  /** Stands verbatim (white space apart) in the document, between page and page_end. */
  quote: z.string(),
  url: z.string(),
})
export type Citation = z.infer<typeof citationSchema>

export const chatModeSchema = z.enum(['model', 'extractive', 'verified', 'none'])
export type ChatMode = z.infer<typeof chatModeSchema>

/** Whose an answer is that a person wrote and another approved. */
export const verifiedSchema = z.object({
  /** Its number: `V-7`. */
  id: z.string(),
  /** What it was written for; the question it is given to asks the same in other words. */
  question: z.string(),
  /** The names of who wrote and who approved it. */
  by: z.string(),
  reviewed_by: z.string(),
  until: z.iso.datetime(),
})
export type Verified = z.infer<typeof verifiedSchema>

export const chatAnswerSchema = z.object({
  session_id: z.string(),
  message_id: z.uuid(),
  /** Plain text; `[1]` marks the first citation. Lines beginning with "- " or "1. " are lists. */
  answer: z.string(),
  citations: z.array(citationSchema),
  /** `verified`: a person wrote it; `none`: nothing relevant was found, and the answer says so. */
  mode: chatModeSchema,
  /** The model that wrote the answer; null where none did. */
  model: z.string().nullable(),
  machine_model: z.string().nullable(),
  language: z.string(),
  /** Safety notes that the cited passages carry, word for word, with the citation they stand in (from 1). */
  warnings: z.array(z.object({ text: z.string(), citation: z.number().int() })),
  /** Where nothing was found: the passage that came nearest. */
  nearest: citationSchema.nullable(),
  /** The answer ended before it was whole. */
  stopped_early: z.boolean(),
  /** With the mode `verified` alone. */
  verified: verifiedSchema.optional(),
  latency_ms: z.number().int(),
})
export type ChatAnswer = z.infer<typeof chatAnswerSchema>

export const apiErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** What the caller can do now. */
    action: z.string().optional(),
    request_id: z.string(),
  }),
})
export type ApiError = z.infer<typeof apiErrorSchema>

/** The server-sent events of a chat, by event name. `error` carries what an ApiError carries. */
export interface ChatEvents {
  status: { stage: 'searching' | 'writing'; text: string }
  /** The next piece of text; it has passed its checks. */
  delta: { text: string }
  /** The whole text so far, in place of what was sent. */
  replace: { text: string }
  citations: { citations: Citation[] }
  done: ChatAnswer
  error: ApiError['error']
}

export const searchRequestSchema = z.strictObject({
  query: clean(z.string().trim().min(1).max(maxMessageLength)),
  machine_model: machineModelSchema.optional(),
  limit: z.number().int().min(1).max(50).default(5),
})

export const searchResultSchema = z.object({
  document_id: z.uuid(),
  title: z.string(),
  page_start: z.number().int(),
  page_end: z.number().int(),
  heading: z.string(),
  text: z.string(),
  score: z.number(),
})
export type SearchResult = z.infer<typeof searchResultSchema>
export const searchResponseSchema = z.object({ results: z.array(searchResultSchema) })

export const documentTypeSchema = z.enum(['manual', 'guide', 'bulletin', 'other'])
export const documentStatusSchema = z.enum(['queued', 'processing', 'ready', 'failed'])

/** The form fields that go with an uploaded file. Models and tags are lists separated by commas. */
export const documentFieldsSchema = z.strictObject({
  title: clean(z.string().trim().min(1).max(200)),
  machine_models: z.array(machineModelSchema).max(20).default([]),
  tags: z
    .array(clean(z.string().trim().min(1).max(50)))
    .max(20)
    .default([]),
  language: languageSchema.default('en'),
  document_type: documentTypeSchema.default('manual'),
})
export type DocumentFields = z.infer<typeof documentFieldsSchema>

export const documentSchema = z.object({
  document_id: z.uuid(),
  title: z.string(),
  document_type: z.string(),
  language: z.string(),
  machine_models: z.array(z.string()),
  tags: z.array(z.string()),
  filename: z.string(),
  /** Of its file. */
  sha256: sha256Schema,
  size: z.number().int(),
  status: documentStatusSchema,
  pages_done: z.number().int(),
  pages: z.number().int().nullable(),
  /** Why it failed and what to do, as a sentence. */
  error: z.string().nullable(),
  created_at: z.string(),
})
export type KnowledgeDocument = z.infer<typeof documentSchema>
export const documentAcceptedSchema = documentSchema.pick({ document_id: true, status: true })
export type DocumentAccepted = z.infer<typeof documentAcceptedSchema>
export const documentListSchema = z.object({ documents: z.array(documentSchema) })

/** What shows whether a document is found and cited; empty until it is ready. */
export const documentTestsSchema = z.object({
  passages: z.number().int(),
  /** Words that are frequent in it and rare in the others, as it writes them, without those of its title. */
  terms: z.array(z.string()),
  /** Questions that sections of it answer, first those that no other document has. */
  questions: z.array(z.string()),
})
export type DocumentTests = z.infer<typeof documentTestsSchema>

/** What the chat page offers before anything was asked. */
export const suggestionsSchema = z.object({
  machine_models: z.array(z.string()),
  questions: z.array(
    z.object({ question: z.string(), machine_model: z.string().nullable(), language: z.string() }),
  ),
})
export type Suggestions = z.infer<typeof suggestionsSchema>

export const dependencyStateSchema = z.enum(['ok', 'off', 'degraded', 'down'])
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  dependencies: z.record(
    z.string(),
    z.object({ state: dependencyStateSchema, detail: z.string().optional() }),
  ),
  /** The assistant's alone, as in /info: another one whenever a setting is. The agent, which holds no token, reads it here. */
  settings_digest: z.string().optional(),
})
export type Health = z.infer<typeof healthSchema>

export const infoSchema = z.object({
  version: z.string(),
  started_at: z.string(),
  pid: z.number().int(),
  models: z.object({ chat: z.string().nullable(), fallback: z.string().nullable() }),
  retrieval: z.string(),
  limits: z.record(z.string(), z.number()),
  settings_digest: z.string(),
})
export type Info = z.infer<typeof infoSchema>

/** A case's record, sent by id and version: an older or equal version changes nothing. */
export const escalationSchema = z.strictObject({
  version: z.number().int().positive(),
  session_id: sessionIdSchema.nullable(),
  status: z.string().min(1).max(50),
  summary: z.string().max(maxMessageLength),
  details: z.record(z.string(), z.unknown()),
})
export type EscalationRecord = z.infer<typeof escalationSchema>

const factsText = (max: number) => clean(z.string().trim().min(1).max(max))

/** POST what is known of a case, for two or three sentences about it. */
export const summaryRequestSchema = z.strictObject({
  question: factsText(maxMessageLength),
  /** What was answered to it, or why nothing was. */
  answer: factsText(maxMessageLength).optional(),
  /** What was found in the manuals. */
  passages: z
    .array(
      z.strictObject({
        title: factsText(500),
        page: z.number().int(),
        text: factsText(maxMessageLength).optional(),
      }),
    )
    .max(20),
  /** What was tried, in its order. */
  tried: z.array(factsText(2_000)).max(50),
  /** What people have said about it since, in its order. */
  words: z.array(factsText(maxMessageLength)).max(50),
  machine_model: machineModelSchema.optional(),
})
export type SummaryRequest = z.infer<typeof summaryRequestSchema>

/** Null where no model wrote one that can be shown. */
export const summarySchema = z.object({ summary: z.string().nullable() })

export const feedbackSchema = z.strictObject({
  version: z.number().int().positive(),
  subject: z.string().min(1).max(200),
  rating: z.enum(['up', 'down']),
  reason: z.string().max(2_000).nullable(),
})
export type FeedbackRecord = z.infer<typeof feedbackSchema>

/** The longest text of a verified answer, in characters. */
export const maxVerifiedLength = 4_000

/**
 * An answer that a person wrote and another approved, sent by id and version. It is given until its date, while every
 * document it stands on is still there in the same file.
 */
export const verifiedAnswerSchema = z.strictObject({
  version: z.number().int().positive(),
  status: z.enum(['approved', 'retired']),
  question: clean(z.string().trim().min(1).max(maxMessageLength)),
  answer: clean(z.string().trim().min(1).max(maxVerifiedLength)),
  /** Null: it holds for every machine. */
  machine_model: machineModelSchema.nullable(),
  /** Null: what the question is written in. */
  language: languageSchema.nullable(),
  documents: z.array(z.strictObject({ document_id: z.uuid(), sha256: sha256Schema })).max(50),
  citations: z.array(citationSchema).max(20),
  written_by: z.string().min(1).max(200),
  reviewed_by: z.string().min(1).max(200),
  expires_at: z.iso.datetime(),
})
export type VerifiedAnswerRecord = z.infer<typeof verifiedAnswerSchema>

/** GET the performance: in whose day `today` is. */
export const performanceQuerySchema = z.strictObject({
  time_zone: z
    .string()
    .max(100)
    .refine(isTimeZone, { error: 'must be a time zone, such as Europe/Athens' })
    .default('UTC'),
})

const modelUsageSchema = z.object({
  model: z.string(),
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
})
export type ModelUsage = z.infer<typeof modelUsageSchema>

/** How the chat has been lately, over all copies of the assistant: counted from what is stored. */
export const performanceSchema = z.object({
  requests: z.object({
    minutes: z.number().int(),
    /** Questions that were answered or failed; refused ones and those still being answered do not count. */
    all: z.number().int(),
    failed: z.number().int(),
    /** Answered with less than could be, as where the model failed. */
    with_less: z.number().int(),
  }),
  /** From a question to its stored answer, in milliseconds; null where there was no answer in those minutes. */
  response_ms: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  /** Sessions with a question in so many minutes. */
  active_sessions: z.object({ minutes: z.number().int(), count: z.number().int() }),
  /** Tokens by model. */
  usage: z.object({ today: z.array(modelUsageSchema), week: z.array(modelUsageSchema) }),
})
export type Performance = z.infer<typeof performanceSchema>

/** The header that carries one request's id through every process. */
export const requestIdHeader = 'x-request-id'

/** Where the assistant answers. */
export const assistantPaths = {
  health: '/health',
  info: '/info',
  chat: '/api/ai/chat',
  search: '/ai/knowledge/search',
  documents: '/ai/knowledge/documents',
  document: (id: string) => `/ai/knowledge/documents/${encodeURIComponent(id)}`,
  documentFile: (id: string) => `/ai/knowledge/documents/${encodeURIComponent(id)}/file`,
  documentTests: (id: string) => `/ai/knowledge/documents/${encodeURIComponent(id)}/tests`,
  documentReindex: (id: string) => `/ai/knowledge/documents/${encodeURIComponent(id)}/reindex`,
  suggestions: '/ai/knowledge/suggestions',
  performance: '/api/ai/performance',
  /** POST a SummaryRequest. */
  summaries: '/api/ai/summaries',
  /** PUT an EscalationRecord. */
  escalation: (id: string) => `/api/ai/escalations/${encodeURIComponent(id)}`,
  /** PUT a FeedbackRecord. */
  feedback: (messageId: string) => `/api/ai/messages/${encodeURIComponent(messageId)}/feedback`,
  /** PUT a VerifiedAnswerRecord. */
  verifiedAnswer: (id: string) => `/api/ai/verified-answers/${encodeURIComponent(id)}`,
} as const
