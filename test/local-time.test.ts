import { expect, test } from '@jest/globals'
import {
  instantOf,
  isForward,
  isWithin,
  localTimeSchema,
  minuteMs,
  wallTime,
  wallTimeOf,
} from '../src/local-time.ts'
import { momentsOf } from './oncall/moments.ts'

const athens = 'Europe/Athens'
const zones = [athens, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']

const instant = (text: string, zone = athens): string => instantOf(wallTimeOf(text), zone).toISOString()

test('a local time is a moment, in summer and in winter', () => {
  expect(instant('2026-12-24 09:00')).toBe('2026-12-24T07:00:00.000Z')
  expect(instant('2026-07-01 09:00')).toBe('2026-07-01T06:00:00.000Z')
  expect(instant('2026-12-24')).toBe('2026-12-23T22:00:00.000Z')
  expect(instant('2026-12-24 09:00', 'Asia/Kolkata')).toBe('2026-12-24T03:30:00.000Z')
})

test('what is left out as clocks go forward comes as much later', () => {
  expect(instant('2027-03-28 02:59')).toBe('2027-03-28T00:59:00.000Z')
  expect(instant('2027-03-28 03:00')).toBe('2027-03-28T01:00:00.000Z')
  expect(instant('2027-03-28 03:30')).toBe('2027-03-28T01:30:00.000Z')
  expect(instant('2027-03-28 04:00')).toBe('2027-03-28T01:00:00.000Z')
  // Half an hour is left out there, at two.
  expect(instant('2026-10-04 02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z')
})

test('what comes twice as they go back is the first of the two', () => {
  expect(instant('2027-10-31 03:30')).toBe('2027-10-31T00:30:00.000Z')
  expect(instant('2027-10-31 04:00')).toBe('2027-10-31T02:00:00.000Z')
  expect(instant('2027-04-04 01:45', 'Australia/Lord_Howe')).toBe('2027-04-03T14:45:00.000Z')
})

test.each(zones)('%s: what the wall shows through two years is the moment that it is shown at', (zone) => {
  let looked = 0
  for (const at of momentsOf(zone, '2026-01-01', 731)) {
    const wall = wallTime(at, zone)
    const back = instantOf(wall, zone)
    // The second of two is given as the first.
    const isSecond = at.getTime() - back.getTime() > 0 && at.getTime() - back.getTime() <= 60 * minuteMs
    expect(isSecond || back.getTime() === at.getTime()).toBe(true)
    expect(wallTime(back, zone)).toBe(wall)
    looked += 1
  }
  expect(looked).toBeGreaterThan(2_900)
})

test.each([
  '24 Dec',
  '2026-12-24T09:00',
  '2026-12-24 9:00',
  '2026-02-29',
  '2026-11-31 09:00',
  '2026-13-01',
  '',
])('no local time: “%s”', (text) => {
  expect(localTimeSchema.safeParse(text).success).toBe(false)
})

test('a period has its first moment and not its last; a day alone is all of it', () => {
  const period = { from: '2026-12-24 09:00', until: '2026-12-27' }
  expect(isWithin(period, new Date('2026-12-24T06:59:59.999Z'), athens)).toBe(false)
  expect(isWithin(period, new Date('2026-12-24T07:00:00Z'), athens)).toBe(true)
  expect(isWithin(period, new Date('2026-12-27T21:59:59.999Z'), athens)).toBe(true)
  expect(isWithin(period, new Date('2026-12-27T22:00:00Z'), athens)).toBe(false)
  expect(isForward({ from: '2026-12-24', until: '2026-12-24' })).toBe(true)
  expect(isForward({ from: '2026-12-24 09:00', until: '2026-12-24 09:00' })).toBe(false)
})
