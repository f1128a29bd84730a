import { restore } from '../procedures/restore.ts'
import type { RunStore } from '../store.ts'

/** The backups that restores wait to go back to, are going back to, or would take back by. */
export async function backupsWanted(store: Pick<RunStore, 'waiting' | 'latestOn'>): Promise<string[]> {
  const [waiting, latest] = await Promise.all([store.waiting(), store.latestOn(restore.lock)])
  return [...waiting, ...(latest === null ? [] : [latest])]
    .filter(({ plan }) => plan.procedure === restore.name)
    .flatMap(({ plan, state }) => [
      plan.parameters['backup'] ?? [],
      ...state.steps.map(({ ending }) => ending?.noted?.fullBackup ?? []),
    ])
    .flat()
}
