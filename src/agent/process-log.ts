import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { type LineWriter, wholeLines } from './lines.ts'
import { createMask, type Mask } from './mask.ts'

/** Where what a process prints goes: a file of bounded size, and the one before it. Secrets are masked. */
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
export function openProcessLog(
  path: string,
  mask: Mask = createMask([]),
  maxBytes = defaultMaxBytes,
): ProcessLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size
  let tail: string[] = []
  const writers = new Set<LineWriter>()

  const beginAnew = (): void => {
    renameSync(path, `${path}.1`)
    closeSync(file)
    file = openSync(path, 'a', 0o600)
    size = 0
  }
  const keep = (line: string): void => {
    tail = [...tail, line].slice(-keptLines)
    try {
      if (size > maxBytes) beginAnew()
      size += writeSync(file, `${line}\n`)
    } catch {
      // On a full disk the lines are lost; the process goes on, and so does the agent.
    }
  }
  const attach = (stream: Readable): void => {
    const writer = wholeLines(mask, keep)
    writers.add(writer)
    stream.on('data', writer.write)
    stream.once('close', () => {
      writer.flush()
      writers.delete(writer)
    })
  }
  return {
    path,
    attach: (stream) => void (stream && attach(stream)),
    lastWords: () => lastWordsOf([...tail, ...[...writers].map(({ rest }) => rest())]),
  }
}

function lastWordsOf(lines: string[]): string {
  const trimmed = lines.map((line) => line.trim())
  return (
    trimmed.findLast((line) => /error|fatal/i.test(line)) ?? trimmed.findLast((line) => line !== '') ?? ''
  )
}
