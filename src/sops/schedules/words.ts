import type { Schedule } from '../../runbook-settings.ts'

const weekdays = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}

/** `every day at 06:30`, `every Sunday at 03:00` */
export function everyText({ every, at }: Pick<Schedule, 'every' | 'at'>): string {
  return `every ${every === 'day' ? 'day' : weekdays[every.weekday]} at ${at}`
}
