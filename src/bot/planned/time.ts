import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { dayMs, instantsOf, localTimeSchema, minuteMs, wallTime, wallTimeOf } from '../../local-time.ts'
import { dateText, minuteText, timeOfDay } from '../../sops/times.ts'
import { reasonOf } from '../commands/reason.ts'

/** When a maintenance is to be, and what for. */
export interface PlannedTime {
  from: Date
  until: Date
  reason: string
}

const begins = /^(?:now|(today|tomorrow|\d{4}-\d{2}-\d{2})\s+(\d{1,2}:\d{2}))(?=\s|$)/i
const lasts = /^\s*(?:for\s+)?(?:(\d{1,3})\s?h)?\s?(?:(\d{1,4})\s?m(?:in)?)?(?=\s|$)/i
const hourMs = 60 * minuteMs
/** So far ahead nobody plans: the year is a slip. */
const farthestDays = 366

/**
 * Reads `2026-12-05 22:00 2h Upgrade of the database`; `now`, `today 22:00` and `tomorrow 22:00` are beginnings too.
 * @throws UserError where something is missing, or there is no such time, and says what to type.
 */
export function plannedTime(words: string, now: Date, timeZone: string): PlannedTime {
  const [begin, day, time = ''] = begins.exec(words) ?? []
  if (begin === undefined) throw unclear('That does not say when the maintenance begins.')
  const [length = '', hours = '0', minutes = '0'] = lasts.exec(words.slice(begin.length)) ?? []
  const lengthMs = Number(hours) * hourMs + Number(minutes) * minuteMs
  if (lengthMs === 0) throw unclear('That does not say how long the maintenance lasts.')
  if (lengthMs > dayMs) throw refused('A maintenance lasts a day at most.', 'Plan one for each day.')
  const why = words.slice(begin.length + length.length).replace(/^\s*because\s/i, '')
  const reason = reasonOf(why)
  if (!reason) throw unclear('That does not say what the maintenance is for.')
  const from = day === undefined ? now : beginning(day.toLowerCase(), time.padStart(5, '0'), now, timeZone)
  return { from, until: later(from, lengthMs), reason }
}

function beginning(day: string, time: string, now: Date, timeZone: string): Date {
  const local = `${dateOf(day, now, timeZone)} ${time}`
  if (!localTimeSchema.safeParse(local).success) throw unclear(`There is no such time as ${local}.`)
  const [from, second] = instantsOf(wallTimeOf(local), timeZone)
  if (from === undefined) throw aroundClockChange(local, 'forward, and leave it out', timeZone)
  if (second !== undefined) throw aroundClockChange(local, 'back, and it comes twice', timeZone)
  // The minute of now has begun already.
  if (later(from, minuteMs) <= now) {
    throw refused(
      `${local} is over: it is ${timeOfDay(now, timeZone)} now.`,
      'Type a later time, or “now” in its place.',
    )
  }
  if (later(now, farthestDays * dayMs) < from) {
    throw refused(
      `${dateText(from, timeZone)} is more than a year ahead.`,
      'Look at the year, and type it again.',
    )
  }
  return from
}

/** `2026-12-05` */
function dateOf(day: string, now: Date, timeZone: string): string {
  if (/^\d/.test(day)) return day
  const wall = wallTime(now, timeZone) + (day === 'tomorrow' ? dayMs : 0)
  return new Date(wall).toISOString().slice(0, 10)
}

function aroundClockChange(local: string, how: string, timeZone: string): UserError {
  const [before, after] = [-hourMs, hourMs].map((by) => {
    const [at] = instantsOf(wallTimeOf(local) + by, timeZone)
    return at === undefined ? '' : minuteText(at, timeZone)
  })
  return refused(
    `At ${local} clocks go ${how}: it is not clear when that is.`,
    `Type another time, such as ${before} or ${after}.`,
  )
}

const unclear = (message: string): UserError =>
  refused(message, 'For example: /ai window plan tomorrow 22:00 2h Upgrade of the database.')

const refused = (message: string, action: string): UserError => new UserError('unclear', message, { action })
