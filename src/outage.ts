import type { Logger } from './log.ts'
import type { WorkerOptions } from './worker.ts'

export interface OutageParts {
  /** Whether an error says that the database cannot be reached now. */
  isUnreachable(error: unknown): boolean
  log: Logger
}

/**
 * Makes a worker's step wait while its database is away: said once when that begins, and once when it is
 * over, however many lanes run the step.
 */
export function throughOutages(
  step: WorkerOptions['step'],
  { isUnreachable, log }: OutageParts,
): WorkerOptions['step'] {
  let isAway = false
  return async (taken) => {
    try {
      const hadWork = await step(taken)
      if (isAway) log.info('the database is back')
      isAway = false
      return hadWork
    } catch (error) {
      if (!isUnreachable(error)) throw error
      if (!isAway) log.error({ err: error }, 'the database cannot be reached; work waits for it')
      isAway = true
      return false
    }
  }
}
