import { expect, test } from '@jest/globals'
import { dayMs, instantOf, minuteMs, wallTime, wallTimeOf } from '../../src/local-time.ts'
import { awayUntil, contradictions, dutiesAt, isAway } from '../../src/oncall/duty.ts'
import type { RunbookSettings } from '../../src/runbook-settings.ts'
import { momentsOf } from './moments.ts'
import { dutySettings, someone } from './settings.ts'

const people = someone({ nikos: {}, anna: {}, petros: {}, kim: {} })
const weekly = {
  hand_over: { weekday: 'mon', at: '09:00' },
  starts: '2026-11-30',
  primary: ['nikos', 'anna'],
  secondary: ['anna', 'petros'],
}
const christmas = { from: '2026-12-24 09:00', until: '2026-12-27 09:00', primary: 'kim' }

/** `anna, petros until 2026-12-14 07:00` */
function onDuty(settings: ReturnType<typeof dutySettings>, at: string): string {
  const { primary, secondary, until } = dutiesAt(settings, people, new Date(at))
  const end = until === null ? '' : ` until ${until.toISOString().slice(0, 16).replace('T', ' ')}`
  return `${primary?.id}, ${secondary?.id}${end}`
}

test('without turns those who are named are on duty, for ever', () => {
  expect(onDuty(dutySettings(), '2026-12-01T00:00:00Z')).toBe('nikos, anna')
  expect(dutiesAt(dutySettings(), people, new Date()).manager?.id).toBe('petros')
})

test('turns are taken in order, from their hand-over on; before the first those who are named', () => {
  const settings = dutySettings({ primary: 'petros', rota: weekly })
  expect(onDuty(settings, '2026-11-29T12:00:00Z')).toBe('petros, anna until 2026-11-30 07:00')
  expect(onDuty(settings, '2026-11-30T06:59:59.999Z')).toBe('petros, anna until 2026-11-30 07:00')
  expect(onDuty(settings, '2026-11-30T07:00:00Z')).toBe('nikos, anna until 2026-12-07 07:00')
  expect(onDuty(settings, '2026-12-07T07:00:00Z')).toBe('anna, petros until 2026-12-14 07:00')
  expect(onDuty(settings, '2026-12-14T07:00:00Z')).toBe('nikos, anna until 2026-12-21 07:00')
})

test('an override wins from its first moment to its last, whatever hand-over falls into it', () => {
  const overrides = [{ from: '2026-12-05 18:00', until: '2026-12-08 08:00', primary: 'kim' }]
  const settings = dutySettings({ rota: weekly, overrides })
  expect(onDuty(settings, '2026-12-05T15:59:59Z')).toBe('nikos, anna until 2026-12-05 16:00')
  expect(onDuty(settings, '2026-12-05T16:00:00Z')).toBe('kim, anna until 2026-12-08 06:00')
  expect(onDuty(settings, '2026-12-07T08:00:00Z')).toBe('kim, petros until 2026-12-08 06:00')
  expect(onDuty(settings, '2026-12-08T06:00:00Z')).toBe('anna, petros until 2026-12-14 07:00')
})

test('an override of another duty, or by the one who has it anyway, ends no shift', () => {
  const overrides = [
    { from: '2026-12-01', until: '2026-12-02', secondary: 'kim' },
    { from: '2026-12-03', until: '2026-12-04', primary: 'nikos' },
  ]
  const settings = dutySettings({ rota: weekly, overrides })
  expect(onDuty(settings, '2026-12-01T12:00:00Z')).toBe('nikos, kim until 2026-12-07 07:00')
  expect(onDuty(settings, '2026-12-03T12:00:00Z')).toBe('nikos, anna until 2026-12-07 07:00')
})

test('without turns an override begins and ends by itself', () => {
  const settings = dutySettings({ overrides: [christmas] })
  expect(onDuty(settings, '2026-12-01T00:00:00Z')).toBe('nikos, anna until 2026-12-24 07:00')
  expect(onDuty(settings, '2026-12-24T07:00:00Z')).toBe('kim, anna until 2026-12-27 07:00')
  expect(onDuty(settings, '2026-12-27T07:00:00Z')).toBe('nikos, anna')
})

test('one person with every turn is on duty without an end', () => {
  const settings = dutySettings({ rota: { ...weekly, primary: ['nikos'], secondary: undefined } })
  expect(onDuty(settings, '2026-12-30T00:00:00Z')).toBe('nikos, anna')
  expect(onDuty(settings, '2026-11-01T00:00:00Z')).toBe('nikos, anna')
})

test('turns of a day change every day', () => {
  const rota = { hand_over: { every: 'day', at: '21:00' }, starts: '2026-12-01', primary: ['nikos', 'anna'] }
  const settings = dutySettings({ rota })
  expect(onDuty(settings, '2026-12-01T19:00:00Z')).toBe('nikos, anna until 2026-12-02 19:00')
  expect(onDuty(settings, '2026-12-02T19:00:00Z')).toBe('anna, anna until 2026-12-03 19:00')
})

const zones = ['Europe/Athens', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']
const everyRota = zones.flatMap((zone) => [
  { zone, rota: { ...weekly, starts: '2026-01-05' }, days: 7 },
  { zone, rota: { ...weekly, hand_over: { every: 'day', at: '09:00' }, starts: '2026-01-05' }, days: 1 },
])

test.each(everyRota)(
  'two years of turns of $days days in $zone: in order, each from 09:00 to 09:00, no drift',
  ({ zone, rota, days }) => {
    const order = ['nikos', 'anna', 'kim']
    const settings = dutySettings({ rota: { ...rota, primary: order, secondary: ['petros'] } }, zone)
    const begin = instantOf(wallTimeOf('2026-01-05 09:00'), zone)
    let [at, turn] = [begin, 0]
    while (at.getTime() < begin.getTime() + 2 * 366 * dayMs) {
      const { primary, until } = dutiesAt(settings, people, at)
      expect(primary?.id).toBe(order[turn % 3])
      const wall = wallTime(at, zone)
      expect(new Date(wall).toISOString()).toMatch(/T09:00:00/)
      expect(wall - wallTimeOf('2026-01-05 09:00')).toBe(turn * days * dayMs)
      const end = until ?? at
      for (const inside of [60 * minuteMs, end.getTime() - at.getTime() - 1]) {
        const during = dutiesAt(settings, people, new Date(at.getTime() + inside))
        expect([during.primary?.id, during.until]).toEqual([primary?.id, until])
      }
      at = end
      turn += 1
    }
    expect(turn).toBeGreaterThanOrEqual(Math.floor((2 * 366) / days))
  },
)

test.each(zones)(
  'every moment of two years in %s has one primary, and an override has just its own',
  (zone) => {
    const settings = dutySettings({ rota: { ...weekly, starts: '2026-01-05' }, overrides: [christmas] }, zone)
    const from = instantOf(wallTimeOf(christmas.from), zone)
    const until = instantOf(wallTimeOf(christmas.until), zone)
    for (const at of momentsOf(zone, '2026-01-01', 730)) {
      const { primary } = dutiesAt(settings, people, at)
      expect(primary).toBeDefined()
      expect(primary?.id === 'kim').toBe(from <= at && at < until)
    }
  },
)

test('on the nights when clocks change a hand-over in the hour that is left out, or comes twice, is one moment', () => {
  const rota = { hand_over: { every: 'day', at: '03:30' }, starts: '2027-01-01', primary: ['nikos', 'anna'] }
  const settings = dutySettings({ rota })
  const changes = (from: string): string[] => {
    let at = new Date(from)
    return Array.from({ length: 3 }, () => {
      at = dutiesAt(settings, people, at).until ?? at
      return at.toISOString().slice(0, 16)
    })
  }
  expect(changes('2027-03-26T12:00:00Z')).toEqual([
    '2027-03-27T01:30',
    '2027-03-28T01:30',
    '2027-03-29T00:30',
  ])
  expect(changes('2027-10-29T12:00:00Z')).toEqual([
    '2027-10-30T00:30',
    '2027-10-31T00:30',
    '2027-11-01T01:30',
  ])
  // Between the two half past threes it is handed over already.
  const before = dutiesAt(settings, people, new Date('2027-10-31T00:29:00Z')).primary?.id
  const between = dutiesAt(settings, people, new Date('2027-10-31T01:29:00Z')).primary?.id
  const after = dutiesAt(settings, people, new Date('2027-10-31T01:31:00Z')).primary?.id
  expect(before).not.toBe(between)
  expect(between).toBe(after)
})

test('somebody is away from the first moment of what they said to the last, whole days where they named days', () => {
  const away = [
    { from: '2026-12-24 09:00', until: '2026-12-24 18:00' },
    { from: '2026-12-26', until: '2026-12-27' },
  ]
  const anna = { id: 'anna', name: 'Anna', roles: [], identities: {}, away }
  const is = (at: string) => isAway(anna, new Date(at), 'Europe/Athens')
  expect([is('2026-12-24T06:59:59Z'), is('2026-12-24T07:00:00Z')]).toEqual([false, true])
  expect([is('2026-12-24T15:59:59Z'), is('2026-12-24T16:00:00Z')]).toEqual([true, false])
  expect([is('2026-12-25T21:59:59Z'), is('2026-12-25T22:00:00Z')]).toEqual([false, true])
  expect(awayUntil(anna, new Date('2026-12-26T12:00:00Z'), 'Europe/Athens')?.toISOString()).toBe(
    '2026-12-27T22:00:00.000Z',
  )
  expect(awayUntil({ ...anna, away: [] }, new Date(), 'Europe/Athens')).toBeNull()
})

test('whom people.yml does not know is told with the place in the file, and is nobody on duty', () => {
  const settings = dutySettings({
    manager: 'boss',
    rota: { ...weekly, primary: ['nikos', 'tom'] },
    overrides: [{ ...christmas, primary: 'tim' }],
  }) as unknown as RunbookSettings
  expect(contradictions(settings, people).map((sentence) => sentence.split(',')[0])).toEqual([
    'runbook.yml names "boss" as on_call.manager',
    'runbook.yml names "tom" as on_call.rota.primary[1]',
    'runbook.yml names "tim" as on_call.overrides[0].primary',
  ])
  expect(dutiesAt(settings, people, new Date('2026-12-08T00:00:00Z')).primary).toBeUndefined()
})
