import { CronExpressionParser } from 'cron-parser'
import type { Schedule } from '../../runbook-settings.ts'

export type Timing = Pick<Schedule, 'every' | 'at'>

/**
 * The first due time after a moment. On the night when clocks go forward, a time of day that is left out comes as
 * much later; when they go back, one that comes twice counts the first time.
 */
export function nextDue({ every, at }: Timing, timeZone: string, after: Date): Date {
  const [hour, minute] = at.split(':').map(Number)
  const day = every === 'day' ? '*' : every.weekday
  const times = CronExpressionParser.parse(`${minute} ${hour} * * ${day}`, {
    tz: timeZone,
    currentDate: after,
  })
  return times.next().toDate()
}

/** What due times follow from, to be compared. */
export function timingText({ every, at }: Timing, timeZone: string): string {
  return `${every === 'day' ? every : every.weekday} ${at} ${timeZone}`
}
