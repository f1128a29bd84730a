import type { LogSummary } from '../agent-api.ts'
import type { Performance } from '../assistant-api.ts'
import type { LogReview } from './log-review/review.ts'
import type { TableSizes } from './maintenance/sizes.ts'
import type { AnswerReadings, ResourceReadings } from './performance/readings.ts'
import type { PerformanceReport } from './performance/report.ts'
import type { Plan } from './plan.ts'

/**
 * A run is its list of events, and nothing else: what is true of it is folded from them, what comes next follows
 * from that. Steps are numbered from 1, those of the rollback on from the plan's own.
 */
export type RunEvent = { at: string; by: string } & RunFact

/** Who did it (`by`) is a person's id, or `bot`. */
export type RunFact =
  /** `card`: the message of ours that becomes its card; absent: it gets one of its own. */
  | { type: 'requested'; reason: string | null; expiresAt: string; card?: string }
  /** `none`: its gate wants nobody's word; it was approved by being asked for. */
  | { type: 'approved'; digest: string; how: 'own' | 'another' | 'none' }
  /** By the clock: approved beforehand, by whoever approved the standing approval. */
  | { type: 'approved'; digest: string; how: 'standing'; standing: UnderStanding }
  /** Approved by the one who asked, in an emergency: everybody on call sees it, and a review is owed. */
  | { type: 'broke-glass'; digest: string; reason: string }
  | { type: 'reviewed'; note: string | null }
  | { type: 'rejected'; reason: string | null }
  | { type: 'withdrawn' }
  | { type: 'expired' }
  /** The plan would be another one now. */
  | { type: 'voided'; why: string }
  | { type: 'step-began'; step: number; attempt: number; operation: string | null }
  /** How far a step has got that takes its time. Changes nothing but what people see. */
  | { type: 'step-progress'; step: number; progress: string }
  | { type: 'step-ended'; step: number; ending: StepEnding }
  | { type: 'stop-asked' }
  | { type: 'retry-asked'; step: number }
  /** A manual that the run is about, or an older version of it, was removed from the knowledge base. */
  | { type: 'document-removed'; document: string }
  /** A case was opened by itself, about what went wrong or about an emergency. */
  | { type: 'case-opened'; about: CaseAbout; case: number }
  /** What a person decided about a step of which nobody knows whether it was done. */
  | { type: 'settled'; step: number; decision: 'continue' | 'end' }

/** What a case is opened about by itself: the run went wrong, or began without the other person's approval. */
export type CaseAbout = 'trouble' | 'emergency'

/** The standing approval that a run began under. */
export interface UnderStanding {
  id: number
  digest: string
  maximum: number
  askedBy: string
}

/** How a step came out. */
export interface StepEnding {
  outcome: 'done' | 'failed' | 'unknown'
  /** One sentence: what was seen. */
  detail: string
  /** For the proof at the end: label and value. */
  evidence: { label: string; value: string }[]
  /** What later steps compare with: start times, kinds of errors. */
  noted?: Noted
  /** A few lines of output, masked. */
  output: string[]
  /** What to do about it: a procedure that may help. */
  remedy?: { procedure: string; parameters: Record<string, string>; label: string }
}

/** What an observation keeps for the checks after it. */
export interface Noted {
  /** Replica id → start time. */
  replicas?: Record<string, string>
  /** The kinds of errors that the log knew before. */
  errorKinds?: string[]
  /** The log was read until then. */
  logUntil?: string
  /** The settings that every replica ran with: its id → their digest. */
  settingsDigests?: Record<string, string>
  /** Whether every replica served; and of what they depend on, what was down. */
  wasHealthy?: boolean
  lacked?: string[]
  /** The copy of the settings file from before. */
  backup?: string
  /** What the logs held of a time, and of the same span before. */
  logSummary?: { since: string; until: string; summary: LogSummary }
  logSummaryBefore?: LogSummary
  logReview?: LogReview
  /** Sizes of the tables, and what was deleted. */
  tableSizes?: TableSizes
  deleted?: { sessions: number; messages: number }
  /** The backup that was made, and the digest of its manifest. */
  fullBackup?: string
  fullBackupDigest?: string
  /** The same of the backup that leads back, once what follows may have changed something. */
  wayBack?: string
  wayBackDigest?: string
  /** What was measured, and what the model service took. */
  resources?: ResourceReadings
  answers?: {
    readings: AnswerReadings
    counted: { withLess: number; usage: Performance['usage'] } | null
  }
  slowest?: PerformanceReport['slowest']
  performance?: PerformanceReport
  /** Manuals that look like earlier versions of the one that is added, each by its document's id. */
  olderManuals?: { document: string; title: string; added: string }[]
  /** Where the manual was cited. */
  cited?: { label: string; url: string }
}

export type RunStatus =
  | 'waiting'
  | 'running'
  | 'done'
  | 'failed'
  | 'unknown'
  | 'stopped'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'void'

export interface StepState {
  state: 'ahead' | 'now' | 'done' | 'failed' | 'unknown'
  attempts: number
  beganAt: string | null
  endedAt: string | null
  ending: StepEnding | null
  /** How far it has got, as it told last. */
  progress: string | null
  /** Of the attempt that began last. */
  operation: string | null
}

/** What was done is taken back, by the plan's own steps for that. */
export interface RollbackState {
  /** What made it so: a step that failed, or a person who ended the run. */
  because: 'failed' | 'stopped'
  /** The step that it was about; null where none was under way. */
  step: number | null
  why: string
  /** `failed`: it was not taken back, or nobody knows. */
  outcome: 'under-way' | 'done' | 'failed'
}

/** What is true of a run. */
export interface RunState {
  status: RunStatus
  requestedBy: string
  requestedAt: string
  reason: string | null
  expiresAt: string
  approvedBy: string | null
  approvedAt: string | null
  approval: 'own' | 'another' | 'none' | 'standing' | 'broke-glass' | null
  /** What it began under, where that is a standing approval. */
  standing: UnderStanding | null
  /** Why glass was broken. */
  emergencyReason: string | null
  reviewOwed: boolean
  stopAsked: boolean
  /** The cases that were opened by themselves, by their numbers. */
  cases: Record<CaseAbout, number | null>
  /** The documents that were removed because of it. */
  removed: string[]
  /** The plan's own steps, then those that take them back. */
  steps: StepState[]
  /** Set once what was done is being taken back, or was. */
  rollback: RollbackState | null
  /** The step that is under way, failed or is unknown; null otherwise. */
  current: number | null
  startedAt: string | null
  endedAt: string | null
  /** Why it ended as it did, as a sentence; null while it has not, or where all went well. */
  why: string | null
}

/** A run as everybody sees it. */
export interface Run {
  /** Shown as R-142. */
  number: number
  plan: Plan
  events: RunEvent[]
  state: RunState
  /** Counts the events: what a card was made from. */
  version: number
}

/** `R-142` */
export const runName = ({ number }: { number: number }): string => `R-${number}`
