import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Schedule } from '../../../src/runbook-settings.ts'
import { type DueParts, runDue } from '../../../src/sops/schedules/run-due.ts'
import { type RunsHouse, runsHouse } from '../../harness/runs.ts'

const review: Schedule = {
  name: 'review',
  procedure: 'log-review',
  parameters: { period: '24h' },
  every: 'day',
  at: '06:30',
  tells: 'operations',
}
const report: Schedule = { ...review, name: 'report', procedure: 'performance', parameters: {}, at: '06:45' }

let house: RunsHouse
let parts: DueParts
beforeEach(async () => {
  house = await runsHouse()
  house.runbook.service.time_zone = 'UTC'
  house.runbook.schedules = [review, report]
  parts = house.dueParts()
  windTo('2030-01-10T12:00:00Z')
  await runDue(parts)
})
afterEach(() => house.close())

function windTo(time: string | Date): void {
  house.clock.wind(new Date(time).getTime() - house.clock.now().getTime())
}

/** The runs in their order, by who asked and for which due time; none of them is under way any more. */
async function runs(): Promise<string[]> {
  const rows = await house.db.run.findMany({ orderBy: { number: 'asc' } })
  await house.db.run.updateMany({ data: { status: 'done' } })
  expect(rows.map(({ requestKey }) => requestKey.split(':')[1])).toEqual(
    rows.map(({ requestedBy }) => requestedBy.replace('schedule:', '')),
  )
  return rows.map(({ requestKey }) => requestKey.replace('schedule:', ''))
}

const row = (name: string) => house.db.schedule.findUniqueOrThrow({ where: { name } })

test('nothing runs before it is due; then it runs once, as the schedule, and the next due time is to come', async () => {
  windTo('2030-01-11T06:29:59Z')
  await runDue(parts)
  expect(await runs()).toEqual([])
  windTo('2030-01-11T06:30:00Z')
  await runDue(parts)
  const [run] = await house.runs.recent(1)
  expect(run?.state).toMatchObject({ status: 'running', requestedBy: 'schedule:review', approval: 'none' })
  expect(run?.plan.parameters).toEqual({ period: '24h' })
  expect(await runs()).toEqual(['review:2030-01-11T06:30:00.000Z'])
  await runDue(parts)
  expect(await runs()).toHaveLength(1)
  expect(await row('review')).toMatchObject({
    lastRun: run?.number,
    lastDueAt: new Date('2030-01-11T06:30:00Z'),
    nextDueAt: new Date('2030-01-12T06:30:00Z'),
  })
  const audited = await house.db.audit.findMany({ orderBy: { id: 'asc' } })
  expect(audited.map(({ person, verified, action, subject }) => [person, verified, action, subject])).toEqual(
    [
      ['schedule:review', true, 'run.requested', `R-${run?.number}`],
      ['schedule:review', true, 'run.approved', `R-${run?.number}`],
    ],
  )
})

test('three processes that look again and again, all at once: every due time of five days runs once', async () => {
  const processes = [parts, house.dueParts(), house.dueParts()]
  const expected: string[] = []
  for (let date = 11; date < 16; date += 1) {
    for (const [schedule, time] of [
      ['review', '06:30:00'],
      ['report', '06:45:00'],
    ]) {
      windTo(`2030-01-${date}T${time}Z`)
      expected.push(`${schedule}:2030-01-${date}T${time}.000Z`)
      for (let times = 0; times < 3; times += 1) await Promise.all(processes.map(runDue))
      expect(await runs()).toEqual(expected)
    }
  }
  expect(await house.db.audit.count({ where: { outcome: 'refused' } })).toBe(0)
})

test('a process that ends between the request and the next due time leaves it due: the next finds its run', async () => {
  windTo('2030-01-11T06:30:00Z')
  const dying: DueParts = {
    ...parts,
    store: {
      ...parts.store,
      begin: (name, now, work) =>
        parts.store.begin(name, now, async (due) => {
          await work(due)
          throw new Error('killed')
        }),
    },
  }
  await runDue(dying)
  expect(await row('review')).toMatchObject({ lastRun: null, nextDueAt: new Date('2030-01-11T06:30:00Z') })
  await runDue(house.dueParts())
  expect(await runs()).toEqual(['review:2030-01-11T06:30:00.000Z'])
  expect(await row('review')).toMatchObject({ nextDueAt: new Date('2030-01-12T06:30:00Z') })
})

test('after three days in which nobody ran, each runs once, and then when it is due', async () => {
  windTo('2030-01-14T09:00:00Z')
  await runDue(parts)
  await runDue(parts)
  const missed = ['review:2030-01-11T06:30:00.000Z', 'report:2030-01-11T06:45:00.000Z']
  expect(await runs()).toEqual(missed)
  windTo('2030-01-15T07:00:00Z')
  await runDue(parts)
  expect(await runs()).toEqual([
    ...missed,
    'review:2030-01-15T06:30:00.000Z',
    'report:2030-01-15T06:45:00.000Z',
  ])
})

test('a schedule that is paused over its due time does not run for it, also not when it is resumed', async () => {
  const petros = house.actor('petros')
  await house.schedules.pause('review', petros)
  windTo('2030-01-11T07:00:00Z')
  await runDue(parts)
  expect(await runs()).toEqual(['report:2030-01-11T06:45:00.000Z'])
  await house.schedules.resume('review', petros)
  await runDue(parts)
  expect(await runs()).toHaveLength(1)
  windTo('2030-01-12T06:30:00Z')
  await runDue(parts)
  expect(await runs()).toContain('review:2030-01-12T06:30:00.000Z')
})

test('what is paused and resumed before it is due runs as if nothing had been', async () => {
  await house.schedules.pause('review', house.actor('petros'))
  await house.schedules.resume('review', house.actor('petros'))
  windTo('2030-01-11T06:30:00Z')
  await runDue(parts)
  expect(await runs()).toEqual(['review:2030-01-11T06:30:00.000Z'])
})

test('changed settings count at the next look: another time, a new schedule, one that is gone', async () => {
  house.runbook.schedules = [
    { ...review, at: '05:00' },
    { ...report, name: 'weekly', every: { weekday: 'sat' } },
  ]
  await runDue(parts)
  expect((await house.schedules.list()).map(({ schedule, nextDueAt }) => [schedule.name, nextDueAt])).toEqual(
    [
      ['review', new Date('2030-01-11T05:00:00Z')],
      ['weekly', new Date('2030-01-12T06:45:00Z')],
    ],
  )
  expect(await house.db.schedule.count()).toBe(2)
  windTo('2030-01-11T07:00:00Z')
  await runDue(parts)
  expect(await runs()).toEqual(['review:2030-01-11T05:00:00.000Z'])
})

test('a change of the time does not lose what was due already', async () => {
  windTo('2030-01-11T06:30:00Z')
  house.runbook.schedules = [{ ...review, at: '08:00' }]
  await runDue(parts)
  expect(await runs()).toEqual(['review:2030-01-11T06:30:00.000Z'])
  expect(await row('review')).toMatchObject({ nextDueAt: new Date('2030-01-11T08:00:00Z') })
})

test('the site’s time zone moves the due times', async () => {
  house.runbook.service.time_zone = 'Europe/Athens'
  await runDue(parts)
  expect(await row('review')).toMatchObject({ nextDueAt: new Date('2030-01-11T04:30:00Z') })
})

test('where the same is under way it waits for its end: refused in the audit once, then it runs', async () => {
  await house.ask('log-review', 'nikos', {})
  windTo('2030-01-11T06:30:00Z')
  await runDue(parts)
  await runDue(parts)
  const [scheduled] = await house.schedules.list()
  expect(scheduled?.problem).toMatch(
    /^R-1 has been reviewing the logs of ai_assistant since .*\(Nikos Example\)/,
  )
  const refused = await house.db.audit.findMany({ where: { outcome: 'refused' } })
  expect(refused.map(({ person, action, subject }) => [person, action, subject])).toEqual([
    ['schedule:review', 'run.requested', 'log-review'],
  ])
  await house.db.run.updateMany({ data: { status: 'done' } })
  windTo('2030-01-11T06:40:00Z')
  await runDue(parts)
  const [first, second] = await house.runs.recent(2)
  expect([first?.state.requestedBy, second?.state.requestedBy]).toEqual(['schedule:review', 'nikos'])
  expect((await house.schedules.list())[0]).toMatchObject({ problem: null, last: { number: first?.number } })
})

test('one that cannot begin does not keep the others', async () => {
  house.runbook.schedules = [{ ...review, name: 'wrong', procedure: 'add-manual', parameters: {} }, report]
  await runDue(parts)
  windTo('2030-01-11T06:45:00Z')
  await runDue(parts)
  expect(await runs()).toEqual(['report:2030-01-11T06:45:00.000Z'])
  expect((await house.schedules.list())[0]?.problem).toMatch(/not said which document/)
})

test.each(['restart', 'start', 'stop', 'config', 'polish'])(
  '%s is not begun by the clock, whatever the settings say',
  async (procedure) => {
    const schedule = { name: 'x', procedure, parameters: { service: 'ai_assistant' } }
    const due = { key: 'schedule:x:now', due: new Date(), place: { platform: 'runs-page', thread: 'x' } }
    await expect(house.runs.requestByClock(schedule, due)).rejects.toThrow(
      `${procedure} may not run by the clock. Nothing ran.`,
    )
    expect(await house.runs.recent(1)).toEqual([])
  },
)

test('nobody but a senior pauses or resumes; a refusal is audited, and an unknown name hears those there are', async () => {
  for (const id of ['maria', 'nikos', 'kim', 'alex']) {
    await expect(house.schedules.pause('review', house.actor(id))).rejects.toThrow(/needs the senior role/)
    await expect(house.schedules.resume('review', house.actor(id))).rejects.toThrow(/needs the senior role/)
  }
  const unknown = house.schedules.pause('revue', house.actor('petros'))
  await expect(unknown).rejects.toThrow('There is no schedule “revue”.')
  await expect(unknown).rejects.toHaveProperty('action', 'There are: review, report.')
  await house.schedules.pause('review', house.actor('petros'))
  await expect(house.schedules.pause('review', house.actor('anna'))).rejects.toThrow(
    /^review is paused already by Petros/,
  )
  await house.schedules.resume('review', house.actor('petros'))
  await expect(house.schedules.resume('review', house.actor('petros'))).rejects.toThrow(
    'review is not paused.',
  )
  const audited = await house.db.audit.findMany({
    where: { subject: { in: ['review', 'revue'] } },
    orderBy: { id: 'asc' },
  })
  expect(audited.map(({ person, action, outcome }) => `${person} ${action} ${outcome}`)).toEqual([
    ...['maria', 'nikos', 'kim', 'alex'].flatMap((id) => [
      `${id} schedule.paused refused`,
      `${id} schedule.resumed refused`,
    ]),
    'petros schedule.paused refused',
    'petros schedule.paused done',
    'anna schedule.paused refused',
    'petros schedule.resumed done',
    'petros schedule.resumed refused',
  ])
})

test('of ten presses at once on pause, one counts', async () => {
  const tries = Array.from({ length: 10 }, () => house.schedules.pause('review', house.actor('petros')))
  const settled = await Promise.allSettled(tries)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await house.db.audit.count({ where: { action: 'schedule.paused', outcome: 'done' } })).toBe(1)
})
