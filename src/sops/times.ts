/** "14:06:12 EET": a time of day with its zone. */
export function timeText(at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))
}

/** "14:06 EET": a time of day with its zone, to the minute. */
export function timeOfDay(at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(at))
}

/** "27 Nov, 14:06 EET" */
export function dayAndTime(at: string | Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone })
  return `${day.format(new Date(at))}, ${timeOfDay(at, timeZone)}`
}

/** "Mon 30 Nov, 09:00 EET": for what is days away. */
export function weekdayAndTime(at: string | Date, timeZone: string): string {
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone })
  return `${weekday.format(new Date(at))} ${dayAndTime(at, timeZone)}`
}

/** "28 May 2027" */
export function dateText(at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(new Date(at))
}

/** "2026-11-27", the day that it is there. */
export function dayOf(at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at))
}

/** "14:06", for a program to read. */
export function minuteText(at: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(at),
  )
}
