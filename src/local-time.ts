import { z } from 'zod'

export const minuteMs = 60_000
export const dayMs = 1_440 * minuteMs

/** What a clock on the wall shows, in milliseconds as if it were that time in UTC: it is counted in whole days. */
export type WallTime = number

/** A span of local time, as a settings file has it. */
export interface LocalPeriod {
  from: string
  until: string
}

const pattern = /^\d{4}-\d{2}-\d{2}(?: (?:[01]\d|2[0-3]):[0-5]\d)?$/

/** `2026-12-24`, `2026-12-24 09:00` */
export const localTimeSchema = z
  .string({ error: 'must be a time in quotes, such as "2026-12-24 09:00"' })
  .refine((text) => pattern.test(text) && isOnCalendar(text), {
    error: 'must be a day or a time of one, such as "2026-12-24" or "2026-12-24 09:00"',
  })

/** No month has a 31st that is the next month's first. */
function isOnCalendar(text: string): boolean {
  const wall = wallTimeOf(text)
  return !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(text.slice(0, 10))
}

/** Whether a period ends later than it begins. */
export function isForward(period: LocalPeriod): boolean {
  const { from, until } = wallPeriod(period)
  // What is no time is refused as that.
  return Number.isNaN(from) || Number.isNaN(until) || from < until
}

/** A local time of a settings file; a day alone is its midnight. */
export function wallTimeOf(text: string): WallTime {
  return Date.parse(`${text.length > 10 ? text.replace(' ', 'T') : `${text}T00:00`}Z`)
}

/** A time of day such as `09:00`, in milliseconds after midnight. */
export function timeOfDayMs(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return (hours * 60 + minutes) * minuteMs
}

/** When a period begins and ends on the wall; a day alone is all of it. */
export function wallPeriod({ from, until }: LocalPeriod): { from: WallTime; until: WallTime } {
  const isWholeDay = until.length === 10
  return { from: wallTimeOf(from), until: wallTimeOf(until) + (isWholeDay ? dayMs : 0) }
}

/** When a period begins and ends in a time zone; its end is no part of it. */
export function periodOf(period: LocalPeriod, timeZone: string): { from: Date; until: Date } {
  const { from, until } = wallPeriod(period)
  return { from: instantOf(from, timeZone), until: instantOf(until, timeZone) }
}

/** Whether a period of a time zone holds a moment. */
export function isWithin(period: LocalPeriod, at: Date, timeZone: string): boolean {
  const { from, until } = periodOf(period, timeZone)
  return from <= at && at < until
}

/**
 * When a clock on a time zone's wall shows something. What is left out as clocks go forward comes as much later; what
 * comes twice as they go back is the first of the two.
 */
export function instantOf(wall: WallTime, timeZone: string): Date {
  const [first = new Date(wall - offsetAt(wall - dayMs, timeZone))] = instantsOf(wall, timeZone)
  return first
}

/**
 * Every moment at which a clock on a time zone's wall shows something, in their order: none where clocks go forward over
 * it, two where they go back over it.
 */
export function instantsOf(wall: WallTime, timeZone: string): Date[] {
  const offsets = new Set([wall - dayMs, wall + dayMs].map((near) => offsetAt(near, timeZone)))
  const candidates = [...offsets].map((offset) => new Date(wall - offset))
  return candidates
    .filter((at) => wallTime(at, timeZone) === wall)
    .toSorted((a, b) => a.getTime() - b.getTime())
}

/** What a clock on a time zone's wall shows at a moment. */
export function wallTime(at: Date, timeZone: string): WallTime {
  return at.getTime() + offsetAt(at.getTime(), timeZone)
}

/** By how much a time zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const whole = Math.floor(at / 1_000) * 1_000
  return Date.parse(`${formatOf(timeZone).format(whole).replace(' ', 'T')}Z`) - whole
}

/** Making one takes longer than asking it. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** Writes a moment as a time zone has it: `2026-12-24 09:00:00`. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, made)
  return made
}
