import { restore } from '../procedures/restore.ts'
import type { Run } from '../run.ts'

/** The backups that restores wait to go back to, are going back to, or could not go back by yet. */
export function backupsWanted(runs: readonly Run[]): string[] {
  return runs.filter(isOpen).flatMap(({ plan, state }) => {
    const made = state.steps.flatMap(({ ending }) => ending?.noted?.fullBackup ?? [])
    return [...made, plan.parameters['backup'] ?? ''].filter((name) => name !== '')
  })
}

/** Whether it is a restore that is not over: one whose way back failed is tried again, or is done by hand. */
function isOpen({ plan, state: { status, rollback } }: Run): boolean {
  const isUnderWay = ['waiting', 'running', 'unknown'].includes(status)
  return plan.procedure === restore.name && (isUnderWay || rollback?.outcome === 'failed')
}
