import { type OutageParts, throughOutages } from '../outage.ts'
import { startWorker, type Worker } from '../worker.ts'
import { waitingProcedures } from './catalog.ts'
import { type ExecuteParts, execute } from './execute.ts'
import type { RunLane } from './rows-store.ts'
import type { Run } from './run.ts'
import { leaseMs, type RunStore } from './store.ts'
import { timeText } from './times.ts'

export interface RunsWorkerOptions
  extends OutageParts,
    Pick<ExecuteParts, 'agent' | 'assistant' | 'reports' | 'cases' | 'records' | 'runbook' | 'clock'> {
  store: RunStore
  /** The site's time zone: times in sentences are its. */
  timeZone(): string
}

/** How many runs are worked on at once. Those that wait for a long reading are none of those that act. */
const lanes: { name: string; lane: RunLane; concurrency: number }[] = [
  { name: 'runs', lane: { but: waitingProcedures }, concurrency: 2 },
  { name: 'runs that wait', lane: { of: waitingProcedures }, concurrency: 8 },
]
/** How often to look for what other copies left, in milliseconds; a decision here wakes the worker. */
const restMs = 1_000

/** Carries out what was approved, and ends what waited too long. A step under way at `stop` is left to the next. */
export function startRuns(options: RunsWorkerOptions): Worker {
  const stopping = new AbortController()
  const workers = lanes.map(({ name, lane, concurrency }) => {
    const step = throughOutages((taken) => workNext(lane, options, stopping.signal, taken), options)
    return startWorker({ name, log: options.log, restMs, concurrency, step })
  })
  return {
    wake: () => {
      for (const worker of workers) worker.wake()
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

async function workNext(
  lane: RunLane,
  options: RunsWorkerOptions,
  stopping: AbortSignal,
  taken: () => void,
): Promise<boolean> {
  const { store, clock } = options
  await store.expireDue(clock.now())
  if (stopping.aborted) return false
  const run = await store.claim(clock.now(), lane)
  if (run === null) return false
  taken()
  await work(run, options, stopping)
  return true
}

async function work(run: Run, options: RunsWorkerOptions, stopping: AbortSignal): Promise<void> {
  const { store, clock, timeZone } = options
  const lost = new AbortController()
  const renew = async () => {
    const isMine = await store.renew(run.number, clock.now()).catch(() => true)
    if (!isMine) lost.abort()
  }
  const renewing = setInterval(() => void renew(), leaseMs / 4)
  const signal = AbortSignal.any([stopping, lost.signal])
  try {
    await execute(run, { ...options, signal, timeText: (at) => timeText(at, timeZone()) })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearInterval(renewing)
    await store.release(run.number).catch((error: unknown) => {
      if (!options.isUnreachable(error)) throw error
    })
  }
}
