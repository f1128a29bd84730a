import { UserError } from '../../errors.ts'
import type { Stack } from '../stack.ts'
import type { Container } from './containers.ts'
import type { Project } from './project.ts'
import { type ServingParts, untilServing } from './serving.ts'
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
    for (const { id } of stopped) {
      await docker.run(['start', id], signal)
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
    await oneByOne(found, async ({ id }, isLast) => {
      await docker.run(['restart', '-t', graceSeconds, id], signal)
      await untilServing(id, { well: !isLast }, parts, signal)
    })
  }

  const recreate = async (service: string, signal: AbortSignal): Promise<void> => {
    const found = await containers.of([service], signal)
    if (found.length === 0) return create(parts, service, 1, signal)
    await oneByOne(found, async ({ id }, isLast) => {
      await docker.run(['stop', '-t', graceSeconds, id], signal)
      await docker.run(['rm', id], signal)
      await create(parts, service, found.length, signal, !isLast)
    })
  }
  return { start, stop, restart, recreate }
}

async function oneByOne(
  containers: Container[],
  work: (container: Container, isLast: boolean) => Promise<void>,
): Promise<void> {
  for (const [at, container] of containers.entries()) {
    try {
      await work(container, at === containers.length - 1)
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
  well = false,
): Promise<void> {
  const { docker, containers, project } = parts
  const before = await containers.of([service], signal)
  const up = ['up', '-d', '--no-deps', '--no-build', '--no-recreate', '--scale', `${service}=${replicas}`]
  await docker.run(project.args(...up, service), signal)
  const known = new Set(before.map(({ id }) => id))
  const made = (await containers.of([service], signal)).filter(({ id }) => !known.has(id))
  for (const { id } of made) await untilServing(id, { well }, parts, signal)
}
