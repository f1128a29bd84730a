import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'
import { stamp } from '../stamp.ts'
import { makeFile, replaceFile } from './replace-file.ts'

/** The settings file, and the copies of it beside it. */
export interface SettingsFile {
  /** Its name, without its folder. */
  name: string
  read(): Promise<Reading>
  /**
   * Copies it, then writes it.
   * @returns the copy's name.
   */
  write(text: string): Promise<string>
  /** Puts a copy back in its place. */
  restore(backup: string): Promise<void>
}

/** What the file holds, and a digest that tells whether it is still the same. */
export interface Reading {
  text: string
  digest: string
}

/** A settings file is a page or two: what is longer is something else, in bytes. */
const longest = 1_000_000

export function settingsFile(path: string, now: () => Date = () => new Date()): SettingsFile {
  const name = basename(path)
  const folder = dirname(path)
  const read = async (): Promise<Reading> => {
    const text = await readText(path, name)
    return { text, digest: createHash('sha256').update(text).digest('hex').slice(0, 32) }
  }
  const backUp = async (): Promise<string> => {
    const { text } = await read()
    // Two in the same second get names of their own.
    for (let at = now(); ; at = new Date(at.getTime() + 1_000)) {
      const backup = `${name}.backup.${stamp(at)}`
      if (await makeFile(join(folder, backup), text, path)) return backup
    }
  }
  return {
    name,
    read,
    write: async (text) => {
      const backup = await backUp()
      await replaceFile(path, text)
      return backup
    },
    restore: async (backup) => {
      if (!isBackup(name, backup)) throw noBackup(backup)
      await replaceFile(path, await readText(join(folder, backup), backup))
    },
  }
}

/** Only what was made here, or as the runbook says by hand: never a path. */
function isBackup(name: string, backup: string): boolean {
  const start = `${name}.backup.`
  return backup.startsWith(start) && /^\d{8}_\d{6}$/.test(backup.slice(start.length))
}

async function readText(path: string, name: string): Promise<string> {
  try {
    const { size } = await plainFile(path, name)
    if (size > longest) throw new UserError('bad_env_file', `${name} is too long to be settings.`)
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    if (codeOf(cause) === 'ENOENT' && name.includes('.backup.')) throw noBackup(name)
    throw new UserError('no_settings_file', `${name} cannot be read (${codeOf(cause)}).`, {
      status: 503,
      action: 'Put it back where the setting SETTINGS_FILE says, readable for the agent.',
      cause,
    })
  }
}

/** A link would lead elsewhere. */
async function plainFile(path: string, name: string): Promise<{ size: number }> {
  const found = await lstat(path)
  if (found.isFile()) return found
  throw new UserError('bad_env_file', `${name} is no ordinary file.`, {
    action: 'Put the file itself there, not a link to it.',
  })
}

function noBackup(name: string): UserError {
  return new UserError('no_such_backup', `There is no backup ${name} of the settings.`, {
    status: 404,
    action: 'Name one that was made by a change of the settings.',
  })
}
