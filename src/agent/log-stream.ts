import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { LogLine } from '../agent-api.ts'
import { codeOf } from '../errors.ts'
import { wholeLines } from './lines.ts'
import { parseLine } from './log-line.ts'

/** A line with its time, or with that of the line before it where it has none of its own. */
export interface TimedLine {
  line: LogLine
  at: string | null
}

/** Lines of a time, oldest first. */
export interface Window {
  since: Date | undefined
  until?: Date | undefined
}

/** The lines that a stream brings, not masked. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let ready: string[] = []
  const writer = wholeLines(
    (text) => text,
    (line) => ready.push(line),
  )
  for await (const chunk of stream) {
    writer.write(chunk as Buffer)
    yield* ready
    ready = []
  }
  writer.flush()
  yield* ready
}

/** The lines of a time. Those of several processes may come one process after the other. */
export async function* inWindow(
  lines: AsyncIterable<LogLine>,
  { since, until }: Window,
): AsyncGenerator<TimedLine> {
  let at: string | null = null
  for await (const line of lines) {
    at = line.at ?? at
    const time = at === null ? undefined : Date.parse(at)
    const isLate = until !== undefined && time !== undefined && time > until.getTime()
    const isEarly = since !== undefined && (time === undefined || time < since.getTime())
    if (!isLate && !isEarly) yield { line, at }
  }
}

/**
 * The lines of log files, oldest first, from about a time on: files that are long are not read from their start.
 * A file that is not there holds none.
 */
export async function* fileLines(
  paths: string[],
  since: Date | undefined,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  for (const path of paths) {
    const start = await startIn(path, since)
    if (start === undefined) continue
    for await (const text of linesOf(createReadStream(path, { start, signal }))) {
      if (text.trim() !== '') yield parseLine(text)
    }
  }
}

/** Where in a file to begin; undefined where there is no file. */
async function startIn(path: string, since: Date | undefined): Promise<number | undefined> {
  try {
    const file = await open(path, 'r')
    try {
      return since === undefined ? 0 : await offsetOf(file, since.getTime())
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A stretch of a file in which a line with a time is to be found, in bytes; halving ends there. */
const stretch = 128_000

/** By halves: log lines come in the order of their times. Somewhat before the first line that is late enough. */
async function offsetOf(file: FileHandle, since: number): Promise<number> {
  let [low, high] = [0, (await file.stat()).size]
  while (high - low > stretch) {
    const middle = Math.floor((low + high) / 2)
    const at = await firstTimeFrom(file, middle)
    if (at !== undefined && at < since) low = middle
    else high = middle
  }
  // The line that the offset cuts apart is older.
  return low
}

async function firstTimeFrom(file: FileHandle, offset: number): Promise<number | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(stretch), 0, stretch, offset)
  const [, ...lines] = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
  const timed = lines.map((text) => parseLine(text).at).find((at) => at !== null)
  return timed === undefined ? undefined : Date.parse(timed)
}
