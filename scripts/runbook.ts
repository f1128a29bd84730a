import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfigText } from '../src/config-text.ts'
import { runbookSchema } from '../src/runbook-settings.ts'
import { procedures } from '../src/sops/catalog.ts'
import { runbookPage } from '../src/sops/runbook.ts'

/** Writes docs/RUNBOOK.md from the procedures and config/runbook.yml; with - it prints it, as in a container. */
const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'config/runbook.yml'), 'utf8')
const settings = parseConfigText('runbook.yml', text, runbookSchema)
const page = runbookPage(procedures, settings)
if (process.argv[2] === '-') process.stdout.write(page)
else writeFileSync(join(root, 'docs/RUNBOOK.md'), page)
