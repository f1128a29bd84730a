import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'

/** Where what a process prints goes: a file of bounded size, and the one before it. */
export interface ProcessLog {
  path: string
  attach(stream: Readable | null): void
  /** The last line that tells of an error, otherwise the last one. */
  lastWords(): string
}

/** A file that has grown beyond this many bytes becomes `<path>.1`, in place of the one that was. */
const defaultMaxBytes = 5_000_000
const keptLines = 20

/** Opens a process's log for appending, readable for its owner alone. */
export function openProcessLog(path: string, maxBytes = defaultMaxBytes): ProcessLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size
  let tail = ''

  const beginAnew = (): void => {
    renameSync(path, `${path}.1`)
    closeSync(file)
    file = openSync(path, 'a', 0o600)
    size = 0
  }
  const keep = (chunk: Buffer): void => {
    try {
      if (size > maxBytes) beginAnew()
      writeSync(file, chunk)
      size += chunk.length
    } catch {
      // On a full disk the lines are lost; the process goes on, and so does the agent.
    }
  }
  const write = (chunk: Buffer): void => {
    keep(chunk)
    tail = `${tail}${chunk.toString('utf8')}`.split('\n').slice(-keptLines).join('\n')
  }
  return {
    path,
    attach: (stream) => void stream?.on('data', write),
    lastWords: () => lastWordsOf(tail.split('\n').map((line) => line.trim())),
  }
}

function lastWordsOf(lines: string[]): string {
  return lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.findLast((line) => line !== '') ?? ''
}
