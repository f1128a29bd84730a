import { restart } from './procedures/restart.ts'
import { start } from './procedures/start.ts'
import { stop } from './procedures/stop.ts'
import type { Procedure } from './sop.ts'

/** Every procedure, in the order of the runbook. */
export const procedures: readonly Procedure[] = [restart, start, stop]

/** The procedure of a name; undefined where there is none. */
export function procedureOf(name: string): Procedure | undefined {
  return procedures.find((procedure) => procedure.name === name)
}
