import type { Finding, LogReview } from './log-review/review.ts'
import type { TrendPoint } from './performance/report.ts'

/** A review as its run brings it. */
export interface NewReview {
  /** The number of its run. */
  run: number
  review: Omit<LogReview, 'tickets' | 'ticketsSent'>
  /** The day of the site's time zone on which it is made: 2026-11-28. */
  day: string
  /** How often within one review makes a ticket. */
  often: number
}

/** What a run measured, among the reports before it. */
export interface KeptPoint {
  /** Opens the trend's picture to whoever has it. */
  picture: string
  /** The newest reports up to this one, oldest first. */
  points: TrendPoint[]
}

/** What runs that only look leave behind for later ones. */
export interface Reports {
  /** Which of these findings earlier reviews of a service have had, by `keyOf`. */
  knownFindings(service: string, findings: Pick<Finding, 'level' | 'kind'>[]): Promise<Set<string>>
  /**
   * Keeps what a review found, and opens or renews the tickets of what recurs: once a run.
   * @returns the review with its tickets, as it was kept first.
   */
  keepReview(review: NewReview): Promise<LogReview>
  /** Keeps what a report measured, once a run. */
  keepPoint(run: number, point: TrendPoint): Promise<KeptPoint>
}
