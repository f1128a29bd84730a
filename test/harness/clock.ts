import type { Clock } from '../../src/clock.ts'

/** A clock that runs on, and that a test can wind forward. */
export interface TestClock extends Clock {
  wind(milliseconds: number): void
}

export function testClock(): TestClock {
  let wound = 0
  return {
    now: () => new Date(Date.now() + wound),
    wind: (milliseconds) => {
      wound += milliseconds
    },
  }
}
