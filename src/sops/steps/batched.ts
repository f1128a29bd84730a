import type { Filled, PlannedBatches } from '../plan.ts'
import type { BatchedAct, BatchedActs } from '../sop.ts'
import { createBackup, proveBackup, pruneBackups, restoreBackup } from './batched/backups.ts'
import { deleteSessions, maintainTable, refreshStatistics } from './batched/maintenance.ts'
import type { BatchedKind } from './kinds.ts'

/** How the agent is asked for each verb that may be called again. A new one is a row here and in sop.ts. */
const batched: { [Name in BatchedAct]: BatchedKind<Filled<BatchedActs[Name]>> } = {
  delete_sessions: deleteSessions,
  maintain_table: maintainTable,
  refresh_statistics: refreshStatistics,
  create_backup: createBackup,
  prove_backup: proveBackup,
  restore_backup: restoreBackup,
  prune_backups: pruneBackups,
}

/** The row belongs to the step's own arguments, which a union of rows does not tell the compiler. */
export const batchedOf = ({ verb }: PlannedBatches): BatchedKind<PlannedBatches> =>
  batched[verb] as BatchedKind<PlannedBatches>
