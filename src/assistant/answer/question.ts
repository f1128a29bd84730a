import type { ChatMode, Citation, Verified } from '../../assistant-api.ts'

/** One question of a session and what was answered. */
export interface Turn {
  question: string
  answer: string
}

/** A question with what is known about its asker. */
export interface Question {
  text: string
  /** Chosen with the question. */
  machineModel: string | null
  language: string | null
  /** What the session was about so far. */
  session: { machineModel: string | null; language: string | null }
  /** Oldest first. */
  history: Turn[]
  /** It proves the manuals or the model: no person's answer will do. */
  isOfManuals: boolean
}

/** What came of a question. */
export interface Answer {
  text: string
  mode: ChatMode
  machineModel: string | null
  language: string
  citations: Citation[]
  warnings: { text: string; citation: number }[]
  nearest: Citation | null
  stoppedEarly: boolean
  /** Whose it is, where a person wrote it. */
  verified: Verified | null
  model: string | null
  promptTokens: number | null
  completionTokens: number | null
  /** Why the answer is less than it could be, in a few words for the record. */
  error: string | null
}
