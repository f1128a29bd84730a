/** Lets what is being taken in go before what is worked off. */
export interface Precedence {
  /** Takes something in; meanwhile nothing new is begun. */
  takeIn<Result>(work: () => Promise<Result>): Promise<Result>
  /** Resolves when nothing is being taken in, or after a while all the same. */
  untilFree(): Promise<void>
}

/** Work goes on after so long in any case, in milliseconds. */
const longestWaitMs = 250

/** Whoever sends waits for the acknowledgement, for three seconds at most; what is worked off can wait for that. */
export function precedence(): Precedence {
  let takingIn = 0
  let isFree: PromiseWithResolvers<void> | undefined
  return {
    takeIn: async (work) => {
      takingIn += 1
      try {
        return await work()
      } finally {
        takingIn -= 1
        if (takingIn === 0) {
          isFree?.resolve()
          isFree = undefined
        }
      }
    },
    untilFree: async () => {
      if (takingIn === 0) return
      isFree ??= Promise.withResolvers()
      // Each waits its own time: who is late lets nobody else through.
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, longestWaitMs)
      await Promise.race([isFree.promise, late.promise])
      clearTimeout(timer)
    },
  }
}
