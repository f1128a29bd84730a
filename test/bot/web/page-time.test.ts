import { expect, test } from '@jest/globals'
import { timeAfter, weekdayTime } from '../../../src/bot/web/page/parts/time.ts'

/** A moment of December 2026 by the reader's own clock, wherever that is. */
const december = (day: number, hour: number): string => new Date(2026, 11, day, hour, 5).toISOString()

test('what is days away has its weekday', () => {
  expect(weekdayTime(december(6, 2))).toBe('Sun 6 Dec, 02:05')
})

test.each([
  [december(6, 4), '04:05'],
  [december(7, 0), 'Mon 7 Dec, 00:05'],
])('an end is told with its day where that is another one: %s', (until, words) => {
  expect(timeAfter(until, december(6, 2))).toBe(words)
})
