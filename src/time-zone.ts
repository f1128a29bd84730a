/** Whether a text names a time zone, such as Europe/Athens. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    // An offset such as +02:00 is none: PostgreSQL reads its sign the other way round.
    return /^[a-z]/i.test(name)
  } catch {
    return false
  }
}
