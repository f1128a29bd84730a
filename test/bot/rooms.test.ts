import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { startShow } from '../../src/bot/runs/show.ts'
import { placeOfSchedule } from '../../src/bot/schedules/place.ts'
import { isUnreachable } from '../../src/db.ts'
import type { Schedule } from '../../src/runbook-settings.ts'
import { runDue } from '../../src/sops/schedules/run-due.ts'
import type { Worker } from '../../src/worker.ts'
import { eventually } from '../harness/eventually.ts'
import { place } from '../harness/memory-platform.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk
let show: Worker

beforeAll(async () => {
  talk = await startTalk()
  const { platform, house } = talk
  platform.rooms = { operations: place('operations'), cases: place('cases') }
  show = startShow({
    people: () => house.people.current,
    runbook: () => house.runbook,
    runs: house.runs,
    store: house.store,
    clock: house.clock,
    platforms: [platform],
    log: pino({ level: 'silent' }),
    isUnreachable,
  })
})
afterAll(async () => {
  await show.stop()
  await talk.close()
})
afterEach(() => expect(talk.errors).toEqual([]))

const say = (text: string, by: string, thread = 'town') =>
  talk.settle({ kind: 'message', text }, { by, thread })

test('a plan is shown in the operations channel; who asked elsewhere is told where, alone', async () => {
  const key = await say('/stop db', 'nikos')
  const run = await talk.house.store.byKey(key)
  const name = `R-${run?.number}`
  expect(talk.words(`${key}:reply`)).toBe(
    `PLAN · Stop · db · ${name}\nThe plan is in the operations channel.\nOpen the operations channel (https://chat.example/operations)`,
  )
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('nikos')
  await talk.until(() => talk.words(`run:${name}`) !== undefined)
  expect(talk.platform.posts.get(`run:${name}`)).toMatchObject({ place: place('operations'), reader: null })
})

test('anybody on call approves it there, and the card changes there', async () => {
  const key = await say('/stop ai_assistant', 'nikos')
  const post = `run:R-${(await talk.house.store.byKey(key))?.number}`
  await talk.until(() => talk.words(post) !== undefined)
  await talk.press(post, 'run-approve', { by: 'anna', thread: 'operations' })
  await talk.until(() => talk.words(post)?.startsWith('RUNNING') === true)
})

test('asked for in the operations channel, nothing more is said', async () => {
  const key = await say('/start db', 'nikos', 'operations')
  expect(await talk.house.store.byKey(key)).not.toBeNull()
  expect(talk.words(`${key}:reply`)).toBeUndefined()
})

test('typed where only the asker reads, a plan is shown in the channel all the same', async () => {
  const { rooms } = talk.platform
  talk.platform.rooms = {}
  const key = await say('/start db', 'nikos', 'square@nikos')
  const post = `run:R-${(await talk.house.store.byKey(key))?.number}`
  await talk.until(() => talk.words(post) !== undefined)
  expect(talk.platform.posts.get(post)).toMatchObject({ place: place('square'), reader: null })
  expect(talk.words(`${key}:reply`)).toBeUndefined()
  talk.platform.rooms = rooms
})

test('a question that wants a person is shown to those on call, once, with who asked and where', async () => {
  const key = await say('What torque do the bolts need?', 'maria')
  await Promise.all([1, 2, 3].map(() => talk.press(`${key}:reply`, 'get-a-person', { value: key })))
  const { number } = await talk.house.db.case.findFirstOrThrow({ where: { sourceKey: `${key}:reply` } })
  const post = talk.platform.posts.get(`case:${number}`)
  expect(post).toMatchObject({ place: place('cases'), reader: null })
  // Nobody can be called here, which is said as soon as it is known; so the first is taken.
  expect(post?.shown[0]?.replace(/, due .*/, '')).toBe(
    [
      `OPEN · C-${number} · What torque do the bolts need?`,
      '“What torque do the bolts need?”',
      'Asked by: Maria Sample',
      'Severity: warning',
      'Level: 1, On-call engineer',
      'Answered: Turn the main switch to ON. [1]',
      'V4.0 Start-up, page 12: Turn the main switch to ON.',
      'Where it was asked (https://chat.example/town)',
      `Everything about it (/cases/${number})`,
      '[Take] [Resolve…] [Raise…] [Add people…] [Say how urgent it is…] [Snooze for an hour]',
    ].join('\n'),
  )
  expect(talk.words(`${key}:reply:case`)).toContain('They see it in the channel of cases')
})

test('a process that ended between the case and its card has the card posted by the next', async () => {
  const key = await say('/escalate E-104 after start-up', 'maria')
  const { number } = await talk.house.db.case.findFirstOrThrow({ where: { sourceKey: key } })
  talk.platform.posts.delete(`case:${number}`)
  await talk.house.db.delivery.update({
    where: { deliveryKey: key },
    data: { status: 'waiting', attempts: 1, dueAt: talk.house.clock.now() },
  })
  await talk.until(() => talk.words(`case:${number}`) !== undefined)
  expect(await talk.house.db.case.count({ where: { sourceKey: key } })).toBe(1)
})

test.each<[Schedule['tells'], string | null]>([
  ['operations', 'operations'],
  ['cases', 'cases'],
  ['runs-page', null],
])('what a schedule that tells %s ran is shown there, and its card says who asked', async (tells, room) => {
  const { house, platform } = talk
  house.runbook.schedules = [
    { name: tells, procedure: 'log-review', parameters: {}, every: 'day', at: '06:30', tells },
  ]
  const parts = { ...house.dueParts(), placeOf: (one: Schedule) => placeOfSchedule(one, [platform]) }
  await runDue(parts)
  house.clock.wind(86_400_000)
  await runDue(parts)
  const [run] = await house.runs.recent(1)
  expect(run?.state.requestedBy).toBe(`schedule:${tells}`)
  const post = `run:R-${run?.number}`
  const unshown = () => house.store.unshown(20)
  await eventually(async () => (await unshown()).length === 0)
  if (room === null) expect(platform.posts.get(post)).toBeUndefined()
  else expect(platform.posts.get(post)).toMatchObject({ place: place(room), reader: null })
  if (room !== null) expect(talk.words(post)).toContain(`by the schedule ${tells}`)
  await house.db.run.updateMany({ where: { number: run?.number ?? 0 }, data: { status: 'done' } })
})

test('where no platform has such a channel, the run is on the page of runs alone', () => {
  const schedule = { name: 'nightly', tells: 'operations' as const }
  const { rooms: _, ...alone } = talk.platform
  expect(placeOfSchedule(schedule, [{ ...alone, rooms: {} }])).toEqual({
    platform: 'runs-page',
    thread: 'nightly',
  })
})
