import type { OpsDb } from '../../db.ts'
import type { Reports } from '../../sops/reports.ts'
import type { TicketParts } from '../tickets/store.ts'
import { logReviewStore } from './log-reviews-store.ts'
import { type PerformanceStore, performanceStore } from './performance-store.ts'

export interface ReportStore extends Reports, PerformanceStore {}

/** What runs that only look leave behind for later ones, in their tables. */
export function reportStore(db: OpsDb, parts: TicketParts): ReportStore {
  return { ...logReviewStore(db, parts), ...performanceStore(db) }
}
