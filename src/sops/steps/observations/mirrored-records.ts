import { counted } from '../../maintenance/counts.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending, pause } from '../parts.ts'

/** How long they are waited for, in milliseconds; the rest is left to the outbox. */
const patienceMs = 30_000

/**
 * Sends the records of cases and the ratings again, and waits while they arrive. One that does not is no reason to
 * end a run: the outbox goes on until it has.
 */
export const recordsSentAgain: ObservationKind<object> = {
  command: () => 'outbox: cases and ratings once more',
  keeps: true,
  async look(_, __, { records, clock, signal }) {
    const all = await records.sendAgain()
    let left = await records.unsent()
    const deadline = clock.now().getTime() + patienceMs
    while (left > 0 && clock.now().getTime() < deadline) {
      await pause(signal)
      left = await records.unsent()
    }
    const value = left === 0 ? counted(all, 'record') : `${Math.max(0, all - left)} of ${all} records so far`
    return { ...ending('done', detailOf(all, left)), evidence: [{ label: 'Sent again', value }] }
  },
}

function detailOf(all: number, left: number): string {
  if (all === 0) return 'There are no cases and no ratings to send.'
  if (left === 0) return `${counted(all, 'record')} of cases and ratings arrived.`
  return `${left} of ${all} records have not arrived; the outbox sends them until they have.`
}
