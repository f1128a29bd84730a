/** Sleeps that can be cut short, by name. */
export interface AlarmClock {
  sleep(name: string, ms: number): Promise<void>
  /** @returns whether anybody slept under this name */
  wake(name: string): boolean
  wakeAll(): void
}

/** A new one, with nobody asleep. */
export function alarmClock(): AlarmClock {
  const sleepers = new Map<string, () => void>()
  const wake = (name: string): boolean => {
    const rise = sleepers.get(name)
    rise?.()
    return rise !== undefined
  }
  return {
    sleep: (name, ms) =>
      new Promise((resolve) => {
        const rise = () => {
          clearTimeout(timer)
          sleepers.delete(name)
          resolve()
        }
        const timer = setTimeout(rise, ms)
        sleepers.set(name, rise)
      }),
    wake,
    wakeAll: () => {
      for (const name of [...sleepers.keys()]) wake(name)
    },
  }
}
