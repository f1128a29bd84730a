import { dayMs, instantOf, timeOfDayMs, wallTime, wallTimeOf } from '../local-time.ts'
import type { Rota } from '../on-call-settings.ts'

/**
 * The number of the turn that a moment is in, from 0; negative before the first. Turns are counted in days of the
 * calendar, so that a hand-over stays at its local time, however long the day or the week is.
 */
export function turnAt(rota: Rota, at: Date, timeZone: string): number {
  const near = Math.floor((wallTime(at, timeZone) - firstOf(rota)) / lengthOf(rota))
  // In an hour that comes twice the clock on the wall does not tell on which side of a hand-over it is.
  if (turnStart(rota, near, timeZone) > at) return near - 1
  return turnStart(rota, near + 1, timeZone) <= at ? near + 1 : near
}

/** When a turn begins. */
export function turnStart(rota: Rota, turn: number, timeZone: string): Date {
  return instantOf(firstOf(rota) + turn * lengthOf(rota), timeZone)
}

/** Whose turn it is in a list. */
export function inTurn(list: string[], turn: number): string | undefined {
  return list[turn % list.length]
}

const firstOf = ({ starts, hand_over: { at } }: Rota): number => wallTimeOf(starts) + timeOfDayMs(at)

const lengthOf = ({ hand_over: handOver }: Rota): number => ('every' in handOver ? 1 : 7) * dayMs
