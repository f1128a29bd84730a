import { dayMs, instantOf, timeOfDayMs, wallTime } from '../local-time.ts'
import { weekdays } from '../runbook-fields.ts'
import type { RunbookSettings } from '../runbook-settings.ts'

/** Since when it has been business hours; null where it is not now. */
export function openSince(
  {
    business_hours: hours,
    service: { time_zone: zone },
  }: Pick<RunbookSettings, 'business_hours' | 'service'>,
  now: Date,
): Date | null {
  const midnight = Math.floor(wallTime(now, zone) / dayMs) * dayMs
  const day = weekdays[new Date(midnight).getUTCDay()]
  if (day === undefined || !hours.days.includes(day)) return null
  const [from, until] = [hours.from, hours.until].map((time) => instantOf(midnight + timeOfDayMs(time), zone))
  return from !== undefined && until !== undefined && from <= now && now < until ? from : null
}
