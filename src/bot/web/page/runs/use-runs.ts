import { useEffect, useState } from 'preact/hooks'
import type { RunHead, WaitingRun } from '../../api.ts'
import { client, runEventsPath } from '../parts/client.ts'
import { followEvents, type Line } from '../parts/events.ts'
import { type Fresh, useFresh } from './use-fresh.ts'

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

/** How long several changes that come together are gathered, in milliseconds. */
const gatherMs = 60

const nothing: WaitingRun[] = []

/** Follows the runs, for somebody who may see them. */
export function useRuns(isAllowed: boolean): RunsState {
  const [heads, setHeads] = useState<ReadonlyMap<number, RunHead>>(new Map())
  const [line, setLine] = useState<Line>('connecting')
  useEffect(() => {
    if (!isAllowed) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let fresh: RunHead[] = []
    const put = () => {
      timer = undefined
      const gathered = fresh
      fresh = []
      setHeads((known) => new Map([...known, ...gathered.map((head) => [head.number, head] as const)]))
    }
    const stop = followEvents({
      path: () => runEventsPath,
      event: 'run',
      onEvent: (data) => {
        fresh.push(data as RunHead)
        timer ??= setTimeout(put, gatherMs)
      },
      onReady: () => undefined,
      onLine: setLine,
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [isAllowed])
  const change = [...heads.values()].map(({ number, version }) => `${number}.${version}`).join()
  const load = async () => (isAllowed ? (await client.waitingRuns()).runs : nothing)
  return { heads, change, line, waiting: useFresh(load, `${isAllowed} ${change}`) }
}
