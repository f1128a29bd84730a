import type { SettingChange } from '../../agent-api.ts'
import { problemsOf } from '../../config.ts'
import { type EnvPiece, valuesOf, withValue } from '../../env-file.ts'
import { UserError } from '../../errors.ts'
import type { Mask } from '../mask.ts'
import { changeableNames, rowOf } from './shown.ts'
import type { Staged } from './staged.ts'

/** A setting with the value that it is to have, or none. */
export interface Wanted {
  name: string
  value: string | null
  /** Nobody else may see it. */
  isStaged: boolean
}

/**
 * Refuses changes that may not be made, and those that would tell a secret to whoever reads the journal.
 * @throws UserError
 */
export function checkChanges(changes: SettingChange[], mask: Mask): void {
  const names = new Set<string>()
  for (const change of changes) {
    checkName(change.name)
    if (names.has(change.name)) throw twice(change.name)
    names.add(change.name)
    if ('value' in change) checkOpen(change.name, change.value, mask)
  }
}

/** @throws UserError (403) for a setting that may not be changed from here. */
export function checkName(name: string): void {
  if (rowOf(name).changeable) return
  throw new UserError('forbidden_setting', `${name} may not be changed from here.`, {
    status: 403,
    action: `These may: ${changeableNames.join(', ')}.`,
  })
}

function checkOpen(name: string, value: string | null, mask: Mask): void {
  if (value === null || (!rowOf(name).secret && mask(value) === value)) return
  throw new UserError('open_secret', `The value of ${name} is a secret: it is not taken from a message.`, {
    action: 'Hand it over by the page that is made for one secret.',
  })
}

function twice(name: string): UserError {
  return new UserError('twice', `${name} is to be changed twice.`, { action: 'Name each setting once.' })
}

/**
 * The changes with their values.
 * @throws UserError where a secret is no longer there, or is another setting's.
 */
export async function wantedOf(changes: SettingChange[], staged: Staged): Promise<Wanted[]> {
  return await Promise.all(
    changes.map(async (change) => {
      if ('value' in change) return { name: change.name, value: change.value, isStaged: false }
      const { name, value } = await staged.find(change.staged)
      if (name === change.name) return { name, value, isStaged: true }
      throw new UserError('other_staged', `The secret that was handed over is not one of ${change.name}.`, {
        action: 'Hand it over again, for this setting.',
      })
    }),
  )
}

/** The file with the changes made. */
export function changed(pieces: EnvPiece[], wanted: Wanted[]): EnvPiece[] {
  return wanted.reduce((made, { name, value }) => withValue(made, name, value), pieces)
}

/** Why a file would not be valid, each as words; empty where it is. */
export function invalidities(pieces: EnvPiece[]): string[] {
  return problemsOf(valuesOf(pieces))
}
