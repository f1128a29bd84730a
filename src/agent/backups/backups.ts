import type { PgTools } from './pg-tools.ts'
import type { Shelf } from './shelf.ts'

/** What making, proving and restoring backups takes. */
export interface BackupParts {
  tools: PgTools
  shelf: Shelf
  /** What is copied beside the dumps. */
  settingsFiles: string[]
  /** Of the program. */
  version: string
  now(): Date
  /** Fires when the agent is to stop. */
  stopping: AbortSignal
}
