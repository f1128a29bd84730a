import { availableParallelism } from 'node:os'
import type { ServiceState as Shown } from '../agent-api.ts'
import { messageOf, UserError } from '../errors.ts'
import { fileLines } from './log-stream.ts'
import type { Probe } from './probes.ts'
import { startOf, usageOf } from './processes.ts'
import type { Stack } from './stack.ts'
import type { Service, ServiceState } from './supervise.ts'

/** A supervised process as a service of the stack. */
export interface LocalService {
  service: Service
  /** Where what it prints is kept. */
  logPath: string
  probe: Probe
  /** Has the next process begin with the settings as their file has them then. */
  renew?(): Promise<void>
}

/** The services of this machine by their names in the stack; they may come one after the other. */
export type LocalServices = Map<string, LocalService>

const shownStates: Record<ServiceState, Shown['state']> = {
  stopped: 'stopped',
  starting: 'starting',
  running: 'running',
  reviving: 'failing',
  stopping: 'stopping',
}

/** The stack in its local form: processes that this agent supervises. */
export function localStack(services: LocalServices): Stack {
  const find = (name: string): LocalService => {
    const found = services.get(name)
    if (found === undefined) throw new Error(`no such service: ${name}`)
    return found
  }
  const replicasOf = replicaFinder()
  return {
    has: (name) => services.has(name),
    states: (names) =>
      Promise.all(
        names.map(async (name) => {
          const { service } = find(name)
          const { state, revivals } = service.snapshot()
          return { service: name, state: shownStates[state], replicas: await replicasOf(service), revivals }
        }),
      ),
    probe: async (name, signal) => {
      const { service, probe } = find(name)
      const replicas = await replicasOf(service)
      return Promise.all(
        replicas.map(async (replica) => {
          const { answered: _, ...verdict } = await probe(signal)
          return { ...replica, ...verdict }
        }),
      )
    },
    output: (name, since, signal) => {
      const { logPath } = find(name)
      return fileLines([`${logPath}.1`, logPath], since, signal)
    },
    stats: async (name, signal) => {
      const replicas = await replicasOf(find(name).service)
      return Promise.all(
        replicas.map(async (replica) => ({
          ...replica,
          ...(await usageOf(Number(replica.id), signal)),
          cpu_cores: availableParallelism(),
          memory_limit_bytes: null,
        })),
      )
    },
    start: (name, signal) => bringUp(name, find(name).service, 'start', signal),
    stop: (name) => find(name).service.stop(),
    restart: (name, signal) => bringUp(name, find(name).service, 'restart', signal),
    recreate: async (name, signal) => {
      const { service, renew } = find(name)
      await renew?.()
      await bringUp(name, service, 'restart', signal)
    },
  }
}

/** Starts it; when that takes too long, everything that it started is ended. */
async function bringUp(
  name: string,
  service: Service,
  how: 'start' | 'restart',
  signal: AbortSignal,
): Promise<void> {
  const end = (): void => void service.stop()
  signal.addEventListener('abort', end, { once: true })
  try {
    await service[how]()
  } catch (cause) {
    const action = cause instanceof UserError ? cause.action : undefined
    throw new UserError('not_started', `${name} did not start. ${messageOf(cause)}`, {
      ...(action !== undefined && { action }),
      cause,
    })
  } finally {
    signal.removeEventListener('abort', end)
  }
}

type Replicas = Shown['replicas']

/** Finds the process of a service. The system's clock may be set: what was once read of a process stays. */
function replicaFinder(): (service: Service) => Promise<Replicas> {
  const known = new WeakMap<Service, { launched: Date; replica: Replicas[number] }>()
  return async (service) => {
    const { pid, startedAt: launched } = service.snapshot()
    if (pid === null || launched === null) return []
    const before = known.get(service)
    if (before?.launched === launched && before.replica.id === String(pid)) return [before.replica]
    const started = await startOf(pid)
    const replica = { id: String(pid), started_at: plausible(started, launched).toISOString() }
    known.set(service, { launched, replica })
    return [replica]
  }
}

/** What the system says, unless it counts from elsewhere (a container's uptime). */
function plausible(started: Date | undefined, launched: Date): Date {
  if (started === undefined) return launched
  return Math.abs(started.getTime() - launched.getTime()) < 5_000 ? started : launched
}
