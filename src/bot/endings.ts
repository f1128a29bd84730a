/** What must be closed again, the last opened first. */
export interface Endings {
  add(end: () => Promise<unknown>): void
  run(): Promise<void>
}

/** A list of endings that runs once. */
export function createEndings(): Endings {
  const ends: (() => Promise<unknown>)[] = []
  return {
    add: (end) => void ends.push(end),
    run: async () => {
      for (const end of ends.splice(0).toReversed()) await end()
    },
  }
}
