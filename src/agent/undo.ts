/** What has to be undone when the agent stops or does not come up: last come, first undone. */
export interface Undo {
  add(work: () => void | Promise<void>): void
  /** Undoes everything, also what is added meanwhile and afterwards. A failure keeps nothing else from being undone. */
  run(): Promise<void>
}

export function undoList(onFailure: (error: unknown) => void): Undo {
  const works: (() => void | Promise<void>)[] = []
  let running: Promise<void> | undefined

  const drain = async (): Promise<void> => {
    for (let work = works.pop(); work !== undefined; work = works.pop()) {
      try {
        await work()
      } catch (error) {
        onFailure(error)
      }
    }
  }
  const run = (): Promise<void> => {
    running = (running ?? Promise.resolve()).then(drain)
    return running
  }
  return {
    add: (work) => {
      works.push(work)
      if (running !== undefined) void run()
    },
    run,
  }
}
