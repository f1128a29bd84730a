import type { LogSource, LogSummary } from '../../agent-api.ts'
import type { LogPattern } from './patterns.ts'

/** How a kind stands against the span before: `back` was known from an earlier review, and was not in that span. */
export type Change = 'new' | 'back' | 'more' | 'fewer' | 'same' | 'gone'

/** One kind of errors or warnings. */
export interface Finding {
  level: 'warning' | 'error'
  /** Its text without ids, numbers, addresses and quoted values. */
  kind: string
  pattern: LogPattern
  /** The logs that hold it; the same line may stand in several. */
  sources: LogSource[]
  count: number
  /** How often in the span before; null where that cannot be said. */
  before: number | null
  /** Null where there is nothing to compare with. */
  change: Change | null
  /** One such line, masked. */
  sample: string
}

/** A ticket as a review speaks of it. */
export interface TicketMention {
  number: number
  kind: string
  /** Opened by this review; else it was open and has been seen again. */
  isNew: boolean
}

/** What a review found; kept in its run. */
export interface LogReview {
  service: string
  since: string
  until: string
  /** What could be read, and what not. */
  sources: LogSummary['sources']
  /** The most telling first. */
  findings: Finding[]
  /** There were more kinds than are told. */
  truncated: boolean
  tickets: TicketMention[]
  /** Whether tickets are also sent to somebody. */
  ticketsSent: boolean
}

/** The most findings that a run's record carries. */
export const mostFindings = 100

/** What names a finding among those of its service. */
export const keyOf = ({ level, kind }: Pick<Finding, 'level' | 'kind'>): string => `${level} ${kind}`
