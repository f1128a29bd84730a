import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type StagedValue, stagedHandleSchema, stagedValueSchema } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { readPrivate, writePrivate } from '../private-file.ts'

/** Secrets that were handed over and are not written yet. They outlive the agent, not their half hour. */
export interface Staged {
  /** @throws UserError (409) where the handle stands for another value already. */
  keep(handle: string, value: StagedValue): Promise<void>
  /** @throws UserError (404) where there is none any more. */
  find(handle: string): Promise<StagedValue>
  drop(handles: string[]): Promise<void>
  /** Removes what is too old; returns what is left. */
  sweep(): Promise<StagedValue[]>
}

const keptSchema = stagedValueSchema.extend({ at: z.iso.datetime() })

/** How long a value is kept, in milliseconds. */
export const stagedFor = 30 * 60_000

/** So many at once: nobody changes more settings. */
const mostStaged = 100

/** Keeps each value in a file of its own, which its owner alone may read. */
export function stagedValues(folder: string, now: () => Date = () => new Date()): Staged {
  const pathOf = (handle: string): string => join(folder, `${stagedHandleSchema.parse(handle)}.json`)
  const drop = async (handles: string[]): Promise<void> => {
    for (const handle of handles) await rm(pathOf(handle), { force: true })
  }
  const look = async (handle: string): Promise<StagedValue | undefined> => {
    const kept = await readPrivate(pathOf(handle), keptSchema)
    if (kept === undefined) return undefined
    const { at, ...value } = kept
    if (now().getTime() - Date.parse(at) < stagedFor) return value
    await drop([handle])
    return undefined
  }
  const sweep = async (): Promise<StagedValue[]> => {
    const names = await readdir(folder).catch(() => [])
    // One that was not written to its end holds a part of a secret.
    for (const name of names.filter((one) => one.endsWith('.new'))) await rm(join(folder, name))
    const handles = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
    return (await Promise.all(handles.map(look))).filter((value) => value !== undefined)
  }
  return {
    keep: async (handle, value) => {
      const kept = await look(handle)
      if (kept !== undefined && (kept.name !== value.name || kept.value !== value.value)) throw taken(handle)
      if ((await sweep()).length >= mostStaged) throw tooMany()
      await writePrivate(pathOf(handle), { ...value, at: now().toISOString() })
    },
    find: async (handle) => {
      const value = await look(handle)
      if (value !== undefined) return value
      throw new UserError('no_such_staged', 'The secret that was handed over is no longer there.', {
        status: 404,
        action: 'It is kept for half an hour: hand it over again.',
      })
    },
    drop,
    sweep,
  }
}

function taken(handle: string): UserError {
  return new UserError('other_staged', `${handle} stands for another value.`, {
    status: 409,
    action: 'Use a handle of its own for every value.',
  })
}

function tooMany(): UserError {
  return new UserError('too_many_staged', 'Too many secrets wait to be written.', {
    status: 429,
    action: 'Try again in half an hour.',
  })
}
