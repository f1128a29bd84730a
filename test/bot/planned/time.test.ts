import { expect, test } from '@jest/globals'
import { plannedTime } from '../../../src/bot/planned/time.ts'
import { UserError } from '../../../src/errors.ts'

const athens = 'Europe/Athens'
/** A Wednesday, 14:00 in Athens. */
const wednesday = '2026-12-02T12:00:30Z'

/** `2026-12-05T20:00Z 2026-12-05T22:00Z for Upgrade` */
function planned(words: string, now = wednesday): string {
  const { from, until, reason } = plannedTime(words, new Date(now), athens)
  const [begin, end] = [from, until].map((at) => at.toISOString().slice(0, 16))
  return `${begin} ${end} for ${reason}`
}

test.each([
  [
    '2026-12-05 22:00 2h Upgrade of the database',
    '2026-12-05T20:00 2026-12-05T22:00 for Upgrade of the database',
  ],
  ['2026-07-01 22:00 2h Upgrade', null],
  ['tomorrow 22:00 90m Upgrade', '2026-12-03T20:00 2026-12-03T21:30 for Upgrade'],
  ['Tomorrow 9:00 1h30m Upgrade', '2026-12-03T07:00 2026-12-03T08:30 for Upgrade'],
  ['today 22:00 1h 30min because of  the\nupgrade', '2026-12-02T20:00 2026-12-02T21:30 for of the upgrade'],
  ['today 14:00 for 2 h Upgrade', '2026-12-02T12:00 2026-12-02T14:00 for Upgrade'],
  ['now 24h Upgrade', '2026-12-02T12:00 2026-12-03T12:00 for Upgrade'],
  ['2027-07-01 22:00 2h Upgrade', '2027-07-01T19:00 2027-07-01T21:00 for Upgrade'],
])('%s', (words, expected) => {
  if (expected === null) expect(() => planned(words)).toThrow('is over')
  else expect(planned(words)).toBe(expected)
})

test('today and tomorrow are those of the time zone', () => {
  expect(planned('today 03:00 1h Upgrade', '2026-12-02T23:30:00Z')).toBe(
    '2026-12-03T01:00 2026-12-03T02:00 for Upgrade',
  )
})

test('two hours are two hours, also where clocks change meanwhile', () => {
  expect(planned('2027-03-28 02:00 2h Upgrade')).toBe('2027-03-28T00:00 2027-03-28T02:00 for Upgrade')
  expect(planned('2027-10-31 02:00 2h Upgrade')).toBe('2027-10-30T23:00 2027-10-31T01:00 for Upgrade')
})

test.each([
  ['', 'That does not say when the maintenance begins.', '/ai window plan tomorrow 22:00 2h'],
  ['on Saturday 2h Upgrade', 'That does not say when the maintenance begins.', '/ai window plan tomorrow'],
  ['2026-12-05 2h Upgrade', 'That does not say when the maintenance begins.', '/ai window plan tomorrow'],
  ['tomorrow 22:00 Upgrade', 'That does not say how long the maintenance lasts.', '/ai window plan tomorrow'],
  ['tomorrow 22:00 0h Upgrade', 'That does not say how long the maintenance lasts.', '/ai window plan'],
  ['tomorrow 22:00 2h', 'That does not say what the maintenance is for.', '/ai window plan tomorrow'],
  ['tomorrow 22:00 25h Upgrade', 'A maintenance lasts a day at most.', 'Plan one for each day.'],
  ['tomorrow 22:00 24h 1m Upgrade', 'A maintenance lasts a day at most.', 'Plan one for each day.'],
  ['2026-02-30 22:00 2h Upgrade', 'There is no such time as 2026-02-30 22:00.', '/ai window plan'],
  ['tomorrow 24:00 2h Upgrade', 'There is no such time as 2026-12-03 24:00.', '/ai window plan'],
  ['today 13:59 2h Upgrade', '2026-12-02 13:59 is over: it is 14:00 EET now.', 'Type a later time'],
  ['2028-01-01 22:00 2h Upgrade', '1 January 2028 is more than a year ahead.', 'Look at the year'],
  [
    '2027-03-28 03:30 2h Upgrade',
    'At 2027-03-28 03:30 clocks go forward, and leave it out: it is not clear when that is.',
    'Type another time, such as 02:30 or 04:30.',
  ],
  [
    '2027-10-31 03:30 2h Upgrade',
    'At 2027-10-31 03:30 clocks go back, and it comes twice: it is not clear when that is.',
    'Type another time, such as 02:30 or 04:30.',
  ],
])('“%s” is refused, and it is said what to type', (words, message, action) => {
  try {
    planned(words)
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).message).toBe(message)
    expect((error as UserError).action).toContain(action)
    return
  }
  throw new Error('it was taken')
})
