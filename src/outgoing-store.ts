import type { Clock } from './clock.ts'
import type { OpsPrisma } from './db.ts'

/** Something that must reach another system, in its newest version. */
export interface Outgoing {
  destination: 'escalation' | 'feedback' | 'verified-answer' | 'ticket'
  key: string
  version: number
  payload: OpsPrisma.InputJsonObject
  requestId: string
}

/** Puts something into the outbox, within the transaction that made it true. */
export async function putOutgoing(
  transaction: OpsPrisma.TransactionClient,
  clock: Clock,
  { destination, key, version, payload, requestId }: Outgoing,
): Promise<void> {
  const now = clock.now()
  await transaction.outgoing.createMany({
    data: { destination, key, version, payload, requestId, dueAt: now, createdAt: now },
    skipDuplicates: true,
  })
}
