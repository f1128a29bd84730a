import type { LogLine } from './agent-api.ts'

/** What differs between two occurrences of the same error, in the order in which it is taken out. */
const particulars: [RegExp, string][] = [
  [/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/g, '"…"'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '#'],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, 'address'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, 'address'],
  [/\b(?=[a-z0-9_-]*\d)[a-z0-9_-]{6,}\b/gi, '#'],
  [/\d+([.,:]\d+)*/g, '#'],
  [/\s+/g, ' '],
]

/** What kind of line it is: its text without ids, numbers, addresses and quoted values. */
export function kindOf(text: string): string {
  return particulars.reduce((kind, [pattern, mark]) => kind.replace(pattern, mark), text).trim()
}

/** The kinds of errors among log lines. */
export function errorKinds(lines: readonly LogLine[]): string[] {
  const errors = lines.filter(({ level }) => level === 'error')
  return [...new Set(errors.map(({ text }) => kindOf(text)))]
}
