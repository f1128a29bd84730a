import type { Readable, Writable } from 'node:stream'
import { execa } from 'execa'
import { signalTo } from './command-line.ts'
import { endGroup } from './launched.ts'

/** A program under way, fed and read through pipes. */
export interface Piped {
  stdin: Writable
  stdout: Readable
  /** Resolves when it has ended, however: to its exit code, null where a signal ended it, and its last words. */
  ended: Promise<{ exitCode: number | null; stderr: string; notFound: boolean }>
}

/** So much of what it says on its error output is kept, in characters: the beginning. */
const longestWords = 20_000

/** How long it may take to end when it is told to, in milliseconds. */
const graceMs = 700

/**
 * Starts a program with arguments, never through a shell, in a process group of its own, which is ended when the
 * signal fires. Nobody else's environment reaches it than the one that is given.
 */
export function startPiped(
  file: string,
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Piped {
  const child = execa(file, args, {
    detached: process.platform !== 'win32',
    cleanup: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    extendEnv: false,
    env,
  })
  // A program that ends early takes no more: how it ended says why.
  child.stdin.on('error', () => undefined)
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < longestWords) stderr += chunk.toString('utf8')
  })
  const release = endWhen(signal, child.pid)
  const ended = child.then(({ exitCode, code }) => {
    release()
    return { exitCode: exitCode ?? null, stderr, notFound: code === 'ENOENT' || code === 'EACCES' }
  })
  return { stdin: child.stdin, stdout: child.stdout, ended }
}

/** Asked first, so that it lets go of what it holds elsewhere. */
function endWhen(signal: AbortSignal, pid: number | undefined): () => void {
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    if (pid === undefined) return
    // Windows has no groups of processes.
    signalTo(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
    timer = setTimeout(() => endGroup(pid), graceMs)
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return () => {
    signal.removeEventListener('abort', end)
    clearTimeout(timer)
  }
}
