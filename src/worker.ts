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

/**
 * Repeats a step for as long as there is work, and looks again after a rest or a wake. While there is none, one look a
 * rest is enough for all that may be under way at once.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { concurrency = 1, restMs } = options
  const lanes: Lane[] = []
  let ticking: NodeJS.Timeout | undefined
  const resting = () => lanes.find(({ isResting }) => isResting())
  const wakeOne = () => resting()?.wake()
  const keepLooking = () => {
    if (ticking !== undefined || resting() === undefined) return
    ticking = setTimeout(() => {
      ticking = undefined
      wakeOne()
      // Those who still rest do not depend on the one that looks now.
      keepLooking()
    }, restMs)
  }
  while (lanes.length < concurrency) lanes.push(startLane(options, { wakeOne, rests: keepLooking }))
  return {
    // One that rests is enough for one piece of work; it wakes nobody else, and those at work look again anyway.
    wake: () => {
      const one = resting()
      for (const lane of one === undefined ? lanes : [one]) lane.wake()
    },
    stop: async () => {
      const ended = Promise.all(lanes.map((lane) => lane.stop()))
      clearTimeout(ticking)
      await ended
    },
  }
}

interface Lane extends Worker {
  isResting(): boolean
}

/** What a lane tells those beside it. */
interface Neighbours {
  /** There may be more to take. */
  wakeOne(): void
  /** It rests until it is woken. */
  rests(): void
}

function startLane({ name, step, log }: WorkerOptions, { wakeOne, rests }: Neighbours): Lane {
  let stopped = false
  let woken = false
  let endRest: (() => void) | undefined

  /** Until it is woken; after so many milliseconds at the latest, where that is said. */
  const rest = (atMost?: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped || woken) return resolve()
      const timer = atMost === undefined ? undefined : setTimeout(() => endRest?.(), atMost)
      endRest = () => {
        clearTimeout(timer)
        endRest = undefined
        resolve()
      }
      rests()
    })

  const run = async (): Promise<void> => {
    while (!stopped) {
      woken = false
      try {
        if (!(await step(wakeOne))) await rest()
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
    stop: async () => {
      stopped = true
      endRest?.()
      await ended
    },
  }
}
