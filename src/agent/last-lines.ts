import type { LogLine } from '../agent-api.ts'
import type { TimedLine } from './log-stream.ts'

/** The newest lines that match, oldest first; never more than about twice so many are held. */
export async function lastLines(
  lines: AsyncIterable<TimedLine>,
  wanted: { most: number; errorsOnly: boolean },
): Promise<{ lines: LogLine[]; truncated: boolean }> {
  let kept: TimedLine[] = []
  let found = 0
  for await (const timed of lines) {
    if (wanted.errorsOnly && timed.line.level !== 'error') continue
    found += 1
    kept.push(timed)
    if (kept.length > wanted.most * 2) kept = newest(kept, wanted.most)
  }
  return { lines: newest(kept, wanted.most).map(({ line }) => line), truncated: found > wanted.most }
}

/** By time, because the lines of several processes come one process after the other. */
function newest(lines: TimedLine[], most: number): TimedLine[] {
  const timeOf = ({ at }: TimedLine): number => (at === null ? 0 : Date.parse(at))
  return lines.sort((a, b) => timeOf(a) - timeOf(b)).slice(-most)
}
