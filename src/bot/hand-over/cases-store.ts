import type { OpsDb } from '../../db.ts'
import { caseName } from '../../oncall/case.ts'
import type { CaseStore } from '../../oncall/store.ts'

/** A case that nobody has resolved, as reports name it. */
export interface ReportedCase {
  /** `C-31` */
  name: string
  question: string
  /** To whom it was handed up. */
  level: number
  /** The id of whoever has it; null where nobody has. */
  takenBy: string | null
  /** By when somebody must have it, or have resolved it; null where no time is set. */
  dueAt: Date | null
}

/** What reports must know of cases. */
export interface ReportedCases {
  /** The oldest first, no more than a limit; `count` of all. */
  unresolved(limit: number): Promise<{ count: number; oldest: ReportedCase[] }>
  /** What became of cases in a span of time: how many were opened, and the names of those resolved. */
  between(since: Date, until: Date): Promise<{ opened: number; resolved: string[] }>
}

/** The only place that says how a report's case comes from the cases' table. */
export function reportedCases(db: OpsDb, cases: Pick<CaseStore, 'unresolved'>): ReportedCases {
  return {
    unresolved: async (limit) => {
      const { count, oldest } = await cases.unresolved(limit)
      const reported = oldest.map((one) => ({
        name: caseName(one),
        question: one.question,
        level: one.level,
        takenBy: one.takenBy,
        dueAt: one.dueAt,
      }))
      return { count, oldest: reported }
    },
    between: async (since, until) => {
      const span = { gte: since, lt: until }
      const [opened, resolved] = await Promise.all([
        db.case.count({ where: { createdAt: span } }),
        db.case.findMany({
          where: { resolvedAt: span },
          orderBy: { number: 'asc' },
          select: { number: true },
        }),
      ])
      return { opened, resolved: resolved.map(caseName) }
    },
  }
}
