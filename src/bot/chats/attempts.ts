import { setTimeout as rest } from 'node:timers/promises'

/** How patiently a call is made. */
export interface Patience {
  /** How often at most. */
  attempts: number
  /** How long it waits in all, in milliseconds. */
  longestWait: number
  /** How long to wait before it is made again, in milliseconds; null where it must not be. */
  waitAfter(error: unknown, made: number): number | null
}

/** Makes a call until it succeeds, or must not be made again. @throws what the last attempt threw. */
export async function attempt<Result>(
  call: () => Promise<Result>,
  { attempts, longestWait, waitAfter }: Patience,
): Promise<Result> {
  let waited = 0
  for (let made = 1; ; made += 1) {
    try {
      return await call()
    } catch (error) {
      const wait = waitAfter(error, made)
      if (wait === null || made >= attempts || waited + wait > longestWait) throw error
      waited += wait
      await rest(wait)
    }
  }
}
