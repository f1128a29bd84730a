import { expect, test } from '@jest/globals'
import { nextDue, type Timing } from '../../../src/sops/schedules/next-due.ts'

/** The next due times after a moment, in UTC to the minute. */
function due(timing: Timing, after: string, count: number, zone = 'Europe/Athens'): string[] {
  let last = new Date(after)
  return Array.from({ length: count }, () => {
    last = nextDue(timing, zone, last)
    return last.toISOString().replace(':00.000Z', 'Z')
  })
}

const daily = (at: string): Timing => ({ every: 'day', at })

test('every day at a time of the site, whatever UTC says then', () => {
  expect(due(daily('06:30'), '2026-11-29T04:29:59Z', 2)).toEqual(['2026-11-29T04:30Z', '2026-11-30T04:30Z'])
  expect(due(daily('06:30'), '2026-07-01T12:00:00Z', 1)).toEqual(['2026-07-02T03:30Z'])
  expect(due(daily('06:30'), '2026-07-01T12:00:00Z', 1, 'America/New_York')).toEqual(['2026-07-02T10:30Z'])
})

test('at the due time itself, and within its minute, the next one is due', () => {
  expect(due(daily('06:30'), '2026-11-29T04:30:00Z', 1)).toEqual(['2026-11-30T04:30Z'])
  expect(due(daily('06:30'), '2026-11-29T04:30:00.001Z', 1)).toEqual(['2026-11-30T04:30Z'])
  expect(due(daily('06:30'), '2026-11-29T04:29:59.999Z', 1)).toEqual(['2026-11-29T04:30Z'])
})

test('a day of the week is the site’s, also where UTC still has the day before', () => {
  const weekly: Timing = { every: { weekday: 'mon' }, at: '00:30' }
  expect(due(weekly, '2026-11-29T12:00:00Z', 2)).toEqual(['2026-11-29T22:30Z', '2026-12-06T22:30Z'])
})

test('the night when clocks go forward: 23 hours between two due times, and none is left out', () => {
  expect(due(daily('06:30'), '2027-03-26T12:00:00Z', 3)).toEqual([
    '2027-03-27T04:30Z',
    '2027-03-28T03:30Z',
    '2027-03-29T03:30Z',
  ])
})

test('a time of day that does not exist that night comes as much later, once', () => {
  expect(due(daily('03:30'), '2027-03-26T12:00:00Z', 3)).toEqual([
    '2027-03-27T01:30Z',
    '2027-03-28T01:30Z',
    '2027-03-29T00:30Z',
  ])
  expect(due({ every: { weekday: 'sun' }, at: '03:00' }, '2027-03-26T12:00:00Z', 2)).toEqual([
    '2027-03-28T01:00Z',
    '2027-04-04T00:00Z',
  ])
})

test('the night when clocks go back: 25 hours between two due times', () => {
  expect(due(daily('06:30'), '2027-10-29T12:00:00Z', 3)).toEqual([
    '2027-10-30T03:30Z',
    '2027-10-31T04:30Z',
    '2027-11-01T04:30Z',
  ])
})

test('a time of day that comes twice that night counts the first time, and no second time', () => {
  const expected = ['2027-10-30T00:30Z', '2027-10-31T00:30Z', '2027-11-01T01:30Z']
  expect(due(daily('03:30'), '2027-10-29T12:00:00Z', 3)).toEqual(expected)
  // Between the two of them, too, the next day is next.
  expect(due(daily('03:30'), '2027-10-31T00:45:00Z', 1)).toEqual(['2027-11-01T01:30Z'])
  expect(due({ every: { weekday: 'sun' }, at: '03:30' }, '2027-10-29T12:00:00Z', 2)).toEqual([
    '2027-10-31T00:30Z',
    '2027-11-07T01:30Z',
  ])
})

test('where clocks change by half an hour, no day is left out either, and none comes twice', () => {
  const island = 'Australia/Lord_Howe'
  // Clocks go forward on 4 October 2026 from two to half past, and back on 4 April 2027 from two to half past one.
  expect(due(daily('02:15'), '2026-10-02T12:00:00Z', 2, island)).toEqual([
    '2026-10-02T15:45Z',
    '2026-10-03T15:45Z',
  ])
  expect(due(daily('01:45'), '2027-04-03T12:00:00Z', 2, island)).toEqual([
    '2027-04-03T14:45Z',
    '2027-04-04T15:15Z',
  ])
  const mornings = due(daily('09:00'), '2026-12-31T22:00:00Z', 365, island)
  expect(new Set(mornings.map((at) => at.slice(0, 10))).size).toBe(365)
  expect(mornings.at(-1)).toBe('2027-12-31T22:00Z')
})
