import { CronExpressionParser } from 'cron-parser'
import type { RunbookSettings } from '../runbook-settings.ts'

type Hours = RunbookSettings['business_hours']

/** A moment itself where it is within business hours, else when they begin next. */
export function businessTime(at: Date, { days, from, until }: Hours, timeZone: string): Date {
  if (isWithin(at, { days, from, until }, timeZone)) return at
  const [hour, minute] = from.split(':').map(Number)
  const times = CronExpressionParser.parse(`${minute} ${hour} * * ${days.join(',')}`, {
    tz: timeZone,
    currentDate: at,
  })
  return times.next().toDate()
}

function isWithin(at: Date, { days, from, until }: Hours, timeZone: string): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const time = `${part('hour')}:${part('minute')}`
  return days.some((day) => day === part('weekday').toLowerCase()) && from <= time && time < until
}
