import { serviceNameSchema } from '../../agent-api.ts'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { minuteText } from '../../sops/times.ts'

export interface LogWords {
  service: string
  since: Date | null
  errorsOnly: boolean
}

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const longestMs = 7 * 86_400_000

/**
 * Reads `[service] [[since] 15m|1h|24h|HH:MM] [errors]`, the times of day in a zone.
 * @throws UserError for anything else.
 */
export function logWords(text: string, now: Date, timeZone: string): LogWords {
  const found: LogWords = { service: 'ai_assistant', since: null, errorsOnly: false }
  const words = text.split(/\s+/).filter((word) => word !== '')
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === 'errors') found.errorsOnly = true
    else if (word === 'since') {
      index += 1
      found.since = sinceOf(words[index] ?? '', now, timeZone)
    } else if (/^\d/.test(word)) found.since = sinceOf(word, now, timeZone)
    else if (index === 0 && serviceNameSchema.safeParse(word).success) found.service = word
    else throw unclear()
  }
  return found
}

/** Whether `logWords` understands a text. */
export function isLogWords(text: string): boolean {
  try {
    logWords(text, new Date(), 'UTC')
    return true
  } catch {
    return false
  }
}

function sinceOf(word: string, now: Date, timeZone: string): Date {
  const span = /^(\d{1,5})([smhd])$/.exec(word)
  if (span !== null) return ago(Number(span[1]) * (unitMs[span[2] ?? ''] ?? 0), now)
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word)
  if (clock === null) throw unclear()
  const minutes = minuteOfDay(now, timeZone) - Number(clock[1]) * 60 - Number(clock[2])
  // A time that is still to come today was yesterday's.
  return ago((minutes < 0 ? minutes + 24 * 60 : minutes) * 60_000, now)
}

const ago = (span: number, now: Date): Date => later(now, -Math.min(span, longestMs))

function minuteOfDay(now: Date, timeZone: string): number {
  const [hour, minute] = minuteText(now, timeZone).split(':').map(Number)
  return (hour ?? 0) * 60 + (minute ?? 0)
}

function unclear(): UserError {
  return new UserError('unclear', 'That is not how a log is asked for.', {
    action:
      'For example: /ai logs, /ai logs errors, /ai logs db since 15m, /ai logs ai_bot since 09:30 errors.',
  })
}
