const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const zone = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

/** 14:06 */
export function clockTime(iso: string): string {
  return clock.format(new Date(iso))
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
