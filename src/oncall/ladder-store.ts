import type { Clock } from '../clock.ts'
import type { Transaction } from './change-store.ts'
import type { DueStep } from './timeline.ts'

/** Gives a case its due times; those that it had are void, and whom they still wanted to call is left alone. */
export async function setLadder(
  tx: Transaction,
  clock: Clock,
  { number, ladder }: { number: number; ladder: number },
  steps: DueStep[],
): Promise<void> {
  await dropLadder(tx, clock, number)
  await tx.caseStep.createMany({
    data: steps.map((step, position) => ({ caseNumber: number, ladder, position, ...step })),
  })
}

/** Nothing is due any more, and nobody is called any more. */
export async function dropLadder(tx: Transaction, clock: Clock, caseNumber: number): Promise<void> {
  await tx.caseStep.updateMany({
    where: { caseNumber, status: 'waiting' },
    data: { status: 'void', endedAt: clock.now() },
  })
  await cancelPages(tx, caseNumber)
}

/** Nobody is called any more; what must be resolved by then stays due. */
export async function stopCalling(tx: Transaction, clock: Clock, caseNumber: number): Promise<void> {
  await tx.caseStep.updateMany({
    where: { caseNumber, status: 'waiting', kind: { not: 'unresolved' } },
    data: { status: 'void', endedAt: clock.now() },
  })
  await cancelPages(tx, caseNumber)
}

/** Nobody is called before a time: what was due first is due then, and what follows keeps its distance. */
export async function putOffCalls(tx: Transaction, caseNumber: number, until: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE case_steps SET due_at = case_steps.due_at + (${until}::timestamptz - first.due_at)
    FROM (SELECT min(due_at) AS due_at FROM case_steps
      WHERE case_number = ${caseNumber} AND status = 'waiting' AND kind <> 'unresolved') AS first
    WHERE case_number = ${caseNumber} AND status = 'waiting' AND kind <> 'unresolved' AND first.due_at < ${until}`
  await tx.page.updateMany({
    where: { caseNumber, status: 'waiting', dueAt: { lt: until } },
    data: { dueAt: until },
  })
}

async function cancelPages(tx: Transaction, caseNumber: number): Promise<void> {
  await tx.page.updateMany({ where: { caseNumber, status: 'waiting' }, data: { status: 'cancelled' } })
}
