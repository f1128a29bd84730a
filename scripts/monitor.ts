import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { processConfig } from '../src/config.ts'
import { parseConfigText } from '../src/config-text.ts'
import { runbookSchema } from '../src/runbook-settings.ts'
import { readFacts } from './monitor/facts.ts'
import { monitorReport } from './monitor/report.ts'

/** What logs/ai_assistant/monitor.sh has asked, judged by config/runbook.yml. */
const file = 'runbook.yml'
const runbook = readFileSync(join(processConfig().CONFIG_DIR, file), 'utf8')
const { lines, exitCode } = monitorReport(
  readFacts(await text(process.stdin)),
  parseConfigText(file, runbook, runbookSchema).thresholds,
)
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = exitCode
