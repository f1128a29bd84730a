import { dayMs, instantOf, timeOfDayMs, wallTime } from '../local-time.ts'
import { weekdays } from '../runbook-fields.ts'
import type { RunbookSettings } from '../runbook-settings.ts'

type Opening = Pick<RunbookSettings, 'business_hours' | 'service'>

/** A moment itself where it is within business hours, else when they begin next. */
export function nextOpen(settings: Opening, at: Date): Date {
  if (openSince(settings, at) !== null) return at
  const { business_hours: hours, service } = settings
  const midnight = Math.floor(wallTime(at, service.time_zone) / dayMs) * dayMs
  const openings = Array.from({ length: weekdays.length + 1 }, (_, day) => midnight + day * dayMs)
    .filter((day) => hours.days.some((one) => one === weekdays[new Date(day).getUTCDay()]))
    .map((day) => instantOf(day + timeOfDayMs(hours.from), service.time_zone))
  return openings.find((opening) => opening > at) ?? at
}

/** Since when it has been business hours; null where it is not now. */
export function openSince(
  { business_hours: hours, service: { time_zone: zone } }: Opening,
  now: Date,
): Date | null {
  const midnight = Math.floor(wallTime(now, zone) / dayMs) * dayMs
  const day = weekdays[new Date(midnight).getUTCDay()]
  if (day === undefined || !hours.days.includes(day)) return null
  const [from, until] = [hours.from, hours.until].map((time) => instantOf(midnight + timeOfDayMs(time), zone))
  return from !== undefined && until !== undefined && from <= now && now < until ? from : null
}
