import { isNativeError } from 'node:util/types'
import { type Clock, PgBoss } from 'pg-boss'
import { type OutageParts, throughOutages } from './outage.ts'
import { startWorker, type Worker } from './worker.ts'

export interface MinutesOptions extends OutageParts {
  /** Of the database that all processes share. */
  url: string
  /** A minute has passed. Of all processes one is told. */
  onMinute(): Promise<void>
  /** The library's own clock, which a test winds. */
  clock?: Clock
}

const queue = 'minutes'

/** A minute that nobody took in time is not made up for: the next one finds all that is due. */
const minutes = {
  policy: 'short',
  retryLimit: 0,
  expireInSeconds: 120,
  retentionSeconds: 120,
  deleteAfterSeconds: 120,
} as const

/** The owner makes the tables, in the migrations; what only the owner may do is left out here. */
const rights = { migrate: false, reindex: false, monitorVacuum: false, registerInstance: false } as const

/** How often it looks whether a minute is over, and whether one is there to be taken, in seconds. */
const looks = { cronMonitorIntervalSeconds: 10, cronWorkerIntervalSeconds: 2 }

/** A process that ends waits no longer for a connection than this. */
const pool = { max: 2, connectionTimeoutMillis: 3_000 }

/** How often a start that failed is tried again, in milliseconds. */
const restMs = 10_000

/** Tells one of all processes on a database of every minute that passes, for as long as any of them runs. */
export function startMinutes(options: MinutesOptions): Worker {
  const { url, onMinute, log, isUnreachable, clock } = options
  const boss = new PgBoss({ connectionString: url, ...pool, ...rights, ...looks, ...(clock && { clock }) })
  // An outage is told of once, by whoever works on the database; this would tell of it at every look.
  const tell = (error: unknown): void => {
    if (!isUnreachable(error)) log.error({ err: error }, 'the queue reports a fault')
  }
  boss.on('error', (fault) => tell(errorOf(fault)))
  let underWay = Promise.resolve()
  const takeMinutes = async (): Promise<void> => {
    await boss.start()
    await boss.createQueue(queue, minutes)
    await boss.schedule(queue, '* * * * *')
    await boss.work(queue, () => {
      underWay = onMinute().catch(tell)
      return underWay
    })
    log.info('the queue is at work')
  }
  let isAtWork = false
  const begin = async (): Promise<boolean> => {
    if (isAtWork) return false
    try {
      await takeMinutes()
      isAtWork = true
    } catch (error) {
      if (isUnreachable(error)) throw error
      tell(error)
    }
    return false
  }
  // Nothing waits for it: people are served also where this cannot begin.
  const beginning = startWorker({ name: 'queue', log, restMs, step: throughOutages(begin, options) })
  return {
    wake: beginning.wake,
    stop: async () => {
      await beginning.stop()
      await boss.stop({ graceful: false })
      await underWay
    },
  }
}

/** Of a look that failed the library tells by a copy of the error, which is none itself. */
function errorOf(fault: Error): Error {
  return isNativeError(fault) ? fault : Object.assign(new Error(), fault)
}
