import type { LogLine } from '../../agent-api.ts'
import { parseLine } from '../log-line.ts'
import type { Container } from './containers.ts'
import type { Docker } from './docker.ts'

/** So many of the last lines are looked at where no time is named. */
const usualTail = 20_000

/** What containers printed, one after the other. */
export async function* outputOf(
  docker: Docker,
  containers: Container[],
  since: Date | undefined,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const from = since === undefined ? ['--tail', String(usualTail)] : ['--since', since.toISOString()]
  for (const { id } of containers) {
    for await (const text of docker.lines(['logs', '--timestamps', ...from, id], signal)) yield stamped(text)
  }
}

/** A line with Docker's time before it: what it says of its own time goes first. */
function stamped(text: string): LogLine {
  const [, time, rest = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/s.exec(text) ?? []
  if (time === undefined) return parseLine(text)
  const line = parseLine(rest)
  return { ...line, at: line.at ?? new Date(time).toISOString() }
}
