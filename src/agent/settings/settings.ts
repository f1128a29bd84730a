import type { ActResponse, SettingChange, SettingsDiff, SettingsView, StagedValue } from '../../agent-api.ts'
import { type EnvPiece, parseEnv, textOf, valuesOf } from '../../env-file.ts'
import { UserError } from '../../errors.ts'
import type { GrowingMask } from '../growing-mask.ts'
import { withPassword } from '../mask.ts'
import { changed, checkChanges, checkName, invalidities, type Wanted, wantedOf } from './changes.ts'
import type { SettingsFile } from './file.ts'
import { changeableNames, isSetting, notSet, rowOf, shown } from './shown.ts'
import type { Staged } from './staged.ts'

/** The assistant's settings, as the verbs know them. */
export interface Settings {
  view(): Promise<SettingsView>
  diff(changes: SettingChange[]): Promise<SettingsDiff>
  /** @throws UserError for changes that may not be made; before anything is kept of them. */
  check(changes: SettingChange[]): void
  write(digest: string, changes: SettingChange[]): Promise<ActResponse<'write_settings'>>
  restore(backup: string): Promise<ActResponse<'restore_settings'>>
  /** Keeps a secret until it is written. */
  stage(handle: string, value: StagedValue): Promise<void>
  /** What the file sets now. Its secrets are masked from then on. */
  values(): Promise<Record<string, string>>
}

export interface SettingsParts {
  file: SettingsFile
  staged: Staged
  secrets: GrowingMask
}

export function createSettings({ file, staged, secrets }: SettingsParts): Settings {
  const { mask, learn } = secrets
  const read = async (): Promise<{ digest: string; pieces: EnvPiece[] }> => {
    const { text, digest } = await file.read()
    const pieces = parseEnv(text)
    learn(secretsIn(valuesOf(pieces)))
    return { digest, pieces }
  }
  const prepared = async (changes: SettingChange[]) => {
    checkChanges(changes, mask)
    const wanted = await wantedOf(changes, staged)
    learn(wanted.filter(({ isStaged }) => isStaged).flatMap(({ value }) => withPassword(value ?? '')))
    const { digest, pieces } = await read()
    const made = changed(pieces, wanted)
    return { digest, pieces, wanted, made, problems: invalidities(made) }
  }
  return {
    view: async () => {
      const { digest, pieces } = await read()
      return { file: file.name, file_digest: digest, settings: rows(pieces) }
    },
    diff: async (changes) => {
      const { digest, pieces, wanted, problems } = await prepared(changes)
      const lines = wanted.map((one) => ({ name: one.name, ...difference(pieces, one) }))
      return { file: file.name, file_digest: digest, lines, problems }
    },
    check: (changes) => checkChanges(changes, mask),
    write: async (digest, changes) => {
      const { digest: found, made, problems } = await prepared(changes)
      if (found !== digest) throw otherFile(file.name)
      if (problems.length > 0) throw notValid(problems)
      const backup = await file.write(textOf(made))
      await staged.drop(changes.flatMap((change) => ('staged' in change ? [change.staged] : [])))
      return { backup, file_digest: (await read()).digest }
    },
    restore: async (backup) => {
      await file.restore(backup)
      return { file_digest: (await read()).digest }
    },
    stage: async (handle, value) => {
      checkName(value.name)
      learn(withPassword(value.value))
      const problems = invalidities(changed([], [{ ...value, isStaged: true }]))
      if (problems.length > 0) throw notValid(problems)
      await staged.keep(handle, value)
    },
    values: async () => valuesOf((await read()).pieces),
  }
}

/** What may be changed, and whatever else the file sets. */
function rows(pieces: EnvPiece[]): SettingsView['settings'] {
  const names = new Set([...changeableNames, ...pieces.flatMap(({ name }) => name ?? [])])
  return [...names].map((name) => {
    const value = told(pieces, name)
    return { name, ...rowOf(name), value: value === notSet ? null : value }
  })
}

/** What the file has of a setting, as it leaves the agent. */
function told(pieces: EnvPiece[], name: string): string {
  const piece = pieces.findLast((one) => one.name === name)
  return piece === undefined ? notSet : shown(name, piece.value ?? piece.written)
}

function difference(
  pieces: EnvPiece[],
  { name, value, isStaged }: Wanted,
): { before: string; after: string } {
  const before = told(pieces, name)
  if (value === null) return { before, after: notSet }
  if (!isStaged) return { before, after: shown(name, value) }
  return { before, after: valuesOf(pieces)[name] === value ? 'the same value' : 'another value' }
}

/** Of other programs in the same file: names that sound so. Masking every value would eat ordinary words. */
const soundsSecret = /PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|(^|_)(API_?)?KEY$/i

function secretsIn(values: Record<string, string>): string[] {
  const isSecret = (name: string): boolean => (isSetting(name) ? rowOf(name).secret : soundsSecret.test(name))
  return Object.entries(values)
    .filter(([name]) => isSecret(name))
    .flatMap(([, value]) => withPassword(value))
}

function otherFile(name: string): UserError {
  return new UserError('settings_changed', `${name} has changed meanwhile, so nothing was written.`, {
    status: 409,
    action: 'Look at it again, and make a new plan.',
  })
}

function notValid(problems: string[]): UserError {
  return new UserError('bad_setting', `The settings would not be valid: ${problems.join('; ')}.`, {
    action: 'Correct the value; nothing was changed.',
  })
}
