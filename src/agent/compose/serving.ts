import { setTimeout as rest } from 'node:timers/promises'
import { UserError } from '../../errors.ts'
import { parseLine } from '../log-line.ts'
import type { Container, Containers } from './containers.ts'
import { type Docker, lookMs } from './docker.ts'
import type { ProbeContainer } from './probe.ts'
import { runs } from './state.ts'

/** What it takes to see a container come up. */
export interface ServingParts {
  docker: Docker
  containers: Containers
  probe: ProbeContainer
}

/** How often to look, in milliseconds. */
const everyMs = 150

/** So many of a container's last lines are looked at for why it ended. */
const lastLines = '20'

/**
 * Waits until a container that was just started serves: until it answers, or, where others are still to follow,
 * until it is well. When that takes too long, it is stopped, and so is everything that it started.
 * @throws UserError when it ended instead.
 */
export async function untilServing(
  id: string,
  wanted: { well: boolean },
  parts: ServingParts,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      const container = await parts.containers.one(id, signal)
      if (container === undefined || hasEnded(container)) throw await notStarted(container, id, parts)
      const { answered, verdict } = await parts.probe(container, signal)
      if (answered && (!wanted.well || verdict !== 'down')) return
      await rest(everyMs, undefined, { signal })
    }
  } catch (error) {
    if (signal.aborted) await stopLate(id, parts.docker)
    throw error
  }
}

/** Docker may be starting it again already, which does not make the start a success. */
function hasEnded(container: Container): boolean {
  return !runs(container) || container.revivals > 0
}

async function notStarted(
  container: Container | undefined,
  id: string,
  { docker }: ServingParts,
): Promise<UserError> {
  const name = container?.service ?? 'The service'
  const how = container === undefined ? 'its container is gone' : `exit code ${container.exitCode}`
  const words = container === undefined ? '' : await lastWords(id, docker)
  return new UserError('not_started', `${name} did not start (${how}). ${words}`.trim(), {
    action: 'Look at its log; Docker goes on trying where the Compose file says so.',
  })
}

async function lastWords(id: string, docker: Docker): Promise<string> {
  const texts: string[] = []
  const late = AbortSignal.timeout(lookMs)
  try {
    for await (const text of docker.lines(['logs', '--tail', lastLines, id], late)) texts.push(text.trim())
  } catch {
    // Why it ended cannot be told; that it ended can.
  }
  const said = texts.filter((text) => text !== '')
  const text = said.findLast((one) => parseLine(one).level === 'error') ?? said.at(-1) ?? ''
  return parseLine(text).text
}

/** The signal of the act has fired: this has a moment of its own. */
async function stopLate(id: string, docker: Docker): Promise<void> {
  await docker.run(['stop', '-t', '1', id], AbortSignal.timeout(2_500)).catch(() => undefined)
}
