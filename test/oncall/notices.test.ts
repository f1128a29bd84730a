import { expect, test } from '@jest/globals'
import { announcedAs, farthestNoticeDays, type NoticeKind, noticeDue } from '../../src/oncall/notices.ts'
import type { Maintenance } from '../../src/oncall/planned.ts'

const at = (time: string): Date => new Date(`2030-01-${time}Z`)

/** From 22:00 to midnight on the 9th, announced a week, a day and two hours ahead. */
const usual: Maintenance = {
  key: 'planned:1',
  reason: 'Upgrade',
  activities: [],
  plannedBy: 'anna',
  from: at('09T22:00'),
  until: at('10T00:00'),
  noticeHours: [168, 24, 2],
}
const ofFile = { ...usual, plannedBy: null }
const cancelled = { ...usual, until: usual.from }

test.each<[string, Maintenance, NoticeKind[], string, NoticeKind | null]>([
  ['longer ahead', usual, [], '02T21:59', null],
  ['a week ahead', usual, [], '02T22:00', 'ahead-168'],
  ['told a week ahead', usual, ['ahead-168'], '08T21:59', null],
  ['a day ahead', usual, ['ahead-168'], '08T22:00', 'ahead-24'],
  ['never told a week ahead', usual, [], '08T22:00', 'ahead-24'],
  ['told a day ahead, and never a week', usual, ['ahead-24'], '08T22:01', null],
  ['two hours ahead', usual, ['ahead-24'], '09T20:00', 'ahead-2'],
  ['an hour ahead, where the word is some minutes late', usual, [], '09T21:05', 'ahead-2'],
  ['within the hour', usual, [], '09T21:06', null],
  ['hours that the file has no more were nearer', usual, ['ahead-1'], '09T20:30', null],
  ['hours that the file has no more were farther', usual, ['ahead-48'], '08T22:00', 'ahead-24'],
  ['no hours', { ...usual, noticeHours: [] }, [], '09T21:00', null],
  ['it begins', usual, ['ahead-2'], '09T22:00', 'began'],
  ['it lasts', usual, ['ahead-2', 'began'], '09T23:00', null],
  ['it is over', usual, ['began'], '10T00:00', 'ended'],
  ['it passed unheard', usual, ['ahead-24'], '10T00:00', 'ended'],
  ['one of the file passed unheard', ofFile, ['ahead-24'], '10T00:00', null],
  ['all is told', usual, ['began', 'ended'], '10T00:01', null],
  ['cancelled', cancelled, ['ahead-24'], '09T12:00', 'cancelled'],
  ['cancelled while no bot ran', cancelled, ['ahead-24'], '10T12:00', 'cancelled'],
  ['told that it was cancelled', cancelled, ['ahead-24', 'cancelled'], '09T22:00', null],
])('%s', (_, one, told, now, expected) => {
  expect(noticeDue(one, told, at(now))).toBe(expected)
})

test('it may have been announced under the hours of now and under those that were noted', () => {
  expect(announcedAs(usual, ['ahead-48', 'ahead-24', 'began'])).toEqual([
    'ahead-168',
    'ahead-24',
    'ahead-2',
    'ahead-48',
  ])
})

test.each([
  [[[168, 24]], [24], 7],
  [[[2]], [25], 2],
  [[], [], 0],
])('windows announced %j and what is planned %j hours ahead: in %i days', (windows, planned, days) => {
  const settings = {
    maintenance_windows: windows.map((hours) => ({ notify_hours_before: hours })) as never,
    notify_planned_hours_before: planned,
  }
  expect(farthestNoticeDays(settings)).toBe(days)
})
