import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsPage } from './settings/page.ts'

/** Writes docs/settings.md from the table of settings. */
writeFileSync(join(import.meta.dirname, '../docs/settings.md'), settingsPage())
