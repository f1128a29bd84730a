const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const zone = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

/** 14:06 */
export function clockTime(iso: string): string {
  return clock.format(new Date(iso))
}

/** Mon 23 Nov, 14:06: for what is days away. */
export function weekdayTime(iso: string): string {
  const at = new Date(iso)
  return `${weekday.format(at)} ${shortDay.format(at)}, ${clock.format(at)}`
}

/** 14:06 where it is on the day of another moment, else Mon 23 Nov, 14:06. */
export function timeAfter(iso: string, other: string): string {
  return dayOf(iso) === dayOf(other) ? clockTime(iso) : weekdayTime(iso)
}

/** 23 November 2026 */
export function dayOf(iso: string): string {
  return day.format(new Date(iso))
}

/** 23 November 2026, 14:06 EET */
export function fullTime(iso: string): string {
  return `${dayOf(iso)}, ${zone.format(new Date(iso))}`
}

/** 14:06 where it was today, else 23 Nov. */
export function briefTime(iso: string, now: Date = new Date()): string {
  const then = new Date(iso)
  return day.format(then) === day.format(now) ? clock.format(then) : shortDay.format(then)
}

/** 25 Nov 2026, 14:06:12 EET, in a zone that is given. */
export function zonedTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(iso))
}

/** 25 Nov 2026, 14:06 EET, in a zone that is given. */
export function zonedMinute(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(iso))
}

/** under 1 s, 58 s, 2 min 5 s, 3 h 10 min */
export function spanOf(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1_000))
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return seconds === 0 ? 'under 1 s' : `${seconds} s`
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
