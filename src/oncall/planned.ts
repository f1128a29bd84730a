import { dayMs, instantOf, timeOfDayMs, type WallTime, wallTime } from '../local-time.ts'
import { weekdays } from '../runbook-fields.ts'
import type { RunbookSettings } from '../runbook-settings.ts'

/** A time in which calls about what is not critical wait. */
export interface Maintenance {
  /** `planned:3`, `runbook:Monthly maintenance:2026-12-06`: the same whoever works it out. */
  key: string
  /** What is done, in the words of whoever planned it. */
  reason: string
  /** What that is in detail, where runbook.yml lists it. */
  activities: string[]
  /** Whoever planned it, by id; null: it stands in runbook.yml. */
  plannedBy: string | null
  from: Date
  /** Its end is no part of it; no later than its beginning where it was cancelled. */
  until: Date
  /** So many hours before it begins it is announced. */
  noticeHours: number[]
}

/** That calls wait, until when, and for which maintenance. */
export interface Hold {
  until: Date
  by: Maintenance
}

type WindowSettings = Pick<RunbookSettings, 'maintenance_windows' | 'service'>
type Window = RunbookSettings['maintenance_windows'][number]

/** The windows of runbook.yml that begin on the day before a moment, on its own and on so many after it; the soonest first. */
export function windowsFrom(settings: WindowSettings, at: Date, days: number): Maintenance[] {
  const { time_zone: zone } = settings.service
  const yesterday = Math.floor(wallTime(at, zone) / dayMs) * dayMs - dayMs
  const midnights = Array.from({ length: days + 2 }, (_, day) => yesterday + day * dayMs)
  const all = midnights.flatMap((midnight) =>
    settings.maintenance_windows
      .filter(({ every }) => isDayOf(every, midnight))
      .map((window) => windowOf(window, midnight, zone)),
  )
  return all.filter(({ from, until }) => from < until).toSorted(bySoonest)
}

export const isCancelled = ({ from, until }: Pick<Maintenance, 'from' | 'until'>): boolean => until <= from

export const bySoonest = (a: Maintenance, b: Maintenance): number => a.from.getTime() - b.from.getTime()

/** Whether a day, by its midnight on the wall, is such as `{ week: first, weekday: sun }` says. */
function isDayOf({ week, weekday }: Window['every'], midnight: WallTime): boolean {
  const day = new Date(midnight)
  if (weekdays[day.getUTCDay()] !== weekday) return false
  const weekLater = new Date(midnight + 7 * dayMs)
  if (week === 'last') return weekLater.getUTCMonth() !== day.getUTCMonth()
  return ['first', 'second', 'third', 'fourth'].indexOf(week) === Math.floor((day.getUTCDate() - 1) / 7)
}

function windowOf(window: Window, midnight: WallTime, zone: string): Maintenance {
  const { name, from, until, activities, notify_hours_before: noticeHours } = window
  const begin = midnight + timeOfDayMs(from)
  const end = midnight + timeOfDayMs(until)
  return {
    key: `runbook:${name}:${new Date(midnight).toISOString().slice(0, 10)}`,
    reason: name,
    activities,
    plannedBy: null,
    from: instantOf(begin, zone),
    // What ends no later than it begins ends on the next day.
    until: instantOf(end > begin ? end : end + dayMs, zone),
    noticeHours,
  }
}

/** Whether calls wait at a moment, and until when: where one maintenance leads into another, until the last ends. */
export function holdAt(all: Maintenance[], at: Date): Hold | null {
  const [by] = lastingOf(all, at)
  if (by === undefined) return null
  let { until } = by
  for (let next = lastingOf(all, until)[0]; next !== undefined; next = lastingOf(all, until)[0]) {
    until = next.until
  }
  return { until, by }
}

/** Those that hold a moment, the one that lasts longest first. */
function lastingOf(all: Maintenance[], at: Date): Maintenance[] {
  return all
    .filter(({ from, until }) => from <= at && at < until)
    .toSorted((a, b) => b.until.getTime() - a.until.getTime())
}
