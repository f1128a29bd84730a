import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this program. */
export function packageVersion(): string {
  const file = join(import.meta.dirname, '../package.json')
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}
