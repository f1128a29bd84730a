import { z } from 'zod'
import {
  type Citation,
  citationSchema,
  type VerifiedAnswerRecord,
  verifiedAnswerSchema,
} from '../../assistant-api.ts'
import type { People } from '../../people.ts'
import type { Place } from '../platform.ts'

export type VerifiedStatus = 'proposed' | 'approved' | 'rejected' | 'retired'

/** An answer that somebody wrote, for whoever asks the same again once another person approved it. */
export interface VerifiedAnswer {
  id: number
  version: number
  caseNumber: number | null
  question: string
  answer: string
  /** Null: it holds for every machine. */
  machineModel: string | null
  /** What the question is written in where that does not show. */
  language: string | null
  documents: z.infer<typeof documentsSchema>
  citations: Citation[]
  status: VerifiedStatus
  /** Where its card is. */
  place: Place
  writtenBy: string
  createdAt: Date
  reviewedBy: string | null
  reviewedAt: Date | null
  /** From the approval on. */
  expiresAt: Date | null
  retiredBy: string | null
  retiredAt: Date | null
}

/** The documents that an answer stands on, in the files that it was written from. */
export const documentsSchema = verifiedAnswerSchema.shape.documents
export const citationsSchema = z.array(citationSchema)

/** `V-7` */
export const answerName = ({ id }: Pick<VerifiedAnswer, 'id'>): string => `V-${id}`

/** The record that the assistant keeps of an answer that was approved, with the names of people as they are now. */
export function recordOf(answer: VerifiedAnswer, people: People): VerifiedAnswerRecord {
  const { status, expiresAt, reviewedBy } = answer
  if (expiresAt === null || reviewedBy === null) throw new Error(`${answerName(answer)} was never approved`)
  const nameOf = (id: string) => people.byId(id)?.name ?? id
  return {
    version: answer.version,
    status: status === 'approved' ? 'approved' : 'retired',
    question: answer.question,
    answer: answer.answer,
    machine_model: answer.machineModel,
    language: answer.language,
    documents: answer.documents,
    citations: answer.citations,
    written_by: nameOf(answer.writtenBy),
    reviewed_by: nameOf(reviewedBy),
    expires_at: expiresAt.toISOString(),
  }
}
