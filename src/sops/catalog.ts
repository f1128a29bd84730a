import { addManual } from './procedures/add-manual.ts'
import { backup } from './procedures/backup.ts'
import { config } from './procedures/config.ts'
import { logReview } from './procedures/log-review.ts'
import { maintenance } from './procedures/maintenance.ts'
import { performance } from './procedures/performance.ts'
import { restart } from './procedures/restart.ts'
import { restore } from './procedures/restore.ts'
import { start } from './procedures/start.ts'
import { stop } from './procedures/stop.ts'
import type { Procedure } from './sop.ts'

/** Every procedure, in the order of the runbook. */
export const procedures: readonly Procedure[] = [
  restart,
  start,
  stop,
  config,
  addManual,
  logReview,
  performance,
  maintenance,
  backup,
  restore,
]

/** The names of those that mostly wait. */
export const waitingProcedures: readonly string[] = procedures
  .filter(({ waits }) => waits === true)
  .map(({ name }) => name)

/** The procedure of a name; undefined where there is none. */
export function procedureOf(name: string): Procedure | undefined {
  return procedures.find((procedure) => procedure.name === name)
}
