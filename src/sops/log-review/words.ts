import type { LogSource, LogSummary } from '../../agent-api.ts'
import { patternLabels } from './patterns.ts'
import type { Finding } from './review.ts'

/** Where lines come from, as people read it. */
export const sourceLabels: Record<LogSource, string> = {
  output: 'What it prints',
  'ai_assistant.log': 'ai_assistant.log',
  'ai_assistant_errors.log': 'ai_assistant_errors.log',
}

/** `more: 3 → 17 · error · Database: the database cannot be reached` */
export function findingText(finding: Finding): string {
  const { level, pattern, kind } = finding
  return `${changeText(finding)} · ${level} · ${patternLabels[pattern]}: ${kind}`
}

/** `new: 4`, `gone (was 3)` */
function changeText({ change, count, before }: Finding): string {
  switch (change) {
    case null:
      return `seen: ${count}`
    case 'new':
    case 'back':
      return `${change}: ${count}`
    case 'same':
      return `as before: ${count}`
    case 'gone':
      return `gone (was ${before})`
    default:
      return `${change}: ${before} → ${count}`
  }
}

/** `1,204 lines, 3 errors, 17 warnings`; what could not be read is said, and never counted as nothing. */
export function sourceText({
  state,
  detail,
  lines,
  errors,
  warnings,
}: LogSummary['sources'][number]): string {
  const why = detail.replace(/\.$/, '')
  if (state === 'absent') return 'not there'
  if (state === 'failed') return `could not be read: ${why}`
  return `${many(lines, 'line')}, ${many(errors, 'error')}, ${many(warnings, 'warning')}`
}

/** `3 kinds of errors, 1 kind of warnings`; empty where there are none. */
export function kindsText(findings: readonly Finding[]): string {
  const present = findings.filter(({ count }) => count > 0)
  return (['error', 'warning'] as const)
    .map((level) => ({ level, kinds: present.filter((one) => one.level === level).length }))
    .filter(({ kinds }) => kinds > 0)
    .map(({ level, kinds }) => `${many(kinds, 'kind')} of ${level}s`)
    .join(', ')
}

const counted = new Intl.NumberFormat('en')
export const many = (count: number, what: string): string =>
  `${counted.format(count)} ${what}${count === 1 ? '' : 's'}`
