import type { OpsDb } from '../db.ts'
import type { CaseParts } from './store.ts'

/** Clears what is in the files of the cases that were resolved before a time; their names stay. @returns how many it was. */
export const clearFiles =
  (db: OpsDb, { clock }: Pick<CaseParts, 'clock'>) =>
  async (resolvedBefore: Date): Promise<number> =>
    await db.$executeRaw`
      UPDATE case_files SET content = NULL, cleared_at = ${clock.now()} FROM cases
      WHERE cases.number = case_files.case_number AND cleared_at IS NULL AND resolved_at < ${resolvedBefore}`
