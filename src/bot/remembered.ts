import type { Clock } from '../clock.ts'

/**
 * Keeps an answer for a while, and the last one for as long as there is no newer: a page need not wait for
 * somebody who is down.
 */
export function remembered<Value>(
  clock: Clock,
  holdMs: number,
  fallback: Value,
  ask: () => Promise<Value>,
): () => Promise<Value> {
  let value = fallback
  let askAgainAt = 0
  let asking: Promise<void> | undefined
  return async () => {
    if (clock.now().getTime() >= askAgainAt) {
      asking ??= ask()
        .then(
          (answer) => {
            value = answer
          },
          () => {},
        )
        .finally(() => {
          askAgainAt = clock.now().getTime() + holdMs
          asking = undefined
        })
      await asking
    }
    return value
  }
}
