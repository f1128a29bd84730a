import { expect, test } from '@jest/globals'
import { openSince } from '../../src/oncall/opening.ts'
import type { RunbookSettings } from '../../src/runbook-settings.ts'

const hours: RunbookSettings['business_hours'] = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sun'],
  from: '09:00',
  until: '17:00',
}
const since = (now: string, zone = 'Europe/Athens'): string | undefined =>
  openSince({ business_hours: hours, service: { time_zone: zone } as never }, new Date(now))?.toISOString()

test.each([
  ['2026-11-30T06:59:59Z', undefined],
  ['2026-11-30T07:00:00Z', '2026-11-30T07:00:00.000Z'],
  ['2026-11-30T14:59:59Z', '2026-11-30T07:00:00.000Z'],
  ['2026-11-30T15:00:00Z', undefined],
  // A Saturday there.
  ['2026-12-05T10:00:00Z', undefined],
  // The days on which clocks go forward and back.
  ['2027-03-28T06:00:00Z', '2027-03-28T06:00:00.000Z'],
  ['2027-10-31T06:59:59Z', undefined],
  ['2027-10-31T07:00:00Z', '2027-10-31T07:00:00.000Z'],
])('at %s business hours have been since %s', (now, expected) => {
  expect(since(now)).toBe(expected)
})

test('the day is that of the time zone', () => {
  expect(since('2026-11-30T04:00:00Z', 'Australia/Lord_Howe')).toBe('2026-11-29T22:00:00.000Z')
})
