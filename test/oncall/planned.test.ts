import { expect, test } from '@jest/globals'
import { holdAt, type Maintenance, windowsFrom } from '../../src/oncall/planned.ts'
import { type RunbookSettings, runbookSchema } from '../../src/runbook-settings.ts'

type Window = RunbookSettings['maintenance_windows'][number]

const windowSchema = runbookSchema.shape.maintenance_windows

/** `2026-12-06T00:00Z 2026-12-06T02:00Z`: when windows near a moment begin and end. */
function windows(given: Partial<Window>, at: string, days = 3): string[] {
  const usual = { name: 'Monthly', every: { week: 'first', weekday: 'sun' }, from: '02:00', until: '04:00' }
  const settings = {
    maintenance_windows: windowSchema.parse([{ ...usual, ...given }]),
    service: { time_zone: 'Europe/Athens' } as never,
  }
  return windowsFrom(settings, new Date(at), days).map(({ from, until }) =>
    [from, until].map((time) => time.toISOString().replace(':00.000Z', 'Z')).join(' '),
  )
}

test.each<[Window['every']['week'], string]>([
  ['first', '2026-11-01'],
  ['second', '2026-11-08'],
  ['third', '2026-11-15'],
  ['fourth', '2026-11-22'],
  ['last', '2026-11-29'],
])('the %s Sunday of November 2026 is %s', (week, day) => {
  const every = { week, weekday: 'sun' as const }
  expect(windows({ every }, '2026-11-01T12:00:00Z', 28)).toEqual([`${day}T00:00Z ${day}T02:00Z`])
})

test('the last one is the fourth where there is no fifth', () => {
  const every = { week: 'last' as const, weekday: 'sun' as const }
  expect(windows({ every }, '2026-02-20T12:00:00Z', 7)).toEqual(['2026-02-22T00:00Z 2026-02-22T02:00Z'])
})

test('one that ends earlier than it begins ends on the next day, and is found on that day', () => {
  const overnight = { from: '23:00', until: '01:30' }
  const expected = ['2026-12-06T21:00Z 2026-12-06T23:30Z']
  expect(windows(overnight, '2026-12-06T22:00:00Z', 0)).toEqual(expected)
  expect(windows(overnight, '2026-12-06T10:00:00Z', 0)).toEqual(expected)
})

test('as clocks go forward it is an hour shorter, and one that falls into what is left out is none', () => {
  // 28 March 2027, a fourth and last Sunday: 03:00 to 04:00 is left out.
  const every = { week: 'last' as const, weekday: 'sun' as const }
  const at = '2027-03-27T12:00:00Z'
  expect(windows({ every }, at)).toEqual(['2027-03-28T00:00Z 2027-03-28T01:00Z'])
  expect(windows({ every, from: '03:00', until: '04:00' }, at)).toEqual([])
})

test('as they go back it is an hour longer', () => {
  // 31 October 2027: 03:00 to 04:00 comes twice.
  const every = { week: 'last' as const, weekday: 'sun' as const }
  expect(windows({ every, until: '04:00' }, '2027-10-30T12:00:00Z')).toEqual([
    '2027-10-30T23:00Z 2027-10-31T02:00Z',
  ])
})

/** A maintenance by its hours on a day. */
function hours(from: number, until: number): Maintenance {
  const time = (hour: number) => new Date(Date.UTC(2026, 11, 2, hour))
  const none = { activities: [], noticeHours: [] }
  return { key: `${from}`, reason: '', plannedBy: 'anna', from: time(from), until: time(until), ...none }
}

/** `until 14 by 10`, at an hour. */
function held(all: Maintenance[], hour: number): string | null {
  const hold = holdAt(all, new Date(Date.UTC(2026, 11, 2, hour)))
  return hold && `until ${hold.until.getUTCHours()} by ${hold.by.key}`
}

test.each([
  ['before', [hours(10, 12)], 9, null],
  ['at its beginning', [hours(10, 12)], 10, 'until 12 by 10'],
  ['at its end', [hours(10, 12)], 12, null],
  ['of two the longer', [hours(10, 12), hours(11, 14)], 11, 'until 14 by 11'],
  ['overlapping ones together', [hours(11, 14), hours(10, 12)], 10, 'until 14 by 10'],
  ['one that begins as the other ends', [hours(10, 12), hours(12, 13)], 10, 'until 13 by 10'],
  ['one inside the other', [hours(10, 14), hours(11, 12)], 11, 'until 14 by 10'],
  ['with a gap', [hours(10, 12), hours(13, 14)], 11, 'until 12 by 10'],
  ['three in a row', [hours(14, 16), hours(10, 12), hours(11, 15)], 10, 'until 16 by 10'],
  ['one that was cancelled', [hours(10, 10)], 10, null],
])('%s', (_, all, hour, expected) => {
  expect(held(all, hour)).toBe(expected)
})
