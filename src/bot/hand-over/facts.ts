import type { Maintenance } from '../../oncall/planned.ts'
import type { PlannedStore } from '../../oncall/planned-store.ts'
import type { Run } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import { maintenanceBefore } from '../planned/soon.ts'
import { openRuns } from '../runs/open.ts'
import type { TicketStore } from '../tickets/store.ts'
import type { ReportedCase, ReportedCases } from './cases-store.ts'
import type { Report } from './store.ts'

export interface FactsParts {
  cases: ReportedCases
  runs: Pick<Runs, 'recent' | 'waiting'>
  tickets: Pick<TicketStore, 'countOpen'>
  planned: Pick<PlannedStore, 'ahead'>
}

/** What there is of cases, and what became of them since the report before. */
export interface CaseFacts {
  count: number
  oldest: ReportedCase[]
  opened: number
  /** By name. */
  resolved: string[]
}

/** What somebody must know who takes the shift over. */
export interface ShiftFacts extends CaseFacts {
  /** What runs, is unknown or waits, with reviews that are owed. */
  runs: Run[]
  openTickets: number
  /** Which maintenance lasts now, or begins in this shift. */
  maintenance: Maintenance[]
}

/** So many of the oldest cases are looked at for what is overdue. */
const casesLookedAt = 500

/** What a report says of cases. */
export async function caseFacts({ since, at }: Report, { cases }: FactsParts): Promise<CaseFacts> {
  const [unresolved, between] = await Promise.all([cases.unresolved(casesLookedAt), cases.between(since, at)])
  return { ...unresolved, ...between }
}

/** What a hand-over says; `until`: when the shift ends, null where it has no end. */
export async function shiftFacts(report: Report, until: Date | null, parts: FactsParts): Promise<ShiftFacts> {
  const [ofCases, runs, openTickets, maintenance] = await Promise.all([
    caseFacts(report, parts),
    openRuns(parts.runs),
    parts.tickets.countOpen(),
    maintenanceBefore(until, report.at, parts.planned),
  ])
  return { ...ofCases, runs, openTickets, maintenance }
}
