import type { Clock } from '../clock.ts'
import type { OpsDb } from '../db.ts'
import type { Case } from './case.ts'
import { caseOf, withSteps } from './rows-store.ts'

export interface SummaryStore {
  /** The oldest case that is shown and whose summary is still to be asked for; null: none. */
  nextOwed(): Promise<Case | null>
  /** Keeps what came of asking, once; null: nothing, and the case stays as it is. */
  keep(number: number, summary: string | null): Promise<void>
}

/** What models wrote about cases. */
export function summaryStore(db: OpsDb, clock: Clock): SummaryStore {
  return {
    nextOwed: async () => {
      const row = await db.case.findFirst({
        where: { summaryOwed: true, shown: { gt: 0 } },
        orderBy: { number: 'asc' },
        include: withSteps,
      })
      return row === null ? null : caseOf(row)
    },
    keep: async (number, summary) => {
      const news = summary === null ? {} : { summary, version: { increment: 1 }, updatedAt: clock.now() }
      await db.case.updateMany({
        where: { number, summaryOwed: true },
        data: { summaryOwed: false, ...news },
      })
    },
  }
}
