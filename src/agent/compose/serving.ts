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

/** What a container is waited for: that it answers, or that it is well too. */
export interface Wanted {
  well: boolean
}

/** How often to look, in milliseconds. */
const everyMs = 100

/** Docker's command comes back so long at most after the process began, in milliseconds. */
const startMs = 2_000

/** So many of a container's last lines are looked at for why it ended. */
const lastLines = '20'

/**
 * Waits until a container that was just started serves: until it answers, or, where others are still to follow,
 * until it is well. When that takes too long, it is stopped, and so is everything that it started.
 * @throws UserError when it ended instead.
 */
export async function untilServing(
  id: string,
  wanted: Wanted,
  parts: ServingParts,
  signal: AbortSignal,
): Promise<void> {
  const began = new Date(Date.now() - startMs)
  try {
    for (;;) {
      const container = await parts.containers.one(id, signal)
      if (container === undefined || hasEnded(container)) throw await notStarted(container, began, parts)
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
  began: Date,
  { docker }: ServingParts,
): Promise<UserError> {
  const name = container?.service ?? 'The service'
  const words = container === undefined ? '' : await lastWords(container, began, docker)
  return new UserError('not_started', `${name} did not start (${howItEnded(container)}). ${words}`.trim(), {
    action: 'Look at its log; Docker goes on trying where the Compose file says so.',
  })
}

function howItEnded(container: Container | undefined): string {
  if (container === undefined) return 'its container is gone'
  if (container.outOfMemory) return 'it was ended for using more memory than it may'
  // Where it runs again already, its code is gone.
  return runs(container) ? 'it ended, and is started again' : `exit code ${container.exitCode}`
}

/**
 * What it said of itself since it was started, the worst of it; what it said before explains nothing. One that Docker
 * has started again by itself has said it before that.
 */
async function lastWords(
  { id, startedAt, revivals }: Container,
  began: Date,
  docker: Docker,
): Promise<string> {
  const since = revivals > 0 ? began : startedAt
  const texts: string[] = []
  const late = AbortSignal.timeout(lookMs)
  try {
    for await (const text of docker.lines(
      ['logs', '--since', since.toISOString(), '--tail', lastLines, id],
      late,
    ))
      texts.push(text.trim())
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
