import { expect, test } from '@jest/globals'
import type { Level } from '../../src/oncall/level.ts'
import { peopleOfLevel } from '../../src/oncall/reach.ts'
import type { Person } from '../../src/people.ts'
import { dutySettings, someone } from './settings.ts'

const now = new Date('2026-12-24T12:00:00Z')
const away: Partial<Person> = { away: [{ from: '2026-12-24', until: '2026-12-24' }] }

function reached(level: Level, changes: Record<string, Partial<Person>> = {}, given = {}): string {
  const people = someone({
    maria: { roles: ['staff'], ...changes['maria'] },
    nikos: { roles: ['on-call'], ...changes['nikos'] },
    kim: { roles: ['senior'], ...changes['kim'] },
    anna: { roles: ['senior'], ...changes['anna'] },
    petros: { roles: ['senior', 'development'], ...changes['petros'] },
    tom: { roles: ['development'], ...changes['tom'] },
  })
  const { people: here, away: gone } = peopleOfLevel(level, { people, runbook: dutySettings(given) }, now)
  const ids = (all: Person[]) => all.map(({ id }) => id).join(' ')
  return [ids(here), ...(gone.length > 0 ? [`away: ${ids(gone)}`] : [])].join('; ')
}

test.each<[Level, string]>([
  [1, 'nikos'],
  [2, 'anna kim petros'],
  [3, 'petros tom'],
  [4, 'petros'],
])('level %d reaches %s', (level, ids) => {
  expect(reached(level)).toBe(ids)
})

test('where the primary is away, the secondary is reached first, and it can be said who is not', () => {
  expect(reached(1, { nikos: away })).toBe('anna; away: nikos')
  expect(reached(1, { nikos: away, anna: away })).toBe('; away: nikos anna')
  expect(reached(1, { anna: away })).toBe('nikos')
})

test('whoever is away is not among those of the other levels either', () => {
  expect(reached(2, { anna: away, petros: away })).toBe('kim; away: anna petros')
  expect(reached(3, { petros: away })).toBe('tom; away: petros')
  expect(reached(4, { petros: away })).toBe('; away: petros')
})

test('an unknown primary leaves the secondary; the same person is named once', () => {
  expect(reached(1, {}, { primary: 'nobody' })).toBe('anna')
  expect(reached(1, {}, { secondary: 'nikos' })).toBe('nikos')
  expect(reached(2, {}, { secondary: 'nikos' })).toBe('nikos kim anna petros')
})

test('who is reached follows the turns', () => {
  const rota = { hand_over: { every: 'day', at: '09:00' }, starts: '2026-12-24', primary: ['kim', 'nikos'] }
  expect(reached(1, {}, { rota })).toBe('kim')
})
