import { later } from '../clock.ts'
import type { Case } from './case.ts'
import { changeCase, type Transaction } from './change-store.ts'
import type { CaseParts } from './store.ts'
import type { DueStep } from './timeline.ts'

/** Whether anything of a case is still due. */
export async function hasMore(tx: Transaction, caseNumber: number): Promise<boolean> {
  return (await tx.caseStep.count({ where: { caseNumber, status: 'waiting' } })) > 0
}

/** One more due time, after those that a case has. */
export async function addStep(
  tx: Transaction,
  { number, ladder }: { number: number; ladder: number },
  step: DueStep,
): Promise<void> {
  const position = await tx.caseStep.count({ where: { caseNumber: number, ladder } })
  await tx.caseStep.create({ data: { caseNumber: number, ladder, position, ...step } })
}

const minute = 60_000
/** So soon it is tried again where nobody could be called, in minutes, where the runbook says nothing. */
const usualRespondMinutes = 60

/** Nobody could be called: it is said on its card, and tried again. */
export async function noteUnreached(
  tx: Transaction,
  one: Case,
  ladder: number,
  { clock, runbook }: CaseParts,
): Promise<void> {
  const change = { type: 'unreached' as const, fact: { level: one.level }, by: 'bot' }
  await changeCase(tx, clock, one.number, {}, { ...change, requestId: one.evidence.requestId })
  if (await hasMore(tx, one.number)) return
  const { respond_minutes: minutes = usualRespondMinutes } = runbook().alert_response[one.severity]
  const dueAt = later(clock.now(), minutes * minute)
  await addStep(tx, { number: one.number, ladder }, { dueAt, kind: 'unanswered', level: one.level })
}
