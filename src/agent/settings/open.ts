import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AgentBase } from '../base.ts'
import { makePrivate } from '../private-file.ts'
import { settingsFile } from './file.ts'
import { createSettings, type Settings } from './settings.ts'
import { stagedValues } from './staged.ts'

/** How often secrets that nobody wrote are looked through for those that are too old, in milliseconds. */
const sweepEveryMs = 60_000

/**
 * The assistant's settings: the file that the setting names, or else the usual one.
 * @param usual where it is when nothing is set; one of our own, which is made empty, or the stack's.
 */
export async function openSettings(
  base: AgentBase,
  usual: { path: string; isOurs: boolean },
): Promise<Settings> {
  const { config, folders, masking, undo, log } = base
  const path = resolve(config.SETTINGS_FILE ?? usual.path)
  const isMissing = (await stat(path).catch(() => undefined)) === undefined
  if (isMissing && usual.isOurs && config.SETTINGS_FILE === undefined) await makePrivate(path, '')
  const staged = stagedValues(folders.staged)
  masking.learn((await staged.sweep()).map(({ value }) => value))
  const timer = setInterval(() => {
    staged.sweep().catch((error: unknown) => log.error({ err: error }, 'staged secrets could not be removed'))
  }, sweepEveryMs)
  timer.unref()
  undo.add(() => clearInterval(timer))
  const settings = createSettings({ file: settingsFile(path), staged, secrets: masking })
  // A file that cannot be read is told when somebody asks for it.
  await settings.values().catch(() => undefined)
  return settings
}
