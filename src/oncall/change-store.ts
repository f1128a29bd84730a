import type { EscalationRecord } from '../assistant-api.ts'
import type { Clock } from '../clock.ts'
import type { OpsPrisma } from '../db.ts'
import { UserError } from '../errors.ts'
import { putOutgoing } from '../outgoing-store.ts'
import { type Case, caseName } from './case.ts'
import { caseOf, withSteps } from './rows-store.ts'

export type Transaction = OpsPrisma.TransactionClient

/** What happens to a case. */
export interface Change {
  type:
    | 'opened'
    | 'declared'
    | 'taken'
    | 'raised'
    | 'snoozed'
    | 'added'
    | 'resolved'
    /** Those of its level are called. */
    | 'called'
    /** Nobody could be called. */
    | 'unreached'
    /** Calls wait until a maintenance ends. */
    | 'held'
    /** They wait for it no longer, before its time. */
    | 'released'
  fact: OpsPrisma.InputJsonObject
  /** A person's id, or `bot`. */
  by: string
  requestId: string
}

/** A case, which nobody else changes until the transaction ends. @throws UserError where there is none. */
export async function lockCase(tx: Transaction, number: number): Promise<Case> {
  await tx.$queryRaw`SELECT 1 FROM cases WHERE number = ${number} FOR UPDATE`
  const row = await tx.case.findUnique({ where: { number }, include: withSteps })
  if (row !== null) return caseOf(row)
  throw new UserError('no_case', `There is no case ${caseName({ number })}.`, {
    status: 404,
    action: 'See /ai cases.',
  })
}

/** Changes a case that is locked, notes what happened, and has its record sent to the assistant. */
export async function changeCase(
  tx: Transaction,
  clock: Clock,
  number: number,
  data: OpsPrisma.CaseUncheckedUpdateInput,
  change: Change,
): Promise<Case> {
  await tx.case.update({
    where: { number },
    data: { ...data, version: { increment: 1 }, updatedAt: clock.now() },
  })
  return await noteChange(tx, clock, number, change)
}

/** Notes what happened to a case, and has its record sent to the assistant. */
export async function noteChange(
  tx: Transaction,
  clock: Clock,
  number: number,
  { type, fact, by, requestId }: Change,
): Promise<Case> {
  const position = await tx.caseEvent.count({ where: { caseNumber: number } })
  await tx.caseEvent.create({
    data: { caseNumber: number, position: position + 1, type, fact, by, at: clock.now(), requestId },
  })
  const changed = caseOf(await tx.case.findUniqueOrThrow({ where: { number }, include: withSteps }))
  await putOutgoing(tx, clock, {
    destination: 'escalation',
    key: caseName(changed),
    version: changed.version,
    payload: { ...recordOf(changed) } as OpsPrisma.InputJsonObject,
    requestId,
  })
  return changed
}

/** A case as the assistant keeps it. */
function recordOf(one: Case): EscalationRecord {
  return {
    version: one.version,
    session_id: one.sessionId,
    status: one.status,
    summary: one.question,
    details: {
      opened_by: one.openedBy,
      machine_model: one.machineModel,
      platform: one.place.platform,
      opened_at: one.createdAt.toISOString(),
      category: one.category,
      severity: one.severity,
      level: one.level,
      taken_by: one.takenBy,
      resolved_by: one.resolvedBy,
      resolved_at: one.resolvedAt?.toISOString() ?? null,
      cause: one.cause,
    },
  }
}
