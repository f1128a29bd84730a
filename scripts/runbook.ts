import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfigText } from '../src/config-text.ts'
import { runbookSchema } from '../src/runbook-settings.ts'
import { procedures } from '../src/sops/catalog.ts'
import { runbookPage } from '../src/sops/runbook.ts'

/** Writes docs/RUNBOOK.md from the procedures and config/runbook.yml. */
const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'config/runbook.yml'), 'utf8')
const settings = parseConfigText('runbook.yml', text, runbookSchema)
writeFileSync(join(root, 'docs/RUNBOOK.md'), runbookPage(procedures, settings))
