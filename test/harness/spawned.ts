import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { z } from 'zod'

/** A process that this one started: its file, what it was given (the file's name first), and whether by a shell. */
export interface Spawned {
  file: string
  args: string[]
  shell: boolean
}

export interface SpawnRecord {
  all: Spawned[]
  end(): void
}

const channel = 'tracing:child_process.spawn:start'

const startedSchema = z.object({
  options: z.object({
    file: z.string(),
    args: z.array(z.string()),
    shell: z.union([z.boolean(), z.string()]).optional(),
  }),
})

/**
 * Records every process that this one starts from now on, whichever function starts it, except for the
 * synchronous ones, which nothing here uses.
 */
export function recordSpawned(): SpawnRecord {
  const all: Spawned[] = []
  const note = (message: unknown): void => {
    const { file, args, shell = false } = startedSchema.parse(message).options
    all.push({ file, args, shell: shell !== false })
  }
  subscribe(channel, note)
  return { all, end: () => void unsubscribe(channel, note) }
}

const shells = /(^|\/|\\)(ba|da|z|k|fi|c|tc)?sh$|cmd\.exe$|powershell/i

/** Those that a shell took part in: asked for by an option, or started as a program. */
export function byShell(spawned: Spawned[]): Spawned[] {
  return spawned.filter(({ file, args, shell }) => shell || [file, ...args].some((word) => shells.test(word)))
}
