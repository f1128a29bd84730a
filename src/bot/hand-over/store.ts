import { putAudit } from '../../audit-store.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'

/** What is told by itself: that the shift changed, and the daily digest. */
export type ReportKind = 'shift' | 'digest'

/** A report: what it is about does not change, however often it is posted. */
export interface Report {
  kind: ReportKind
  number: number
  /** Who had the shift at the report before; null for a digest. */
  fromPerson: string | null
  /** Who has it now; null for a digest. */
  toPerson: string | null
  /** It tells of what happened from here until `at`. */
  since: Date
  at: Date
  /** Null: it may be posted already, or not. */
  toldAt: Date | null
}

export interface DutyReportStore {
  last(kind: ReportKind): Promise<Report | null>
  /** Keeps that a report is to be told. @returns false where another process did so first. */
  begin(report: Report): Promise<boolean>
  /** Keeps that it was told, once; a hand-over is audited. */
  told(report: Report, now: Date): Promise<void>
}

/** `shift:12`: under such a key a report is posted. */
export const reportKey = ({ kind, number }: Pick<Report, 'kind' | 'number'>): string => `${kind}:${number}`

/** The reports' table. */
export function dutyReportStore(db: OpsDb): DutyReportStore {
  return {
    last: async (kind) => {
      const row = await db.dutyReport.findFirst({ where: { kind }, orderBy: { number: 'desc' } })
      return row && { ...row, kind }
    },
    begin: async (report) => {
      const { count } = await db.dutyReport.createMany({ data: [report], skipDuplicates: true })
      return count > 0
    },
    told: (report, now) => db.$transaction((tx) => noteTold(tx, report, now)),
  }
}

async function noteTold(tx: OpsPrisma.TransactionClient, report: Report, now: Date): Promise<void> {
  const { kind, number, fromPerson, toPerson, since } = report
  const where = { kind, number, toldAt: null }
  const { count } = await tx.dutyReport.updateMany({ where, data: { toldAt: now } })
  if (count === 0 || toPerson === null) return
  await putAudit(tx, now, {
    person: 'bot',
    verified: true,
    place: 'bot',
    action: 'shift.handed-over',
    subject: toPerson,
    outcome: 'done',
    detail: { from: fromPerson, to: toPerson, since: since.toISOString() },
    requestId: reportKey(report),
  })
}
