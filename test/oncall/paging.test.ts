import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { rungOf } from '../../src/oncall/case.ts'
import { clausesOf } from '../../src/oncall/clauses.ts'
import { doNext, sendNext } from '../../src/oncall/paging.ts'
import { PermanentFault } from '../../src/oncall/ways.ts'
import { type PagingHouse, pagingHouse } from '../harness/paging.ts'

let house: PagingHouse

beforeEach(async () => {
  house = await pagingHouse()
})
afterEach(() => house.close())

/** One way after the other, three minutes apart. */
const called = (minute: number, ...people: string[]): string[] =>
  ['direct', 'email', 'webhook'].flatMap((way, index) =>
    people.map((person) => `${minute + 3 * index} ${person} ${way}`),
  )

const atOnce = [
  ...called(0, 'anna', 'petros'),
  ...called(15, 'petros'),
  ...called(30, 'petros'),
  ...called(45, 'nikos', 'anna', 'petros'),
]
const withinAnHour = [...called(0, 'nikos'), ...called(60, 'anna', 'petros')]

/** By hand: who is called of each clause while nobody takes it, within 59, or 70, minutes. */
const policy: [number, string[], string[]][] = [
  [0, atOnce, ['critical']],
  [60, withinAnHour, ['warning']],
  [240, withinAnHour, ['warning']],
]

test.each(policy)(
  'clauses within %i minutes: who is called, by which ways, while nobody takes it',
  async (within, told, severities) => {
    const clauses = clausesOf(house.runbook).filter(({ withinMinutes }) => withinMinutes === within)
    expect(clauses).toHaveLength(4)
    const cases = await Promise.all(clauses.map(({ when }) => house.open(when)))
    await house.until(within === 0 ? 59 : 70)
    for (const one of cases) {
      expect(house.told(one)).toEqual(told)
      expect([one.severity]).toEqual(severities)
    }
  },
)

test('within four hours it is with level 2, also where the on-call engineer has it; nobody is called for that', async () => {
  const one = await house.open('The configuration is wrong')
  await house.until(20)
  await house.stores.acts.take(one.number, house.actor('nikos'))
  await house.until(239)
  expect((await house.find(one.number)).level).toBe(1)
  await house.until(250)
  expect((await house.find(one.number)).level).toBe(2)
  expect(house.told(one)).toEqual(called(0, 'nikos'))
  const types = (await house.stores.eventsOf(one.number)).map(({ type, by }) => `${type} ${by}`)
  expect(types).toEqual(['opened maria', 'called bot', 'taken nikos', 'raised bot'])
})

test('what is critical, taken and not resolved in 30 minutes goes one level up, and nobody is called', async () => {
  const one = await house.open('Nothing works at all')
  await house.until(1)
  await house.stores.acts.take(one.number, house.actor('anna'))
  await house.until(120)
  expect(house.told(one)).toEqual(['0 anna direct', '0 petros direct'])
  expect(await house.find(one.number)).toMatchObject({ level: 3, status: 'taken', dueAt: null })
})

test('taking it ends all calls for good: those that wait, those that are tried again, and every due time', async () => {
  const one = await house.open()
  house.faults.set('direct', () => new Error('no answer'))
  await house.until(2)
  expect(house.told(one)).toEqual(['0 nikos email'])
  await house.stores.acts.take(one.number, house.actor('anna'))
  house.faults.clear()
  await house.until(300)
  expect(house.told(one)).toEqual(['0 nikos email'])
  const owed = await house.query("SELECT 1 FROM pages WHERE status IN ('waiting', 'sending')")
  expect(owed).toEqual([])
})

test('taken while a call is on its way: it is not made again', async () => {
  const one = await house.open()
  house.during.send = async () => {
    delete house.during.send
    await house.stores.acts.take(one.number, house.actor('anna'))
    throw new Error('cut off')
  }
  await house.until(120)
  expect(house.told(one)).toEqual([])
})

test('nobody there at a level: those of the next are called at once, and it is said why', async () => {
  house.levels[1] = []
  house.reach.set('anna', []).set('petros', ['email'])
  const one = await house.open()
  await house.until(1)
  expect(house.told(one)).toEqual(['0 petros email'])
  expect(await house.find(one.number)).toMatchObject({ level: 2 })
  const events = await house.stores.eventsOf(one.number)
  expect(events.at(-1)).toMatchObject({
    type: 'raised',
    by: 'bot',
    fact: { level: 2, why: 'nobody-there', passedOver: 1 },
  })
})

test('nobody above either: whoever is there at all is called', async () => {
  house.levels = Object.assign(house.levels, { 2: [], 3: [], 4: [] })
  const one = await house.open('Data is lost or damaged')
  await house.until(1)
  expect(house.told(one)).toEqual(['0 nikos direct'])
})

test('everybody away: it is said, tried again, and somebody who comes back is called', async () => {
  Object.assign(house.levels, { 1: [], 2: [], 3: [], 4: [] })
  const one = await house.open()
  await house.until(59)
  expect((await house.stores.eventsOf(one.number)).at(-1)).toMatchObject({ type: 'unreached', by: 'bot' })
  await house.until(200)
  Object.assign(house.levels, { 1: ['nikos'] })
  await house.until(260)
  expect(house.told(one).slice(0, 1)).toEqual(['240 nikos direct'])
})

test('a way that fails is tried again, the next is used at once, and what failed is caught up once', async () => {
  const one = await house.open()
  house.faults.set('direct', () => new Error('Slack cannot be reached'))
  await house.until(58)
  house.faults.delete('direct')
  await house.until(59)
  await house.until(64)
  const told = house.told(one)
  expect(told.slice(0, 2)).toEqual(['0 nikos email', '3 nikos webhook'])
  expect(told.filter((call) => call.endsWith('nikos direct'))).toHaveLength(1)
})

test('a way that will never work is given up, and the next is used at once; with none left, the next level', async () => {
  for (const way of ['direct', 'email', 'webhook'])
    house.faults.set(`${way} nikos`, () => new PermanentFault('refused'))
  const one = await house.open()
  await house.until(1)
  expect(house.told(one)).toEqual(['0 anna direct', '0 petros direct'])
  const rows = await house.query("SELECT 1 FROM pages WHERE person_id = 'nikos' AND status = 'failed'")
  expect(rows).toHaveLength(3)
})

test('a process that dies while it calls: the call is made once more, and says so', async () => {
  const one = await house.open()
  await doNext(house.another().options)
  const leased = await house.stores.pages.claim()
  expect(leased?.key).toBe(`page:${one.number}:0:0:nikos:direct`)
  await house.until(0)
  expect(house.told(one)).toEqual([])
  await house.until(4)
  expect(house.told(one)).toEqual(['1 nikos direct again', '3 nikos email'])
})

test('many processes at once: each due time once, each call once', async () => {
  const others = Array.from({ length: 5 }, () => house.another())
  const cases = await Promise.all(Array.from({ length: 8 }, () => house.open('Security is breached')))
  for (const minute of [0, 3, 6]) {
    house.set(minute)
    await Promise.all(
      others.map(async ({ options }) => {
        while ((await doNext(options)) || (await sendNext(options, new AbortController().signal)));
      }),
    )
  }
  for (const one of cases) expect(house.told(one).toSorted()).toEqual(called(0, 'anna', 'petros').toSorted())
  await Promise.all(others.map(({ close }) => close()))
})

test('the clock set back by two hours: what was due in 40 minutes is so still, and nothing is called twice', async () => {
  const one = await house.open()
  await house.until(20)
  house.set(-100)
  await house.until(-100 + 39)
  expect(house.told(one)).toEqual(called(0, 'nikos'))
  await house.until(-100 + 41)
  expect(house.told(one).slice(3)).toEqual(['-60 anna direct', '-60 petros direct'])
})

test('a process that died in a lease before the clock was set back is not waited for', async () => {
  const one = await house.open()
  await doNext(house.another().options)
  await house.stores.pages.claim()
  house.set(-500)
  await house.workOff()
  expect(house.told(one)).toEqual(['-500 nikos direct again'])
})

test('put off: nobody is called until then, and then on', async () => {
  const one = await house.open()
  await house.until(1)
  await house.stores.acts.snooze(
    one.number,
    new Date(house.now().getTime() + 90 * 60_000),
    house.actor('nikos'),
  )
  await house.until(90)
  expect(house.told(one)).toEqual(['0 nikos direct'])
  await house.until(91)
  expect(house.told(one).slice(1)).toContain('91 anna direct')
})

test('raised by somebody: the next level is called at once, also where it was taken', async () => {
  const one = await house.open()
  await house.until(1)
  await house.stores.acts.take(one.number, house.actor('nikos'))
  const raised = await house.stores.acts.raise(one.number, 'I cannot read this code', house.actor('nikos'))
  expect(raised).toMatchObject({ status: 'open', level: 2, takenBy: null })
  await house.until(2)
  expect(house.told(one)).toEqual(['0 nikos direct', '1 anna direct', '1 petros direct'])
})

test('declared to be what a clause says: its due times count from then', async () => {
  const one = await house.open()
  await house.until(10)
  const [clause] = clausesOf(house.runbook)
  if (clause === undefined) throw new Error('no clause')
  await house.stores.acts.declare(one.number, clause, house.actor('maria'))
  await house.until(25)
  expect(house.told(one).slice(3)).toEqual([...called(10, 'anna', 'petros'), '25 petros direct'])
  expect(await house.find(one.number)).toMatchObject({
    severity: 'critical',
    category: clause.when,
    level: 3,
  })
})

test('resolved: nothing is due any more', async () => {
  const one = await house.open('Nothing works at all')
  await house.until(1)
  await house.stores.acts.resolve(one.number, 'The fuse had blown.', house.actor('anna'))
  await house.until(120)
  expect(house.told(one)).toEqual(['0 anna direct', '0 petros direct'])
  expect(await house.find(one.number)).toMatchObject({ status: 'resolved', dueAt: null })
})

test('put off while it is critical: nobody is called before, what must be resolved by then goes up all the same', async () => {
  const one = await house.open('Nothing works at all')
  await house.until(20)
  const before = house.told(one).length
  await house.stores.acts.snooze(
    one.number,
    new Date(house.now().getTime() + 15 * 60_000),
    house.actor('anna'),
  )
  await house.until(34)
  expect(house.told(one)).toHaveLength(before)
  expect(await house.find(one.number)).toMatchObject({ level: 4 })
  await house.until(36)
  expect(house.told(one).length).toBeGreaterThan(before)
})

test('put off for long, the levels keep their distance', async () => {
  const one = await house.open()
  await house.until(1)
  await house.stores.acts.snooze(
    one.number,
    new Date(house.now().getTime() + 90 * 60_000),
    house.actor('nikos'),
  )
  await house.until(149)
  expect(await house.find(one.number)).toMatchObject({ level: 2 })
  await house.until(152)
  expect(await house.find(one.number)).toMatchObject({ level: 3 })
})

test('the manager cannot be called either: it is said, tried again in time, and never in a rush', async () => {
  for (const way of ['direct', 'email', 'webhook']) house.faults.set(way, () => new PermanentFault('refused'))
  const one = await house.open('Nothing works at all')
  await house.until(60)
  const [counted] = await house.query<{ steps: number; unreached: number }>(
    `SELECT (SELECT count(*) FROM case_steps WHERE case_number = ${one.number})::int AS steps,
      (SELECT count(*) FROM case_events WHERE case_number = ${one.number} AND type = 'unreached')::int AS unreached`,
  )
  expect(counted?.unreached).toBeGreaterThan(0)
  expect(counted?.steps).toBeLessThan(12)
  house.faults.clear()
  await house.until(80)
  expect(house.told(one).length).toBeGreaterThan(0)
})

test('a call that fails for good after the case was taken changes nothing of what is due', async () => {
  const one = await house.open('Nothing works at all')
  await house.until(3)
  const before = await house.find(one.number)
  house.reach.set('anna', ['email']).set('petros', ['email'])
  house.faults.set('email', () => new PermanentFault('refused'))
  house.during.send = async () => {
    delete house.during.send
    await house.stores.acts.take(one.number, house.actor('anna'))
  }
  await house.until(16)
  expect(before.level).toBe(2)
  expect(await house.find(one.number)).toMatchObject({ status: 'taken', level: 3 })
  await house.until(29)
  expect((await house.find(one.number)).level).toBe(3)
})

test('one request does one thing, however often it is handled', async () => {
  const one = await house.open()
  const nikos = house.actor('nikos')
  for (let time = 0; time < 3; time += 1) await house.stores.acts.raise(one.number, 'I cannot', nikos)
  expect(await house.find(one.number)).toMatchObject({ level: 2, status: 'open' })
  await house.stores.acts.raise(one.number, null, { ...nikos, requestId: 'another' })
  expect((await house.find(one.number)).level).toBe(3)
})

test('of those who raise it at once from the same level one does, and the others hear who was faster', async () => {
  const one = await house.open()
  await house.until(1)
  const seen = await house.find(one.number)
  const all = ['nikos', 'anna', 'petros'].flatMap((id) => [1, 2, 3, 4].map((time) => ({ id, time })))
  const raised = await Promise.allSettled(
    all.map(({ id, time }) =>
      house.stores.acts.raise(
        one.number,
        null,
        { ...house.actor(id), requestId: `${id} ${time}` },
        rungOf(seen),
      ),
    ),
  )
  expect(raised.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await house.find(one.number)).level).toBe(2)
  const [event] = (await house.stores.eventsOf(one.number)).filter(
    ({ by, type }) => type === 'raised' && by !== 'bot',
  )
  const name = house.actor(event?.by ?? '').person.name
  expect(
    new Set(raised.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []))),
  ).toEqual(new Set([`C-${one.number} was raised by ${name} meanwhile: it is at level 2 now.`]))
})

test('raised from where it is no longer: at the last level too, and where it went up by itself or was declared', async () => {
  const one = await house.open()
  const raise = (from: string, time: number) =>
    house.stores.acts.raise(one.number, null, { ...house.actor('nikos'), requestId: `${time}` }, from)
  const first = rungOf(await house.find(one.number))
  await house.until(61)
  await expect(raise(first, 0)).rejects.toThrow(/went up by itself meanwhile: it is at level 2 now/)
  for (const time of [1, 2, 3]) await raise(rungOf(await house.find(one.number)), time)
  const last = await house.find(one.number)
  expect(last.level).toBe(4)
  await raise(rungOf(last), 4)
  await expect(raise(rungOf(last), 5)).rejects.toThrow(/raised by Nikos Example meanwhile: it is at level 4/)
  const [clause] = clausesOf(house.runbook)
  if (clause === undefined) throw new Error('no clause')
  const before = rungOf(await house.find(one.number))
  await house.stores.acts.declare(one.number, clause, house.actor('maria'))
  await expect(raise(before, 6)).rejects.toThrow(
    `C-${one.number} was declared to be “${clause.when}” by Maria Sample meanwhile: it is at level 2 now.`,
  )
})

test('of those who declare it to be the same at once one does, and the others hear who did', async () => {
  const one = await house.open()
  const [clause] = clausesOf(house.runbook)
  if (clause === undefined) throw new Error('no clause')
  const declared = await Promise.allSettled(
    ['maria', 'nikos', 'anna'].map((id) => house.stores.acts.declare(one.number, clause, house.actor(id))),
  )
  expect(declared.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const [event] = (await house.stores.eventsOf(one.number)).filter(({ type }) => type === 'declared')
  const name = house.actor(event?.by ?? '').person.name
  for (const other of declared) {
    if (other.status === 'rejected') {
      expect(other.reason.message).toBe(`C-${one.number} was declared to be that already by ${name}.`)
    }
  }
  expect((await house.find(one.number)).ladder).toBe(1)
})

test('declared while somebody has it: they keep it, and nobody is called', async () => {
  const one = await house.open()
  await house.until(1)
  await house.stores.acts.take(one.number, house.actor('anna'))
  const [clause] = clausesOf(house.runbook)
  if (clause === undefined) throw new Error('no clause')
  await house.stores.acts.declare(one.number, clause, house.actor('maria'))
  await house.until(25)
  expect(await house.find(one.number)).toMatchObject({
    status: 'taken',
    takenBy: 'anna',
    severity: 'critical',
  })
  expect(house.told(one)).toEqual(['0 nikos direct'])
})

test('of two who take it at once, one has it, and the other hears that it was taken', async () => {
  const one = await house.open()
  const both = await Promise.allSettled(
    ['nikos', 'anna'].map((id) => house.stores.acts.take(one.number, house.actor(id))),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const rejected = both.find((result) => result.status === 'rejected')
  expect(String(rejected?.reason)).toContain(`C-${one.number} was taken already.`)
})

test('a page says what happened, who asked, and where it is taken', async () => {
  const one = await house.open('Nothing works at all')
  await house.until(0)
  expect(house.arrived[0]?.note).toEqual({
    key: `page:${one.number}:0:0:anna:direct`,
    caseName: `C-${one.number}`,
    severity: 'critical',
    headline: `CRITICAL · C-${one.number} · Nothing works at all · V4.0`,
    lines: [
      'Maria Sample: E-104 after start-up',
      'It is with level 2, Senior engineer. Take it, and nobody else is called.',
    ],
    address: `https://bot.example/cases/${one.number}`,
    mayBeRepeat: false,
    requestId: 'request',
  })
})
