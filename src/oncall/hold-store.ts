import type { Clock } from '../clock.ts'
import type { OpsDb } from '../db.ts'
import type { Case } from './case.ts'
import { changeCase, lockCase, type Transaction } from './change-store.ts'
import { putOffCalls } from './ladder-store.ts'
import type { Hold } from './planned.ts'

/** Whether calls about a case wait while a maintenance lasts: what is critical never does. */
export const isHeldBack = ({ severity }: Pick<Case, 'severity'>): boolean => severity !== 'critical'

/** A case's due time falls into a maintenance: it is put back to its end, and what follows keeps its distance. */
export async function hold(
  tx: Transaction,
  one: Case,
  dueAt: Date,
  { until }: Hold,
  clock: Clock,
): Promise<void> {
  await putBack(tx, one.number, until.getTime() - dueAt.getTime())
  await note(tx, one, until, clock)
}

/**
 * A case whose calls wait for another time than the maintenance of now has as its end, since that was ended,
 * cancelled or prolonged, or the clock set back; undefined where there is none.
 */
export async function heldOtherwise(
  db: OpsDb,
  held: Hold | null,
  now: Date,
  except: number[],
): Promise<number | undefined> {
  const rows = await db.$queryRaw<{ number: number }[]>`
    SELECT number FROM cases
    WHERE status <> 'resolved' AND held_until > ${now} AND number <> ALL (${except}::int[])
      AND held_until IS DISTINCT FROM ${held?.until ?? null}::timestamptz
    ORDER BY number LIMIT 1`
  return rows[0]?.number
}

/** Calls that wait do so until the maintenance of now ends; where none holds any more, they are due at once. */
export async function holdAnew(
  tx: Transaction,
  number: number,
  held: Hold | null,
  clock: Clock,
): Promise<void> {
  const one = await lockCase(tx, number)
  const now = clock.now()
  const { heldUntil, snoozedUntil } = one
  const until = held?.until ?? null
  // Another process was faster.
  if (heldUntil === null || heldUntil <= now || heldUntil.getTime() === until?.getTime()) return
  await putBack(tx, number, (until ?? now).getTime() - heldUntil.getTime())
  // Whoever put it off for longer is not called before that.
  if (snoozedUntil !== null && snoozedUntil > now) await putOffCalls(tx, number, snoozedUntil)
  await note(tx, one, until, clock)
}

async function putBack(tx: Transaction, caseNumber: number, milliseconds: number): Promise<void> {
  const by = `${milliseconds} milliseconds`
  await tx.$executeRaw`UPDATE case_steps SET due_at = due_at + ${by}::interval
    WHERE case_number = ${caseNumber} AND status = 'waiting'`
}

async function note(tx: Transaction, one: Case, until: Date | null, clock: Clock): Promise<void> {
  const change = until === null ? { type: 'released' as const, fact: {} } : heldChange(until)
  const { requestId } = one.evidence
  await changeCase(tx, clock, one.number, { heldUntil: until }, { ...change, by: 'bot', requestId })
}

const heldChange = (until: Date) => ({ type: 'held' as const, fact: { until: until.toISOString() } })
