import type { OpsPrisma } from './db.ts'

/** What somebody did, or was refused. */
export interface AuditEntry {
  person: string
  /** Whether it is certain who it was. */
  verified: boolean
  /** In words of the program: `run.approved`. */
  action: string
  /** What it was done to: `R-142`. */
  subject: string
  outcome: 'done' | 'refused'
  detail: OpsPrisma.InputJsonObject
  requestId: string
  /** From where: `web`, `slack:C123`, `command line`; `bot` where the program went on by itself. */
  place: string
}

/** The channel that tells of every row; its payload is the row's number. */
export const auditChannel = 'audit'

/**
 * Appends to the record of who did what, within the transaction that made it true. It is never changed; the database
 * gives the number and chains the row to the one before (docs/decisions/0010-audit.md).
 *
 * It is the last thing in its transaction that waits for anything: whoever appends keeps all others from appending
 * until the transaction ends, and would wait for ever for one of them that holds what it wants next.
 */
export async function putAudit(
  db: Pick<OpsPrisma.TransactionClient, 'audit'>,
  at: Date,
  entry: AuditEntry,
): Promise<void> {
  await db.audit.create({ data: { at, ...entry } })
}
