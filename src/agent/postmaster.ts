import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endsWithin, runsWith, signalTo } from './command-line.ts'

/** What a running server says of itself in `postmaster.pid`. */
interface Postmaster {
  pid: number
  ready: boolean
}

const pidFile = (folder: string): string => join(folder, 'postmaster.pid')

/** Reads a cluster's pid file; undefined when there is none. */
export async function readPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, ready: lines[7]?.trim() === 'ready' }
}

/**
 * Ends a server that an agent left running on this cluster when it was killed. When the pid in the file now
 * belongs to another process, that one is left alone and the file is made not to stand in a start's way.
 */
export async function endLeftoverServer(folder: string): Promise<void> {
  const postmaster = await readPostmaster(folder)
  if (postmaster === undefined) return
  if (await runsWith(postmaster.pid, folder)) await end(postmaster.pid, folder)
  const left = await readPostmaster(folder)
  if (left !== undefined) await disown(folder)
}

async function end(pid: number, folder: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalTo(pid, signal)
    if (await endsWithin(pid, folder, 3_000)) return
  }
}

/**
 * A server passes over a pid file with its parent's pid, and still checks the shared memory that the file
 * names: a backend that outlived the killed server keeps a new one from starting. Deleting the file would not.
 */
async function disown(folder: string): Promise<void> {
  const lines = (await readFile(pidFile(folder), 'utf8')).split('\n')
  await writeFile(pidFile(folder), [String(process.pid), ...lines.slice(1)].join('\n'))
}
