import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { endsWithin, runsWith, signalTo } from './command-line.ts'
import { readPrivate, writePrivate } from './private-file.ts'
import type { Service } from './supervise.ts'

const stateSchema = z.object({
  pid: z.number().int(),
  /** All services answered once. */
  ready: z.boolean(),
  services: z.record(
    z.string(),
    z.object({
      state: z.string(),
      pid: z.number().int().nullable(),
      started_at: z.string().nullable(),
      revivals: z.number().int(),
    }),
  ),
})

/** What runs, as state.json tells whoever looks, and the next agent when this one is killed. */
type State = z.infer<typeof stateSchema>

export interface StateFile {
  watch(service: Service): void
  /** Writes what is true now. */
  save(): void
  ready(): void
  /** Removes the file: nothing runs any more. */
  remove(): Promise<void>
}

/** Keeps state.json up to date. What cannot be written (a full disk) is told, and tried again at the next change. */
export function openStateFile(path: string, onFailure: (error: unknown) => void): StateFile {
  const services: Service[] = []
  let isReady = false
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  const save = (): void => {
    if (closed) return
    writing = writing.then(() => writePrivate(path, stateOf(services, isReady))).catch(onFailure)
  }
  return {
    watch: (service) => void services.push(service),
    save,
    ready: () => {
      isReady = true
      save()
    },
    remove: async () => {
      closed = true
      await writing
      await rm(path, { force: true })
    },
  }
}

function stateOf(services: Service[], ready: boolean): State {
  const entries = services.map((service) => {
    const { name, state, pid, startedAt, revivals } = service.snapshot()
    return [name, { state, pid, started_at: startedAt?.toISOString() ?? null, revivals }] as const
  })
  return { pid: process.pid, ready, services: Object.fromEntries(entries) }
}

/**
 * Sees off the processes of an agent that was killed: they end by themselves when it does, and are killed
 * where they do not. Servers are left to their clusters, which know them by their own pid files.
 * @param mark what stands on the command line of every process of this data folder.
 * @returns whether there may have been any: a killed agent left its state file.
 */
export async function endLeftovers(path: string, mark: string): Promise<boolean> {
  const left = await readPrivate(path, stateSchema).catch(() => undefined)
  const pids = Object.values(left?.services ?? {}).flatMap(({ pid }) => (pid === null ? [] : [pid]))
  await Promise.all(pids.map((pid) => seeOff(pid, mark)))
  return pids.length > 0
}

async function seeOff(pid: number, mark: string): Promise<void> {
  if (!(await runsWith(pid, mark)) || (await endsWithin(pid, mark, 3_000))) return
  signalTo(pid, 'SIGKILL')
  await endsWithin(pid, mark, 1_000)
}
