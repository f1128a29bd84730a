import type { OpsDb } from '../db.ts'
import { type ActsParts, type CaseActs, caseActs } from './acts-store.ts'
import { aheadOf } from './ahead-store.ts'
import { clearFiles } from './clear-files-store.ts'
import { pagingClock } from './clock-store.ts'
import { type Callers, type DueTimes, dueTimes } from './due-store.ts'
import { type CaseEvent, eventsOf } from './events-store.ts'
import { type CaseMessages, caseMessages } from './messages-store.ts'
import { type NoticeStore, noticeStore } from './notices-store.ts'
import { type PageStore, pageStore } from './pages-store.ts'
import { type PlannedStore, plannedStore } from './planned-store.ts'
import { type CaseStore, caseStore } from './store.ts'
import { type SummaryStore, summaryStore } from './summaries-store.ts'
import type { DueStep } from './timeline.ts'

/** All that is kept of cases. */
export interface CaseStores {
  cases: CaseStore
  acts: CaseActs
  messages: CaseMessages
  pages: PageStore
  planned: PlannedStore
  notices: NoticeStore
  summaries: SummaryStore
  eventsOf(caseNumber: number): Promise<CaseEvent[]>
  aheadOf(caseNumber: number): Promise<DueStep[]>
  dueTimes(callers: Callers): DueTimes
  noteTime(): Promise<void>
  clearFiles(resolvedBefore: Date): Promise<number>
}

/** What is kept of cases, over one database. */
export function caseStores(db: OpsDb, parts: ActsParts): CaseStores {
  const planned = plannedStore(db, parts)
  return {
    cases: caseStore(db, parts),
    acts: caseActs(db, parts),
    messages: caseMessages(db, parts),
    pages: pageStore(db, { ...parts, ...planned }),
    planned,
    notices: noticeStore(db, parts),
    summaries: summaryStore(db, parts.clock),
    eventsOf: eventsOf(db),
    aheadOf: aheadOf(db),
    dueTimes: (callers) => dueTimes(db, { ...callers, ...planned }),
    noteTime: pagingClock(db, parts.clock),
    clearFiles: clearFiles(db, parts),
  }
}
