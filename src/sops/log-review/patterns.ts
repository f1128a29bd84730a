import type { LogSummary } from '../../agent-api.ts'

type LogLevel = LogSummary['kinds'][number]['level']

/** What the runbook has one look for in a log, and what fits none of it. */
export const logPatterns = ['openai', 'database', 'slow', 'repeated', 'other'] as const
export type LogPattern = (typeof logPatterns)[number]

/** How people read them. */
export const patternLabels: Record<LogPattern, string> = {
  openai: 'OpenAI',
  database: 'Database',
  slow: 'Slow responses',
  repeated: 'Repeated errors',
  other: 'Other',
}

/** By what a kind is known, the first that fits: a time-out of the database is the database's matter. */
const known: [LogPattern, RegExp][] = [
  [
    'openai',
    /\bopen-?ai\b|\binsufficient_quota\b|\bcontext_length_exceeded\b|\bmodel (service|call|request)/i,
  ],
  [
    'database',
    /\bdatabase|\bpostgres|\bprisma|driveradapter|\bsqlstate\b|\bdeadlock|too many clients|connection slots|connection (terminated|pool)|terminating connection|closed the connection unexpectedly/i,
  ],
  ['slow', /\bslow(ly)?\b|\btime[ds]?[- ]?out\b|took (longer|too long|#)|\bdeadline\b/i],
]

/** Which pattern a kind belongs to. `repeated`: how often makes an error that is nothing else a repeated one. */
export function patternOf(kind: string, level: LogLevel, count: number, repeated: number): LogPattern {
  const found = known.find(([, pattern]) => pattern.test(kind))?.[0]
  if (found !== undefined) return found
  return level === 'error' && count >= repeated ? 'repeated' : 'other'
}
