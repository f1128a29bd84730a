import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BotHome } from './bot.ts'

/** A started service must be healthy for a second, not for ten. */
export async function proveQuickly({ configDir }: BotHome): Promise<void> {
  const file = join(configDir, 'runbook.yml')
  const runbook = await readFile(file, 'utf8')
  await writeFile(file, runbook.replace(/proof_seconds: \d+/, 'proof_seconds: 1'))
}
