import { readFile } from 'node:fs/promises'
import { setTimeout as rest } from 'node:timers/promises'
import { execa } from 'execa'

/**
 * Whether a process runs whose command line has this argument. A pid alone proves nothing: it may have been
 * given to another process since it was written down. A process that ended and was not yet reaped does not run.
 */
export async function runsWith(pid: number, argument: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.split('\0').includes(argument)
  }
  const { stdout } = await execa('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { reject: false })
  return (stdout ?? '').includes(argument)
}

/** Waits until a process that runs with this argument has ended; false when it still runs after the wait. */
export async function endsWithin(pid: number, argument: string, waitMs: number): Promise<boolean> {
  const deadline = Date.now() + waitMs
  while (await runsWith(pid, argument)) {
    if (Date.now() > deadline) return false
    await rest(20)
  }
  return true
}

/** Sends a signal to a process that may just have ended. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}
