import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'
import { stamp } from '../stamp.ts'

/** The folder that holds the backups. */
export interface Shelf {
  folder: string
  /** Their names, newest first. */
  names(): Promise<string[]>
  /** @throws UserError where there is no such backup. */
  pathOf(name: string): Promise<string>
  /**
   * A folder for what is to become a backup: `fill` writes into it, and when that is done and on disk, it gets its
   * name. A backup is there whole or not at all.
   * @returns the name.
   */
  add(fill: (folder: string) => Promise<void>): Promise<string>
  remove(name: string): Promise<void>
  /** Removes what a killed agent left half made, or half removed. */
  sweep(): Promise<void>
}

const backupName = /^ai_assistant_\d{8}_\d{6}$/
const leftover = /^ai_assistant_\d{8}_\d{6}\.(partial|removed)$/

export function backupShelf(folder: string, now: () => Date = () => new Date()): Shelf {
  const isThere = async (name: string): Promise<boolean> =>
    (await lstat(join(folder, name)).catch(() => undefined)) !== undefined
  const pathOf = async (name: string): Promise<string> => {
    const found = backupName.test(name) ? await lstat(join(folder, name)).catch(() => undefined) : undefined
    if (found?.isDirectory()) return join(folder, name)
    throw new UserError('no_such_backup', `There is no backup ${name}.`, {
      status: 404,
      action: 'Name one of those that are listed.',
    })
  }
  const freeName = async (): Promise<string> => {
    // Two in the same second get names of their own.
    for (let at = now(); ; at = new Date(at.getTime() + 1_000)) {
      const name = `ai_assistant_${stamp(at)}`
      if (!(await isThere(name)) && !(await isThere(`${name}.partial`))) return name
    }
  }
  return {
    folder,
    names: async () =>
      (await entriesOf(folder))
        .filter((name) => backupName.test(name))
        .sort()
        .reverse(),
    pathOf,
    add: async (fill) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const name = await freeName()
      const partial = join(folder, `${name}.partial`)
      await mkdir(partial, { mode: 0o700 })
      try {
        await fill(partial)
        await syncFolder(partial)
        await rename(partial, join(folder, name))
        await syncFolder(folder)
        return name
      } catch (error) {
        await rm(partial, { recursive: true, force: true })
        throw error
      }
    },
    remove: async (name) => {
      const path = await pathOf(name)
      // No longer a backup before the first of its files is gone.
      await rename(path, `${path}.removed`)
      await syncFolder(folder)
      await rm(`${path}.removed`, { recursive: true, force: true })
    },
    sweep: async () => {
      for (const name of await entriesOf(folder)) {
        if (leftover.test(name)) await rm(join(folder, name), { recursive: true, force: true })
      }
    },
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** A new name is on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
