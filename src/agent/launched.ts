import type { ChildProcess } from 'node:child_process'
import { setTimeout as rest } from 'node:timers/promises'
import { signalTo } from './command-line.ts'

/** A process that was started: what supervising it takes. */
export interface Launched {
  pid: number
  /** Resolves when it serves; rejects when it refused or ended before. */
  ready: Promise<void>
  /** Resolves when it has ended, to how, as words: "exit code 1", "SIGKILL". Never rejects. */
  ended: Promise<string>
  /** Asks it to end, less and less politely, and resolves when it has. */
  stop(): Promise<void>
}

/** How a process came to its end. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
}

/** A signal, and how long to wait for its effect, in milliseconds. */
export type Asking = [signal: NodeJS.Signals, waitMs: number]

/** Sends one signal after the other until the process has ended. */
export async function askToEnd(child: ChildProcess, ended: Promise<string>, asking: Asking[]): Promise<void> {
  const hasEnded = ended.then(() => true)
  for (const [signal, waitMs] of asking) {
    child.kill(signal)
    const timer = new AbortController()
    const waited = rest(waitMs, false, { signal: timer.signal }).catch(() => false)
    const over = await Promise.race([hasEnded, waited])
    timer.abort()
    if (over) return
  }
  await ended
}

/** Ends a process group: what a process of ours started itself does not outlive it. */
export function endGroup(pid: number | undefined): void {
  if (pid !== undefined && process.platform !== 'win32') signalTo(-pid, 'SIGKILL')
}
