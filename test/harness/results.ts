import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../test-results')

/** Lines of a Markdown table. */
export function markdownTable(head: string[], rows: (string | number)[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
}

/** Keeps what a test found out, for people to read. */
export async function writeResults(name: string, lines: string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), `${lines.join('\n')}\n`)
}
