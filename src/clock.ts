/** Where the time comes from; tests pass a clock that they wind. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** `date` moved by `milliseconds`. */
export function later(date: Date, milliseconds: number): Date {
  return new Date(date.getTime() + milliseconds)
}
