import { resolve } from 'node:path'
import { packageVersion } from '../../package-version.ts'
import type { Agent } from '../agent.ts'
import type { Databases } from '../databases.ts'
import type { BackupParts } from './backups.ts'
import { localTools } from './local-tools.ts'
import { backupShelf } from './shelf.ts'

/** Of the databases of this machine; the settings are those of the assistant. */
export function localBackups({ config, folders, signal }: Agent, databases: Databases): BackupParts {
  return {
    tools: localTools(databases),
    shelf: backupShelf(folders.backups),
    settingsFiles: [resolve(config.SETTINGS_FILE ?? folders.settings)],
    version: packageVersion(),
    now: () => new Date(),
    stopping: signal,
  }
}
