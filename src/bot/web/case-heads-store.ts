import { type OpsDb, OpsPrisma } from '../../db.ts'
import type { CaseHead } from './api.ts'

/** The cases that somebody sees, those that wait first: how far each is; null: of everybody. */
export type CaseHeads = (personId: string | null, limit: number) => Promise<CaseHead[]>

/** Words count with the version: what is said changes nothing else of a case. */
export function caseHeads(db: OpsDb): CaseHeads {
  return (personId, limit) => db.$queryRaw<CaseHead[]>`
    SELECT number, status, version || '.' ||
      (SELECT count(*) FROM case_messages WHERE case_number = number) AS version
    FROM cases ${personId === null ? OpsPrisma.empty : concerning(personId)}
    ORDER BY status = 'resolved', updated_at DESC, number DESC LIMIT ${limit}`
}

const concerning = (personId: string) => OpsPrisma.sql`
  WHERE opened_by = ${personId} OR EXISTS (
    SELECT 1 FROM case_people WHERE case_number = number AND person_id = ${personId})`
