import type { Run } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'

/** So many runs back it is looked for what is still open. */
const runsLookedAt = 50

/** What runs, what was left unknown, and what waits for somebody (also for a review), the oldest first. */
export async function openRuns(runs: Pick<Runs, 'recent' | 'waiting'>): Promise<Run[]> {
  const [recent, waiting] = await Promise.all([runs.recent(runsLookedAt), runs.waiting()])
  const working = recent.filter(({ state }) => state.status === 'running' || state.status === 'unknown')
  const open = new Map([...waiting, ...working].map((run) => [run.number, run]))
  return [...open.values()].toSorted((a, b) => a.number - b.number)
}
