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
}

/** Appends to the record of who did what, within the transaction that made it true. It is never changed. */
export async function putAudit(
  db: Pick<OpsPrisma.TransactionClient, 'audit'>,
  at: Date,
  entry: AuditEntry,
): Promise<void> {
  await db.audit.create({ data: { at, ...entry } })
}
