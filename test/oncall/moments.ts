import { later } from '../../src/clock.ts'
import { dayMs, minuteMs, wallTime } from '../../src/local-time.ts'

const strideMs = dayMs / 4

/** Moments of so many days of a time zone: four a day, and every quarter of an hour where clocks change. */
export function* momentsOf(zone: string, day: string, days: number): Generator<Date> {
  const begin = new Date(`${day}T00:00:00Z`)
  for (let at = begin; at < later(begin, days * dayMs); at = later(at, strideMs)) {
    yield at
    const isEven = wallTime(later(at, strideMs), zone) - wallTime(at, zone) === strideMs
    if (isEven) continue
    for (let inside = 15 * minuteMs; inside < strideMs; inside += 15 * minuteMs) yield later(at, inside)
  }
}
