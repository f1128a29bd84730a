/** Sends the newest value now and then. */
export interface Throttle<Value> {
  push(value: Value): void
  /** Drops what has not been sent, and resolves when nothing is on its way. */
  settle(): Promise<void>
}

/**
 * Sends at most once in `everyMs`, one at a time, and of what came meanwhile only the newest. A value that
 * could not be sent is passed over: a newer one follows.
 */
export function throttle<Value>(everyMs: number, send: (value: Value) => Promise<void>): Throttle<Value> {
  let next: { value: Value } | undefined
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let sentAt = 0

  const flush = () => {
    timer = undefined
    if (next === undefined) return
    const { value } = next
    next = undefined
    sentAt = Date.now()
    sending = send(value)
      .catch(() => undefined)
      .finally(() => {
        sending = undefined
        plan()
      })
  }
  const plan = () => {
    if (next === undefined || timer !== undefined || sending !== undefined) return
    timer = setTimeout(flush, Math.max(0, sentAt + everyMs - Date.now()))
  }

  return {
    push: (value) => {
      next = { value }
      plan()
    },
    settle: async () => {
      next = undefined
      clearTimeout(timer)
      timer = undefined
      await sending
    },
  }
}
