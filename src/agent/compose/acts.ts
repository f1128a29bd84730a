import { UserError } from '../../errors.ts'
import type { Stack } from '../stack.ts'
import type { Container } from './containers.ts'
import type { Project } from './project.ts'
import { type ServingParts, untilServing, type Wanted } from './serving.ts'
import { runs } from './state.ts'

export interface ActParts extends ServingParts {
  project: Project
}

/** How long a service gets to end before it is killed, in seconds. */
const graceSeconds = '10'

/** The acts on a service, replica by replica: the next one is touched when the one before is well. */
export function composeActs(parts: ActParts): Pick<Stack, 'start' | 'stop' | 'restart' | 'recreate'> {
  const { docker, containers } = parts

  const start = async (service: string, signal: AbortSignal): Promise<void> => {
    const found = await containers.of([service], signal)
    if (found.length === 0) return create(parts, service, 1, signal)
    const stopped = found.filter((one) => !runs(one))
    for (const { id, status } of stopped) {
      // One that Docker is about to start again counts as started for Docker.
      const start = status === 'restarting' ? ['restart', '-t', graceSeconds, id] : ['start', id]
      await docker.run(start, signal)
      await untilServing(id, { well: false }, parts, signal)
    }
  }

  const stop = async (service: string, signal: AbortSignal): Promise<void> => {
    const ids = (await containers.of([service], signal)).map(({ id }) => id)
    if (ids.length > 0) await docker.run(['stop', '-t', graceSeconds, ...ids], signal)
  }

  const restart = async (service: string, signal: AbortSignal): Promise<void> => {
    const found = await containers.of([service], signal)
    if (found.length === 0) return create(parts, service, 1, signal)
    await oneByOne(found, parts, signal, async ({ id }, wanted) => {
      await docker.run(['restart', '-t', graceSeconds, id], signal)
      await untilServing(id, wanted, parts, signal)
    })
  }

  const recreate = async (service: string, signal: AbortSignal): Promise<void> => {
    const found = await containers.of([service], signal)
    if (found.length === 0) return create(parts, service, 1, signal)
    await oneByOne(found, parts, signal, async ({ id }, wanted) => {
      await docker.run(['stop', '-t', graceSeconds, id], signal)
      await docker.run(['rm', id], signal)
      await create(parts, service, found.length, signal, wanted)
    })
  }
  return { start, stop, restart, recreate }
}

/**
 * One has to be well before the next is touched, so that somebody serves all the time; where none was well to
 * begin with, as without a database, there is nothing to keep and nothing to wait for.
 */
async function oneByOne(
  containers: Container[],
  { probe }: ActParts,
  signal: AbortSignal,
  work: (container: Container, wanted: Wanted) => Promise<void>,
): Promise<void> {
  const verdicts = await Promise.all(containers.map((container) => probe(container, signal)))
  const wasWell = verdicts.some(({ verdict }) => verdict !== 'down')
  for (const [at, container] of containers.entries()) {
    try {
      await work(container, { well: wasWell && at < containers.length - 1 })
    } catch (error) {
      throw at < containers.length - 1 ? untouched(error, containers.length - 1 - at) : error
    }
  }
}

/** What a person must know of the others. */
function untouched(error: unknown, others: number): unknown {
  if (!(error instanceof UserError)) return error
  const left = others === 1 ? 'The other replica was' : `The other ${others} replicas were`
  return new UserError(
    error.code,
    `${error.message} ${left} left as ${others === 1 ? 'it is' : 'they are'}.`,
    {
      ...(error.action !== undefined && { action: error.action }),
      status: error.status,
      cause: error,
    },
  )
}

/** Makes the containers that are missing of so many, as the files have them now, and leaves the others alone. */
async function create(
  parts: ActParts,
  service: string,
  replicas: number,
  signal: AbortSignal,
  wanted: Wanted = { well: false },
): Promise<void> {
  const { docker, containers, project } = parts
  const before = await containers.of([service], signal)
  const up = ['up', '-d', '--no-deps', '--no-build', '--no-recreate', '--scale', `${service}=${replicas}`]
  await docker.run(project.args(...up, service), signal)
  const known = new Set(before.map(({ id }) => id))
  const made = (await containers.of([service], signal)).filter(({ id }) => !known.has(id))
  for (const { id } of made) await untilServing(id, wanted, parts, signal)
}
