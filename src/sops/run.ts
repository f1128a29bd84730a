import type { Plan } from './plan.ts'

/**
 * A run is its list of events, and nothing else: what is true of it is folded from them, what comes next follows
 * from that. Steps are numbered from 1.
 */
export type RunEvent = { at: string; by: string } & RunFact

/** Who did it (`by`) is a person's id, or `bot`. */
export type RunFact =
  | { type: 'requested'; reason: string | null; expiresAt: string }
  | { type: 'approved'; digest: string; how: 'own' | 'another' }
  /** Approved by the one who asked, in an emergency: everybody on call sees it, and a review is owed. */
  | { type: 'broke-glass'; digest: string; reason: string }
  | { type: 'reviewed'; note: string | null }
  | { type: 'rejected'; reason: string | null }
  | { type: 'withdrawn' }
  | { type: 'expired' }
  /** The plan would be another one now. */
  | { type: 'voided'; why: string }
  | { type: 'step-began'; step: number; attempt: number; operation: string | null }
  | { type: 'step-ended'; step: number; ending: StepEnding }
  | { type: 'stop-asked' }
  | { type: 'retry-asked'; step: number }
  /** What a person decided about a step of which nobody knows whether it was done. */
  | { type: 'settled'; step: number; decision: 'continue' | 'end' }

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
  /** Of the attempt that began last. */
  operation: string | null
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
  approval: 'own' | 'another' | 'broke-glass' | null
  /** Why glass was broken. */
  emergencyReason: string | null
  reviewOwed: boolean
  stopAsked: boolean
  steps: StepState[]
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
