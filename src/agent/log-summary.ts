import { type LogSource, type LogSummary, maxLogKinds } from '../agent-api.ts'
import { messageOf, UserError } from '../errors.ts'
import { kindOf } from '../log-kinds.ts'
import type { TimedLine } from './log-stream.ts'
import type { Mask } from './mask.ts'
import { lineText, sentence } from './output.ts'

/** A log to be read; null where there is none here. */
export interface LogToRead {
  source: LogSource
  lines: AsyncIterable<TimedLine> | null
}

type Source = LogSummary['sources'][number]
type Kind = LogSummary['kinds'][number]

/** So many kinds of one log are told apart: beyond it, memory would be at the mercy of whoever writes the log. */
const mostTold = 5_000

/** So much of a line says what kind it is, in characters. */
const telling = 2_000

/**
 * Counts the warnings and errors of logs by kind, line by line. A log that cannot be read to its end is told as
 * failed, with what was seen of it.
 */
export async function summarise(
  logs: LogToRead[],
  mask: Mask,
  signal: AbortSignal,
): Promise<Omit<LogSummary, 'service'>> {
  const read: { source: Source; kinds: Kind[]; truncated: boolean }[] = []
  for (const log of logs) read.push(await summariseOne(log, mask, signal))
  const kinds = read.flatMap((one) => one.kinds).sort((a, b) => b.count - a.count)
  return {
    sources: read.map(({ source }) => source),
    kinds: kinds.slice(0, maxLogKinds),
    truncated: kinds.length > maxLogKinds || read.some(({ truncated }) => truncated),
  }
}

async function summariseOne({ source, lines }: LogToRead, mask: Mask, signal: AbortSignal) {
  const told: Source = { source, state: 'read', detail: '', lines: 0, warnings: 0, errors: 0 }
  const counted = countKinds(source, mask)
  if (lines === null) {
    return {
      source: { ...told, state: 'absent' as const, detail: 'There is no such log here.' },
      ...counted.result(),
    }
  }
  try {
    for await (const timed of lines) {
      if (told.lines % 1_000 === 0) signal.throwIfAborted()
      told.lines += 1
      if (timed.line.level === 'warning') told.warnings += 1
      else if (timed.line.level === 'error') told.errors += 1
      else continue
      counted.add(timed.line.level, timed)
    }
  } catch (error) {
    const detail = signal.aborted ? 'There was not enough time to read all of it.' : reason(error)
    return {
      source: { ...told, state: 'failed' as const, detail: sentence(mask(detail)) },
      ...counted.result(),
    }
  }
  return { source: told, ...counted.result() }
}

const reason = (error: unknown): string =>
  error instanceof UserError ? error.message : `It could not be read: ${messageOf(error)}.`

function countKinds(source: LogSource, mask: Mask) {
  // Only a kind's first line is masked: a mask costs more than the rest together.
  const byRaw = new Map<string, Kind>()
  let truncated = false

  const add = (level: Kind['level'], { line, at }: TimedLine): void => {
    const key = `${level} ${kindOf(line.text.slice(0, telling))}`
    const kind = byRaw.get(key)
    if (kind !== undefined) {
      kind.count += 1
      kind.first_at ??= at
      kind.last_at = at ?? kind.last_at
    } else if (byRaw.size < mostTold) {
      const sample = lineText(mask(line.text))
      byRaw.set(key, { source, level, kind: kindOf(sample), count: 1, first_at: at, last_at: at, sample })
    } else {
      truncated = true
    }
  }
  return { add, result: () => ({ kinds: merged([...byRaw.values()]), truncated }) }
}

/** Lines that differed in a secret alone are of one kind. */
function merged(kinds: Kind[]): Kind[] {
  const byKind = new Map<string, Kind>()
  for (const kind of kinds) {
    const key = `${kind.level} ${kind.kind}`
    const before = byKind.get(key)
    if (before === undefined) byKind.set(key, { ...kind })
    else {
      before.count += kind.count
      before.last_at = kind.last_at ?? before.last_at
    }
  }
  return [...byKind.values()]
}
