import { expect, test } from '@jest/globals'
import { alarmClock } from '../../../src/bot/web/page/chat/alarm-clock.ts'

const longMs = 3_600_000

test('a sleep that is woken ends at once, and nobody sleeps under its name any more', async () => {
  const alarms = alarmClock()
  const sleep = alarms.sleep('a', longMs)
  expect(alarms.wake('a')).toBe(true)
  await sleep
  expect(alarms.wake('a')).toBe(false)
})

test('all are woken together', async () => {
  const alarms = alarmClock()
  const sleeps = [alarms.sleep('a', longMs), alarms.sleep('b', longMs)]
  alarms.wakeAll()
  await Promise.all(sleeps)
  expect([alarms.wake('a'), alarms.wake('b')]).toEqual([false, false])
})

test('a sleep ends by itself when its time is over', async () => {
  await alarmClock().sleep('a', 1)
})
