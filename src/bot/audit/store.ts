import type { OpsDb } from '../../db.ts'

/** The newest row of the audit. */
export interface NewestRow {
  id: bigint
  /** In hexadecimal. */
  hash: string
}

/** Which rows are wanted; all where nothing is said. */
export interface AuditFilter {
  /** What it was done to: `R-12`. */
  subject?: string
  /** Who did it, or to whose account it was done. */
  person?: string
  since?: Date
}

/** What one row says. */
export interface AuditedDeed {
  at: Date
  person: string
  verified: boolean
  action: string
  subject: string
  outcome: string
  detail: unknown
  place: string
}

export interface AuditReader {
  /** Null where there are no rows. */
  newest(): Promise<NewestRow | null>
  /** The newest first. */
  deeds(filter: AuditFilter, limit: number): Promise<AuditedDeed[]>
}

/** The audit as people and the bot itself read it; what appends to it is audit-store.ts. */
export function auditReader(db: OpsDb): AuditReader {
  return {
    newest: async () => {
      const row = await db.audit.findFirst({ orderBy: { id: 'desc' }, select: { id: true, hash: true } })
      return row === null ? null : { id: row.id, hash: Buffer.from(row.hash).toString('hex') }
    },
    deeds: ({ subject, person, since }, take) =>
      db.audit.findMany({
        where: {
          ...(subject !== undefined && { subject }),
          ...(person !== undefined && { OR: [{ person }, { subject: person }] }),
          ...(since !== undefined && { at: { gte: since } }),
        },
        orderBy: { id: 'desc' },
        take,
      }),
  }
}
