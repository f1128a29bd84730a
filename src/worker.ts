import type { Logger } from './log.ts'

export interface WorkerOptions {
  name: string
  /**
   * Takes and does one piece of work. Resolves to false when there was none. Where several may be under way, it
   * calls `taken` once it has one, so that another looks for the next meanwhile.
   */
  step: (taken: () => void) => Promise<boolean>
  /** How long to rest when there was nothing to do, in milliseconds. */
  restMs: number
  /** How many pieces may be under way at once. */
  concurrency?: number
  log: Logger
}

export interface Worker {
  /** There may be work now: do not wait for the rest to end. */
  wake(): void
  /** Takes nothing more and resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** How long to rest after a step threw, in milliseconds. */
const restAfterError = 1_000

/** Repeats a step for as long as there is work, and looks again after a rest or a wake. */
export function startWorker(options: WorkerOptions): Worker {
  const { concurrency = 1 } = options
  const lanes: Lane[] = []
  const neighbours: Neighbours = {
    wakeOne: () => lanes.find(({ isResting }) => isResting())?.wake(),
    isWatched: () => lanes.some(({ isWatching }) => isWatching()),
  }
  while (lanes.length < concurrency) lanes.push(startLane(options, neighbours))
  return {
    // One that rests is enough for one piece of work; it wakes nobody else, and those at work look again anyway.
    wake: () => {
      const resting = lanes.find(({ isResting }) => isResting())
      for (const lane of resting === undefined ? lanes : [resting]) lane.wake()
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
  }
}

interface Lane extends Worker {
  isResting(): boolean
  /** Whether it rests for a time, and looks when that is over. */
  isWatching(): boolean
}

/** What a lane sees of all lanes. */
interface Neighbours {
  wakeOne(): void
  isWatched(): boolean
}

/** One watches, the others rest until they are woken: a worker that has nothing to do asks once, not once a lane. */
function startLane({ name, step, restMs, log }: WorkerOptions, { wakeOne, isWatched }: Neighbours): Lane {
  let stopped = false
  let woken = false
  let endRest: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined

  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped || woken) return resolve()
      if (!isWatched()) timer = setTimeout(() => endRest?.(), milliseconds)
      endRest = () => {
        clearTimeout(timer)
        timer = undefined
        endRest = undefined
        resolve()
      }
    })

  const run = async (): Promise<void> => {
    while (!stopped) {
      woken = false
      try {
        if (!(await step(wakeOne))) await rest(restMs)
      } catch (error) {
        log.error({ err: error, worker: name }, 'worker step failed')
        await rest(restAfterError)
      }
    }
  }

  const ended = run()
  return {
    wake: () => {
      woken = true
      endRest?.()
    },
    isResting: () => endRest !== undefined,
    isWatching: () => timer !== undefined,
    stop: async () => {
      stopped = true
      endRest?.()
      await ended
    },
  }
}
