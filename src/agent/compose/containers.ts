import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import type { Docker } from './docker.ts'
import type { Project } from './project.ts'

/** A container of the stack, as Docker tells of it. */
export interface Container {
  id: string
  service: string
  /** Its number among those of its service. */
  number: number
  status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  exitCode: number
  /** It was ended for using more memory than it may. */
  outOfMemory: boolean
  startedAt: Date
  /** How often Docker started it again by itself since it was last started by somebody. */
  revivals: number
  addresses: string[]
  /** Some of what it was given; no secret. */
  database: { user: string; name: string }
  /** What it may use; null where there is no limit. */
  limits: { cores: number | null; memoryBytes: number | null }
}

export interface Containers {
  /**
   * Those of these services, those that are stopped too, in the order of their numbers.
   * @param patienceMs how long Docker may take to answer; without it as long as the signal lets it.
   */
  of(services: string[], signal: AbortSignal, patienceMs?: number): Promise<Container[]>
  /** One as it is now; undefined where it is gone. */
  one(id: string, signal: AbortSignal): Promise<Container | undefined>
}

const label = 'com.docker.compose.'

const inspectedSchema = z.object({
  Id: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    ExitCode: z.number(),
    StartedAt: z.string(),
    OOMKilled: z.boolean(),
  }),
  Config: z.object({ Labels: z.record(z.string(), z.string()), Env: z.array(z.string()).nullish() }),
  HostConfig: z.object({
    Memory: z.number(),
    NanoCpus: z.number().nullish(),
    CpuQuota: z.number().nullish(),
    CpuPeriod: z.number().nullish(),
  }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string() })) }),
})
type Inspected = z.infer<typeof inspectedSchema>

/** The containers of a project. */
export function containersOf(docker: Docker, { name }: Pick<Project, 'name'>): Containers {
  const inspect = async (ids: string[], signal: AbortSignal, patienceMs?: number): Promise<Container[]> => {
    const text = await docker.run(['inspect', '--type', 'container', ...ids], signal, patienceMs)
    return z.array(inspectedSchema).parse(JSON.parse(text)).map(containerOf)
  }
  const filters = [`label=${label}project=${name}`, `label=${label}oneoff=False`]
  const listing = ['ps', '-a', '-q', '--no-trunc', ...filters.flatMap((filter) => ['--filter', filter])]
  const all = async (signal: AbortSignal, patienceMs?: number): Promise<Container[]> => {
    const ids = words(await docker.run(listing, signal, patienceMs))
    return ids.length === 0 ? [] : await inspect(ids, signal, patienceMs)
  }
  return {
    of: async (services, signal, patienceMs) => {
      // One that was removed between the two questions is an error of the second: then they are asked again.
      const found = await all(signal, patienceMs).catch((error: unknown) => {
        if (!isGone(error)) throw error
        return all(signal, patienceMs)
      })
      return found.filter(({ service }) => services.includes(service)).sort((a, b) => a.number - b.number)
    },
    one: async (id, signal) => {
      try {
        return (await inspect([id], signal))[0]
      } catch (error) {
        if (!isGone(error)) throw error
        return undefined
      }
    },
  }
}

const isGone = (error: unknown): boolean => /no such (object|container)/i.test(messageOf(error))

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

function containerOf({ Id, RestartCount, State, Config, HostConfig, NetworkSettings }: Inspected): Container {
  const { Labels, Env } = Config
  const given = (name: string): string | undefined =>
    Env?.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1)
  const user = given('POSTGRES_USER') ?? 'postgres'
  return {
    id: Id,
    service: Labels[`${label}service`] ?? '',
    number: Number(Labels[`${label}container-number`] ?? 0),
    status: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    startedAt: new Date(State.StartedAt),
    revivals: RestartCount,
    addresses: Object.values(NetworkSettings.Networks).flatMap(({ IPAddress }) => IPAddress || []),
    database: { user, name: given('POSTGRES_DB') ?? user },
    limits: { cores: coresOf(HostConfig), memoryBytes: HostConfig.Memory > 0 ? HostConfig.Memory : null },
  }
}

function coresOf({ NanoCpus, CpuQuota, CpuPeriod }: Inspected['HostConfig']): number | null {
  if (NanoCpus) return NanoCpus / 1e9
  return CpuQuota && CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : null
}
