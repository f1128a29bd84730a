import type { Citation } from '../assistant-api.ts'
import type { Level } from './level.ts'
import type { Severity } from './severity.ts'

/** Where something is said: a platform, and a thread there. */
export interface Thread {
  platform: string
  thread: string
}

/** What is known of a case when it is opened, for whoever takes it. */
export interface Evidence {
  requestId: string
  /** What the bot answered, or why it did not. */
  answer?: string
  /** What was found before a person was asked. */
  passages?: Citation[]
  /** The run that it is about: `R-142`. */
  run?: string
  /** What was tried, in the order in which it was. */
  tried?: string[]
}

export type CaseStatus = 'open' | 'taken' | 'resolved'

/** Something that wants a person. */
export interface Case {
  number: number
  /** What it was asked on. */
  sourceKey: string
  version: number
  status: CaseStatus
  question: string
  machineModel: string | null
  /** The runbook's clause that was declared; null: a question. */
  category: string | null
  severity: Severity
  level: Level
  /** How often its due times began anew: it was raised by somebody, or declared. */
  ladder: number
  openedBy: string
  /** The assistant's session that it is about. */
  sessionId: string | null
  /** Where it was asked. */
  place: Thread
  /** Where its thread is; null where there is none. */
  room: Thread | null
  evidence: Evidence
  takenBy: string | null
  takenAt: Date | null
  snoozedUntil: Date | null
  /** Until then its due times were put back for a maintenance; null, or in the past: they were not. */
  heldUntil: Date | null
  resolvedBy: string | null
  resolvedAt: Date | null
  /** What it was, in the words of whoever resolved it. */
  cause: string | null
  /** What a model wrote about it for whoever takes it; null: the facts are all there is. */
  summary: string | null
  createdAt: Date
  /** By when somebody must have taken or resolved it; null where nothing is due. */
  dueAt: Date | null
}

/** How far up a case has come: another one whenever it is raised or declared. */
export const rungOf = ({ ladder, level }: Pick<Case, 'ladder' | 'level'>): string => `${ladder}.${level}`

/** `C-31` */
export const caseName = ({ number }: Pick<Case, 'number'>): string => `C-${number}`
