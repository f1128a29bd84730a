import type { OpsDb } from '../db.ts'
import type { Change } from './change-store.ts'

/** Something that happened to a case. */
export interface CaseEvent {
  position: number
  type: Change['type']
  fact: Record<string, unknown>
  /** A person's id, or `bot`. */
  by: string
  at: Date
}

/** What happened to a case, in its order. */
export const eventsOf =
  (db: OpsDb) =>
  async (caseNumber: number): Promise<CaseEvent[]> => {
    const rows = await db.caseEvent.findMany({ where: { caseNumber }, orderBy: { position: 'asc' } })
    return rows.map(({ position, type, fact, by, at }) => ({
      ...{ position, by, at },
      type: type as Change['type'],
      fact: fact as Record<string, unknown>,
    }))
  }
