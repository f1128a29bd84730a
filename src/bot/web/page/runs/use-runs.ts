import type { RunHead, WaitingRun } from '../../api.ts'
import { client, runEventsPath } from '../parts/client.ts'
import type { Line } from '../parts/events.ts'
import { type Fresh, useFresh } from '../parts/use-fresh.ts'
import { useHeads } from '../parts/use-heads.ts'

/** What is known of all runs: how far each is, and which of them wait. */
export interface RunsState {
  heads: ReadonlyMap<number, RunHead>
  /** Another one whenever any run has changed. */
  change: string
  line: Line
  waiting: Fresh<WaitingRun[]>
}

/** What the pages of runs work with. */
export interface RunPages extends RunsState {
  /** Opens a new chat with a command in its field. */
  openCommand: (command: string) => void
}

const nothing: WaitingRun[] = []

/** Follows the runs, for somebody who may see them. */
export function useRuns(isAllowed: boolean): RunsState {
  const { heads, line } = useHeads<RunHead>(runEventsPath, 'run', isAllowed)
  const change = [...heads.values()].map(({ number, version }) => `${number}.${version}`).join()
  const load = async () => (isAllowed ? (await client.waitingRuns()).runs : nothing)
  return { heads, change, line, waiting: useFresh(load, `${isAllowed} ${change}`) }
}
