import { readFile } from 'node:fs/promises'

/** Watches the memory of processes and everything below them. */
export interface MemoryWatch {
  /** The most that those of one moment have held at their own worst, together, in megabytes: never too little. */
  peakMb(): number
  stop(): Promise<void>
}

const sampleMs = 200

/** Looks, a few times a second, which processes there are and what each has held at most. Linux only. */
export function watchMemory(roots: number[]): MemoryWatch {
  let peakKb = 0
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      peakKb = Math.max(peakKb, await heldKb(roots))
      await new Promise((resolve) => setTimeout(resolve, sampleMs))
    }
  })()
  return {
    peakMb: () => Math.round(peakKb / 1_024),
    stop: async () => {
      isOver = true
      await watching
    },
  }
}

async function heldKb(pids: number[]): Promise<number> {
  const each = await Promise.all(
    pids.map(async (pid) => (await ownKb(pid)) + (await heldKb(await childrenOf(pid)))),
  )
  return each.reduce((sum, kb) => sum + kb, 0)
}

/** 0 for a process that has ended meanwhile. */
async function ownKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0)
}

/** Those that its main thread started, as Node does. */
async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return list.split(' ').filter(Boolean).map(Number)
}
