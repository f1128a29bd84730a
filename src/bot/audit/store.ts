import type { OpsDb } from '../../db.ts'

/** The newest row of the audit. */
export interface NewestRow {
  id: bigint
  /** In hexadecimal. */
  hash: string
}

export interface AuditStore {
  /** Null where there are no rows. */
  newest(): Promise<NewestRow | null>
}

/** The audit as people and the bot itself read it; what appends to it is audit-store.ts. */
export function auditReader(db: OpsDb): AuditStore {
  return {
    newest: async () => {
      const row = await db.audit.findFirst({ orderBy: { id: 'desc' }, select: { id: true, hash: true } })
      return row === null ? null : { id: row.id, hash: Buffer.from(row.hash).toString('hex') }
    },
  }
}
