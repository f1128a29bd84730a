import type { OpsDb, OpsPrisma } from '../db.ts'
import type { Case, CaseStatus, Evidence } from './case.ts'
import type { Level } from './level.ts'
import type { Severity } from './severity.ts'

/** What is read of a case: itself, and what is due next. */
export const withSteps = {
  steps: { where: { status: 'waiting' }, orderBy: { dueAt: 'asc' } },
} as const satisfies OpsPrisma.CaseInclude

export type CaseRow = OpsPrisma.CaseGetPayload<{ include: typeof withSteps }>

/** A case as its row has it. */
export function caseOf(row: CaseRow): Case {
  const { roomPlatform, roomThread, steps } = row
  const status = row.status as CaseStatus
  const due = status === 'taken' ? steps.find(({ kind }) => kind === 'unresolved') : steps[0]
  return {
    number: row.number,
    sourceKey: row.sourceKey,
    version: row.version,
    status,
    question: row.question,
    machineModel: row.machineModel,
    category: row.category,
    severity: row.severity as Severity,
    level: row.level as Level,
    ladder: row.ladder,
    openedBy: row.openedBy,
    sessionId: row.sessionId,
    place: { platform: row.platform, thread: row.thread },
    room:
      roomPlatform === null || roomThread === null ? null : { platform: roomPlatform, thread: roomThread },
    evidence: row.details as unknown as Evidence,
    takenBy: row.takenBy,
    takenAt: row.takenAt,
    snoozedUntil: row.snoozedUntil,
    heldUntil: row.heldUntil,
    resolvedBy: row.resolvedBy,
    resolvedAt: row.resolvedAt,
    cause: row.cause,
    summary: row.summary,
    createdAt: row.createdAt,
    dueAt: due?.dueAt ?? null,
  }
}

/** A case by its number; null where there is none. */
export async function findCase(
  db: Pick<OpsDb | OpsPrisma.TransactionClient, 'case'>,
  number: number,
): Promise<Case | null> {
  const row = await db.case.findUnique({ where: { number }, include: withSteps })
  return row === null ? null : caseOf(row)
}
