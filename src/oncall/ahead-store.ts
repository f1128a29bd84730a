import type { OpsDb } from '../db.ts'
import type { DueStep } from './timeline.ts'

/** The due times of a case that are still ahead, the next one first. */
export const aheadOf =
  (db: OpsDb) =>
  async (caseNumber: number): Promise<DueStep[]> => {
    const rows = await db.caseStep.findMany({
      where: { caseNumber, status: 'waiting' },
      orderBy: [{ dueAt: 'asc' }, { position: 'asc' }],
    })
    return rows.map(({ dueAt, kind, level }) => ({
      dueAt,
      kind: kind as DueStep['kind'],
      level: level as DueStep['level'],
    }))
  }
