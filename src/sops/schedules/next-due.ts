import { dayMs, instantOf, timeOfDayMs, wallTime } from '../../local-time.ts'
import { weekdays } from '../../runbook-fields.ts'
import type { Schedule } from '../../runbook-settings.ts'

export type Timing = Pick<Schedule, 'every' | 'at'>

/**
 * The first due time after a moment. On the night when clocks go forward, a time of day that is left out comes as
 * much later; when they go back, one that comes twice counts the first time.
 */
export function nextDue({ every, at }: Timing, timeZone: string, after: Date): Date {
  // What is left out at midnight comes on the day after it was due.
  let midnight = Math.floor(wallTime(after, timeZone) / dayMs) * dayMs - dayMs
  for (;;) {
    const isDay = every === 'day' || weekdays[new Date(midnight).getUTCDay()] === every.weekday
    const due = instantOf(midnight + timeOfDayMs(at), timeZone)
    if (isDay && due > after) return due
    midnight += dayMs
  }
}

/** What due times follow from, to be compared. */
export function timingText({ every, at }: Timing, timeZone: string): string {
  return `${every === 'day' ? every : every.weekday} ${at} ${timeZone}`
}
