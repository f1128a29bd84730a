import { text } from 'node:stream/consumers'
import { processConfig } from '../src/config.ts'
import { readFacts } from './monitor/facts.ts'
import { checks } from './validate/checks.ts'
import { readInstallation } from './validate/installation.ts'

/** The part of ai_assistant/scripts/validate_config.sh that knows the program's settings; reads the files from it. */
const installation = readInstallation(readFacts(await text(process.stdin)), processConfig().CONFIG_DIR)
for (const { id, good, problems, ofRunning = false } of checks) {
  if (ofRunning && installation.running === null) continue
  const found = problems(installation)
  const line = found.length === 0 ? `ok     ${id}: ${good}` : `WRONG  ${id}: ${found.join(' ')}`
  process.stdout.write(`${line}\n`)
  if (found.length > 0) process.exitCode = 1
}
