import { UserError } from '../errors.ts'

/** What a late verb started gets so long to be ended, so that it is gone when the refusal is told. */
const graceMs = 3_000

/**
 * Does something for at most so long; then its signal fires, which ends what it started.
 * @throws UserError (504) when it took too long.
 */
export async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const tooLong = new UserError('timed_out', `It was not done within ${ms / 1_000} s and was ended.`, {
    status: 504,
    action: 'Look at the log of the service, then try again.',
  })
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort(tooLong)
      timer = setTimeout(() => reject(tooLong), graceMs)
    }, ms)
  })
  const working = work(late.signal).catch((error: unknown) => {
    throw late.signal.aborted ? tooLong : error
  })
  try {
    return await Promise.race([working, over])
  } finally {
    clearTimeout(timer)
  }
}
