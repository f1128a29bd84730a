import { type OutageParts, throughOutages } from '../outage.ts'
import { startWorker, type Worker } from '../worker.ts'
import { type ExecuteParts, execute } from './execute.ts'
import type { Run } from './run.ts'
import { leaseMs, type RunStore } from './store.ts'
import { timeText } from './times.ts'

export interface RunsWorkerOptions extends OutageParts, Pick<ExecuteParts, 'agent' | 'clock'> {
  store: RunStore
  /** The site's time zone: times in sentences are its. */
  timeZone(): string
}

/** How many runs are worked on at once. */
const concurrency = 2
/** How often to look for what other copies left, in milliseconds; a decision here wakes the worker. */
const restMs = 1_000

/** Carries out what was approved, and ends what waited too long. A step under way at `stop` is left to the next. */
export function startRuns(options: RunsWorkerOptions): Worker {
  const stopping = new AbortController()
  const step = async () => {
    const { store, clock } = options
    await store.expireDue(clock.now())
    if (stopping.signal.aborted) return false
    const run = await store.claim(clock.now())
    if (run === null) return false
    await work(run, options, stopping.signal)
    return true
  }
  const worker = startWorker({
    name: 'runs',
    log: options.log,
    restMs,
    concurrency,
    step: throughOutages(step, options),
  })
  return {
    wake: worker.wake,
    stop: async () => {
      stopping.abort()
      await worker.stop()
    },
  }
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
