import { readFileSync } from 'node:fs'
import { processConfig } from '../src/config.ts'
import { readFacts } from './monitor/facts.ts'
import { checks } from './validate/checks.ts'
import { readInstallation } from './validate/installation.ts'

/** The part of ai_assistant/scripts/validate_config.sh that knows the program's settings; reads the files from it. */
const installation = readInstallation(readFacts(readFileSync(0, 'utf8')), processConfig().CONFIG_DIR)
for (const { id, good, problems } of checks) {
  const found = problems(installation)
  const line = found.length === 0 ? `ok     ${id}: ${good}` : `WRONG  ${id}: ${found.join(' ')}`
  process.stdout.write(`${line}\n`)
  if (found.length > 0) process.exitCode = 1
}
