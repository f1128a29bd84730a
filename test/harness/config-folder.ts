import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A copy of the sample settings files in a folder, with runbook.yml changed; resolves to the copy's folder. */
export async function copyOfConfig(folder: string, change: (runbook: string) => string): Promise<string> {
  const copy = join(folder, 'config')
  await cp(join(import.meta.dirname, '../../config'), copy, { recursive: true })
  const runbook = join(copy, 'runbook.yml')
  const before = await readFile(runbook, 'utf8')
  const after = change(before)
  if (after === before) throw new Error('the change changes nothing')
  await writeFile(runbook, after)
  return copy
}
