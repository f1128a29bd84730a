import type { Schedule } from '../../runbook-settings.ts'

const dayMs = 86_400_000
/** How long one that was asked for waits for another's word, in milliseconds. */
export const waitsMs = 7 * dayMs
/** How long one stands, in milliseconds: then two people look at it once more. */
export const standsMs = 92 * dayMs
/** The most that one may be for. */
export const greatest = 100_000_000

/** On whose word something runs by the clock that wants another person's approval. */
export interface Standing {
  id: number
  schedule: string
  /** What it is for; see `standingDigest`. */
  digest: string
  /** At most so much of what the plan counts goes each time. */
  maximum: number
  status: StandingStatus
  /** Whether it is certain who asked, and who approved. */
  verified: boolean
  /** Where its card is. */
  place: { platform: string; thread: string }
  askedBy: string
  askedAt: Date
  approvedBy: string | null
  approvedAt: Date | null
  /** Until then it waits; approved, until then it stands. */
  expiresAt: Date
  endedBy: string | null
  endedAt: Date | null
}

export const standingStatuses = [
  'asked',
  'approved',
  'rejected',
  'withdrawn',
  'revoked',
  /** Another was asked for, or approved, in its place. */
  'replaced',
  'expired',
] as const
export type StandingStatus = (typeof standingStatuses)[number]

/** What a schedule has of them. */
export interface Standings {
  /** The newest that was ever approved: it stands, or has ended. */
  granted: Standing | null
  waiting: Standing | null
}

/** A schedule as far as a standing approval is for it. */
export type Standable = Pick<Schedule, 'name' | 'procedure' | 'parameters'>

/** `S-3` */
export const standingName = ({ id }: { id: number }): string => `S-${id}`
