import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { clauseOf } from '../../src/oncall/clauses.ts'
import { doNext } from '../../src/oncall/paging.ts'
import type { Planned } from '../../src/oncall/planned-store.ts'
import { type PagingHouse, pagingHouse } from '../harness/paging.ts'

let house: PagingHouse

beforeEach(async () => {
  house = await pagingHouse()
})
afterEach(() => house.close())

const at = (minute: number): Date => new Date(house.begin.getTime() + minute * 60_000)

/** Plans a maintenance by minutes since the house was opened. */
const plan = (from: number, until: number): Promise<Planned> =>
  house.stores.planned.plan(
    { key: crypto.randomUUID(), from: at(from), until: at(until), reason: 'Upgrade of the database' },
    house.actor('anna'),
  )

const end = ({ id }: Planned) => house.stores.planned.end(id, crypto.randomUUID(), house.actor('petros'))

/** One way after the other, three minutes apart. */
const called = (minute: number, ...people: string[]): string[] =>
  ['direct', 'email', 'webhook'].flatMap((way, index) =>
    people.map((person) => `${minute + 3 * index} ${person} ${way}`),
  )

const eventsOf = async ({ number }: { number: number }): Promise<string[]> =>
  (await house.stores.eventsOf(number)).map(({ type }) => type)

test('a warning waits until the maintenance ends, and from there its levels keep their distance', async () => {
  await plan(10, 100)
  await house.until(19)
  const one = await house.open()
  await house.until(99)
  expect(house.told(one)).toEqual([])
  expect(await house.find(one.number)).toMatchObject({ status: 'open', heldUntil: at(100), dueAt: at(100) })
  await house.until(167)
  expect(house.told(one)).toEqual([...called(100, 'nikos'), ...called(160, 'anna', 'petros')])
  expect(await eventsOf(one)).toEqual(['opened', 'held', 'called', 'raised'])
})

test('what is for information waits too', async () => {
  await plan(0, 30)
  const one = await house.open()
  await house.query(`UPDATE cases SET severity = 'information' WHERE number = ${one.number}`)
  await house.until(29)
  expect(house.told(one)).toEqual([])
  await house.until(30)
  expect(house.told(one)).toEqual(['30 nikos direct'])
})

test('what is critical calls as ever, before it and in it', async () => {
  await plan(10, 200)
  const before = await house.open('Nothing works at all')
  await house.until(20)
  const within = await house.open('Nothing works at all')
  await house.until(40)
  expect(house.told(before)).toEqual([
    ...called(0, 'anna', 'petros'),
    ...called(15, 'petros'),
    ...called(30, 'petros'),
  ])
  expect(house.told(within)).toEqual([...called(20, 'anna', 'petros'), ...called(35, 'petros').slice(0, 2)])
})

test('a warning that turns out to be critical calls at once', async () => {
  await plan(0, 200)
  const one = await house.open()
  await house.until(10)
  const clause = clauseOf('Nothing works at all', house.runbook)
  if (clause === undefined) throw new Error('no clause')
  await house.stores.acts.declare(one.number, clause, house.actor('maria'))
  await house.until(11)
  expect(house.told(one)).toEqual(['10 anna direct', '10 petros direct'])
  expect(await house.find(one.number)).toMatchObject({ heldUntil: null })
})

test('it holds back only calls that are not made yet', async () => {
  await plan(2, 50)
  const one = await house.open()
  await house.until(49)
  expect(house.told(one)).toEqual(['0 nikos direct'])
  await house.until(70)
  // Its next level is due at its own time.
  expect(house.told(one)).toEqual([
    '0 nikos direct',
    '50 nikos email',
    '50 nikos webhook',
    ...called(60, 'anna', 'petros'),
  ])
})

test('ended early: what waited is due at once, and what is due later keeps its own time', async () => {
  const planned = await plan(2, 120)
  const called0 = await house.open()
  await house.until(30)
  const waits = await house.open()
  await house.until(39)
  await end(planned)
  await house.until(69)
  expect(house.told(called0)).toEqual([
    '0 nikos direct',
    '39 nikos email',
    '39 nikos webhook',
    ...called(60, 'anna', 'petros'),
  ])
  expect(house.told(waits)).toEqual(called(39, 'nikos'))
  await house.until(106)
  expect(house.told(waits)).toEqual([...called(39, 'nikos'), ...called(99, 'anna', 'petros')])
  expect((await eventsOf(waits)).slice(0, 4)).toEqual(['opened', 'held', 'released', 'called'])
})

test('cancelled before it begins: nothing ever waits', async () => {
  const planned = await plan(10, 100)
  await house.until(5)
  expect(await end(planned)).toMatchObject({ from: at(10), until: at(10), endedBy: 'petros' })
  await house.until(20)
  const one = await house.open()
  await house.until(21)
  expect(house.told(one)).toEqual(['20 nikos direct'])
  await expect(end(planned)).rejects.toThrow('is over, or was cancelled')
})

test('one leads into another: calls wait until the last ends; ended early, until the first does', async () => {
  await plan(0, 40)
  const second = await plan(40, 90)
  const one = await house.open()
  await house.until(10)
  expect(await house.find(one.number)).toMatchObject({ heldUntil: at(90), dueAt: at(90) })
  await end(second)
  await house.until(39)
  expect(await house.find(one.number)).toMatchObject({ heldUntil: at(40), dueAt: at(40) })
  expect(house.told(one)).toEqual([])
  await house.until(40)
  expect(house.told(one)).toEqual(['40 nikos direct'])
})

test('overlapping: the end of one is none while the other lasts, and a longer one makes what waits wait longer', async () => {
  const first = await plan(0, 60)
  const one = await house.open()
  await house.until(10)
  const second = await plan(20, 90)
  await house.until(30)
  expect(await house.find(one.number)).toMatchObject({ dueAt: at(90) })
  await end(first)
  await house.until(40)
  expect(house.told(one)).toEqual([])
  await end(second)
  await house.until(41)
  expect(house.told(one)).toEqual(['40 nikos direct'])
})

test('put off by somebody for longer than that: the end of a maintenance calls nobody before', async () => {
  const planned = await plan(0, 60)
  const one = await house.open()
  await house.until(10)
  await house.stores.acts.snooze(one.number, at(70), house.actor('nikos'))
  await end(planned)
  await house.until(69)
  expect(house.told(one)).toEqual([])
  await house.until(70)
  expect(house.told(one)).toEqual(['70 nikos direct'])
})

test('taken while it waits: nobody is called, and what a clause wants by then still goes up', async () => {
  await plan(0, 60)
  const one = await house.open('The configuration is wrong')
  await house.until(10)
  await house.stores.acts.take(one.number, house.actor('nikos'))
  await house.until(299, 10)
  expect(await house.find(one.number)).toMatchObject({ status: 'taken', level: 1 })
  await house.until(301)
  expect(await house.find(one.number)).toMatchObject({ status: 'taken', level: 2 })
  expect(house.told(one)).toEqual([])
})

test('a window of runbook.yml holds as a planned one does; taken from the file, it holds nothing any more', async () => {
  // The first Wednesday, 12:00 there.
  house.runbook.maintenance_windows = [
    {
      name: 'Monthly maintenance',
      every: { week: 'first', weekday: 'wed' },
      from: '12:10',
      until: '13:00',
      activities: [],
      notify_hours_before: [],
    },
  ]
  await house.until(15)
  const [first, second] = [await house.open(), await house.open()]
  await house.until(30)
  expect(await house.find(first.number)).toMatchObject({ heldUntil: at(60) })
  await house.stores.acts.take(second.number, house.actor('nikos'))
  house.runbook.maintenance_windows = []
  await house.until(31)
  expect(house.told(first)).toEqual(['30 nikos direct'])
  expect(house.told(second)).toEqual([])
})

test('whoever dies in between, the next process goes on: before it begins, in it, at its end', async () => {
  await plan(5, 60)
  house.set(6)
  const one = await house.open()
  const [first, second] = [house.another(), house.another()]
  expect(await doNext(first.options)).toBe(true)
  await first.close()
  expect(await house.find(one.number)).toMatchObject({ heldUntil: at(60) })
  house.set(60)
  expect(await doNext(second.options)).toBe(true)
  expect(await second.options.pages.claim()).toMatchObject({ personId: 'nikos', way: 'direct' })
  await second.close()
  await house.until(66)
  expect(house.told(one)).toEqual(['61 nikos direct again', '63 nikos email', '66 nikos webhook'])
})

test('killed while it puts due times back: none of it is done, and the next process does it', async () => {
  await plan(5, 60)
  house.set(6)
  const one = await house.open()
  await house.query(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`)
  await house.query(`CREATE TRIGGER die BEFORE INSERT ON case_events FOR EACH ROW EXECUTE FUNCTION die()`)
  const dying = house.another()
  await expect(doNext(dying.options)).rejects.toThrow()
  await dying.close()
  expect(await house.find(one.number)).toMatchObject({ heldUntil: null, dueAt: at(6) })
  await house.query('DROP TRIGGER die ON case_events')
  await house.until(59)
  expect(house.told(one)).toEqual([])
  await house.until(60)
  expect(house.told(one)).toEqual(['60 nikos direct'])
})

test('many processes at once: each due time is put back once, and each call made once', async () => {
  await plan(0, 30)
  const cases = await Promise.all(Array.from({ length: 6 }, () => house.open()))
  const others = Array.from({ length: 4 }, () => house.another())
  const workOff = async ({ options }: (typeof others)[number]) => {
    while (await doNext(options));
  }
  await Promise.all(others.map(workOff))
  for (const one of cases) expect(await eventsOf(one)).toEqual(['opened', 'held'])
  house.set(30)
  await Promise.all(others.map(workOff))
  await house.workOff()
  for (const one of cases) expect(house.told(one)).toEqual(['30 nikos direct'])
  await Promise.all(others.map(({ close }) => close()))
})

test('the clock set back to before it began: what waited is called, since no maintenance holds then', async () => {
  await plan(10, 60)
  await house.until(20)
  const one = await house.open()
  await house.until(25)
  house.set(-100)
  await house.until(-99)
  expect(house.told(one)).toEqual(['-100 nikos direct'])
})

test('the clock set back within it: what waited waits for its end by the clock of now', async () => {
  await plan(10, 200)
  await house.until(150, 10)
  const one = await house.open()
  await house.until(160)
  house.set(60)
  await house.until(199, 10)
  expect(house.told(one)).toEqual([])
  await house.until(200)
  expect(house.told(one)).toEqual(['200 nikos direct'])
})

test('asked twice it is planned once, and each deed is in the audit', async () => {
  const wanted = { key: 'delivery', from: at(10), until: at(20), reason: 'Upgrade' }
  const first = await house.stores.planned.plan(wanted, house.actor('anna'))
  expect(await house.stores.planned.plan(wanted, house.actor('anna'))).toEqual(first)
  house.set(15)
  const ended = await house.stores.planned.end(first.id, 'other delivery', house.actor('petros'))
  expect(await house.stores.planned.endedOn('other delivery')).toEqual(ended)
  expect(await house.stores.planned.endedOn('delivery')).toBeNull()
  await end(await plan(30, 40))
  const audited = await house.query<{ action: string; person: string; subject: string }>(
    'SELECT action, person, subject FROM audit ORDER BY id',
  )
  expect(audited.map(({ action, person, subject }) => `${action} ${person} ${subject}`)).toEqual([
    'maintenance.planned anna maintenance 1',
    'maintenance.ended petros maintenance 1',
    expect.stringMatching(/^maintenance\.planned anna maintenance \d+$/),
    expect.stringMatching(/^maintenance\.cancelled petros maintenance \d+$/),
  ])
  await expect(house.stores.planned.end(99, 'other', house.actor('anna'))).rejects.toThrow(
    'No maintenance 99 was planned.',
  )
})
